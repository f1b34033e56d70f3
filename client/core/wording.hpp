// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/user_paths.hpp"
#include "client/core/file_error.hpp"
#include "protocol/classic_wording.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace chatroom {

/// Everything that chatroom-client says of its own accord, in one language. "{}" stands for what
/// worded() puts there.
struct Wording {
    classic::Language language; ///< Of what happens in the room.
    std::string_view name_prompt;
    std::string_view name_prompt_with; ///< {} is the name that is taken if none is typed.
    std::string_view name_is_command;  ///< {} is what was typed for a name.
    std::string_view take_over;        ///< {} is the name. yes_no_prompt follows.
    std::string_view yes_no_prompt;
    std::string_view chat_prompt; ///< {} is the own name; it looks like the room's own lines.
    std::string_view passphrase_prompt;
    std::string_view passphrase_unfit;
    std::string_view passphrase_missing;
    std::string_view welcome;
    std::string_view refused; ///< {} is the reason.
    std::string_view no_name;
    std::string_view output_gone;
    std::string_view text_too_long; ///< {} is the limit in bytes.
    std::string_view text_not_utf8;
    std::string_view not_sent;       ///< {} is the text.
    std::string_view said_not_clean; ///< Why what was said was not taken, here and below.
    std::string_view said_too_fast;
    std::string_view said_too_fast_for;  ///< {} are how many lines and bytes a second are taken.
    std::string_view said_too_fast_slow; ///< {} is how many seconds are between two lines.
    std::string_view muted;
    std::string_view said_not_saved;
    std::string_view said_too_many;
    std::string_view said_again_later; ///< {} is why.
    std::string_view say_again_after;  ///< {} are why and the number of seconds.
    std::string_view gap;              ///< {} is the number of events.
    std::string_view gap_lost;
    /// Who has an event: {} are its number, how many they are, and their names.
    std::string_view delivery_having;
    std::string_view delivery_lacking;
    std::string_view delivery_later;
    std::string_view delivery_mute;
    std::string_view delivery_and_more; ///< Behind names; {} is how many more.
    std::string_view delivery_unnamed;  ///< Instead of names; {} is how many.
    std::string_view name_separator;
    std::string_view delivery_unknown;
    std::string_view nothing_said;
    std::string_view no_such_event; ///< {} is the number.
    std::string_view new_identity;  ///< {} is the file.
    std::string_view new_room;      ///< {} is the fingerprint, here and below.
    std::string_view new_key;
    std::string_view not_remembered; ///< {} is the reason.
    std::string_view server_unreachable;
    std::string_view sealed_server_unreachable;
    std::string_view server_reachable_again;
    std::string_view nothing_is_kept;
    std::string_view kept_again;
    std::string_view left;
    std::string_view left_unconfirmed;
    std::string_view kicked;
    std::string_view kicked_because; ///< {} is the reason.
    std::string_view dismissed;
    std::string_view superseded;
    std::string_view wrong_passphrase;
    std::string_view wrong_passphrase_in_file; ///< {} is the file.
    std::string_view passphrase_changed;
    std::string_view key_changed; ///< {} are the server's address and the fingerprint.
    std::string_view key_changed_meaning;
    std::string_view key_changed_remedy; ///< {} are the fingerprint, the address, the fingerprint.
    std::string_view other_fingerprint;  ///< {} are the server's address and its fingerprint.
    std::string_view other_fingerprint_meaning;
    /// {} are the server's address, its version of the protocol, and the lowest and the highest of
    /// ours.
    std::string_view server_is_older;
    std::string_view server_is_newer;
    std::string_view no_answer; ///< {} is the server's address, here and below.
    std::string_view sealed_no_answer;
    std::string_view ignored;
    std::string_view nothing_listens;
    std::string_view no_route;
    std::string_view not_found;
    std::string_view no_home;
    std::string_view file_open_to_others; ///< {} is the file, here and below.
    std::string_view file_damaged;
    std::string_view file_line_damaged; ///< {} are the file and the number of the line.
    std::string_view file_has_no_passphrase;
    // Of the command line.
    std::string_view about;
    std::string_view usage_label;
    std::string_view options_label;
    std::string_view arguments_label;
    std::string_view excludes_label;
    std::string_view room_label; ///< What stands for a value, here and below.
    std::string_view name_label;
    std::string_view file_label;
    std::string_view count_label;
    std::string_view room_help;
    std::string_view name_help;
    std::string_view classic_help;
    std::string_view identity_help;
    std::string_view fingerprint_help;
    std::string_view passphrase_file_help;
    std::string_view pipe_help;
    std::string_view json_help;
    std::string_view history_help; ///< {} is the greatest number.
    std::string_view lang_help;
    std::string_view times_help;
    std::string_view color_help;
    std::string_view notify_help;
    std::string_view version_help;
    std::string_view help_help;
    std::string_view no_room; ///< {} is what is none, here and below.
    std::string_view no_fingerprint;
    std::string_view no_history;
    std::string_view no_language;
    std::string_view no_times;
    std::string_view no_color;
    std::string_view no_notify;
    std::string_view option_unknown;
    std::string_view option_needs_value;
    std::string_view option_excludes; ///< {} are both options.
    std::string_view option_wrong;    ///< {} is what CLI11 says.
    std::string_view see_help;
    // Of finding a room.
    std::string_view config_wrong;
    std::string_view config_line; ///< {} are the file, the number of the line, what is wrong.
    std::string_view config_unknown_key; ///< {} is the key, here and below.
    std::string_view config_no_section;
    std::string_view config_no_text;
    std::string_view config_no_truth;
    std::string_view config_no_word; ///< {} are the key and the words that there are.
    std::string_view config_no_address;
    std::string_view config_no_fingerprint;
    std::string_view config_no_toml; ///< {} is what toml++ says.
    std::string_view rooms_found;
    std::string_view more_rooms;     ///< {} is how many.
    std::string_view which_room;     ///< {} is how many there are. It is a prompt.
    std::string_view too_many_rooms; ///< {} are their addresses, here and below.
    std::string_view no_room_chosen;
    std::string_view classic_has_no_keys;
    // Of commands.
    std::string_view help;            ///< A line a command, which begins with it.
    std::string_view usage;           ///< {} is such a line.
    std::string_view unknown_command; ///< {} is the command.
    std::string_view classic_cannot;
    std::string_view who_here;     ///< {} are how many, and their names.
    std::string_view who_matching; ///< {} are how many, the pattern, and their names.
    std::string_view who_nobody;   ///< {} is the pattern.
    std::string_view who_unknown;
    std::string_view topic; ///< {} is it.
    std::string_view no_topic;
    std::string_view older_begin; ///< {} is how many events follow.
    std::string_view older_end;
    std::string_view older_all;
    std::string_view older_none;
    std::string_view older_unknown;
    std::string_view found;         ///< {} are how many events follow, and the word.
    std::string_view found_nothing; ///< {} is the word.
    std::string_view now_ignored;   ///< {} are the name, and the name.
    std::string_view not_ignored;   ///< {} is the name.
    std::string_view ignoring;      ///< {} are names.
    std::string_view ignoring_nobody;
    std::string_view ignoring_oneself;
    std::string_view ignoring_too_many; ///< {} is how many.
    std::string_view ignoring_unseen;   ///< {} is the name.
    std::string_view said_again_in;     ///< {} are why and the number of seconds.
    // On a terminal.
    std::string_view people_entered; ///< {} are names, here and below.
    std::string_view people_left;
    std::string_view people_came_back;
    std::string_view people_came_by;
    std::string_view people_and_more; ///< Behind names; {} is how many more.
    std::string_view part_separator;
    std::string_view connecting;     ///< {} is the server's address. It stands in for the prompt.
    std::string_view offline;        ///< In front of the prompt.
    std::string_view was_away;       ///< {} is since when.
    std::string_view past_end;       ///< {} is how many.
    std::string_view missed;         ///< {} is how many.
    std::string_view delivered_late; ///< {} is how many messages.
    std::string_view pasted_lines;   ///< {} is how many.
    std::string_view paste_too_long; ///< {} is how many there may be.
    std::string_view candidates;     ///< {} are names or commands.
};

/// It lives as long as the program, here and below.
const Wording& wording_in(classic::Language language);

/// Chinese if the locale of messages (the first of LC_ALL, LC_MESSAGES and LANG that is there)
/// begins with "zh", else English.
const Wording& choose_wording(const Environment& environment);

/// The text with its "{}" replaced by the argument.
std::string worded(std::string_view text, std::string_view argument);

/// The text with each "{}" replaced by the next of the arguments.
std::string worded(std::string_view text, std::initializer_list<std::string_view> arguments);

/// What is wrong with a file, and what to do about it.
std::string worded(const Wording& wording, const FileError& error);

} // namespace chatroom
