// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"
#include "protocol/greeting.hpp"
#include "protocol/member_name.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The classic protocol, as CLASSIC.md describes it: what the server says.
namespace chatroom::classic {

/// Known programs read answers into buffers of 128 bytes and everything else into 1,024.
inline constexpr std::size_t max_refusal_bytes = 120;
inline constexpr std::size_t max_datagram_bytes = 1020;

/// The answer to an `L` that was granted.
inline constexpr std::string_view granted = "OK";

enum class Language : std::uint8_t { zh, en };

/// "zh" or "en"; nothing for another word.
std::optional<Language> language_from(std::string_view word);
std::string_view to_string(Language language);

/// Why the sender does not get what it asked for, in the order of CLASSIC.md.
enum class Refusal : std::uint8_t {
    not_allowed,
    banned,
    name_missing,
    name_too_long,
    name_not_utf8,
    name_has_white_space,
    name_is_invisible,
    name_has_too_many_marks,
    name_mixes_directions,
    name_has_room_signs,
    name_has_notice_wording,
    name_reserved,
    already_inside,
    name_taken,
    name_owned,
    locked,
    room_full,
    too_many_from_there,
    enters_too_often,
    not_inside,
    not_your_name,
    muted,
    text_too_long,
    text_not_utf8,
    too_fast,
    unknown_request,
    not_saved,
    // Of the sealed protocol only:
    too_many_names,
    text_not_clean,
    too_many_messages,
    here_elsewhere,
    wrong_passphrase,
};

inline constexpr std::size_t refusal_count =
    static_cast<std::size_t>(Refusal::wrong_passphrase) + 1;

namespace detail {

// In the order of the enumeration, and called as there.
inline constexpr std::array<std::string_view, refusal_count> causes{
    "not_allowed",
    "banned",
    "name_missing",
    "name_too_long",
    "name_not_utf8",
    "name_has_white_space",
    "name_is_invisible",
    "name_has_too_many_marks",
    "name_mixes_directions",
    "name_has_room_signs",
    "name_has_notice_wording",
    "name_reserved",
    "already_inside",
    "name_taken",
    "name_owned",
    "locked",
    "room_full",
    "too_many_from_there",
    "enters_too_often",
    "not_inside",
    "not_your_name",
    "muted",
    "text_too_long",
    "text_not_utf8",
    "too_fast",
    "unknown_request",
    "not_saved",
    "too_many_names",
    "text_not_clean",
    "too_many_messages",
    "here_elsewhere",
    "wrong_passphrase",
};

} // namespace detail

/// The refusal in a word for programs, "name_owned".
constexpr std::string_view cause_of(Refusal refusal) {
    return detail::causes.at(static_cast<std::size_t>(refusal));
}

/// The refusal of a name that is none for that reason.
Refusal refusal_of(NameFault fault);

/// What completes the words of a refusal; each ignores what it has no place for.
struct RefusalDetails {
    std::string own_name{}; ///< In the room: already_inside, not_your_name.
    /// banned, muted; nothing: for ever. name_owned: not free before; nothing: nobody knows when.
    std::optional<WallTime> until{};
    std::string reason{};                ///< banned
    std::chrono::seconds retry_after{0}; ///< too_fast, enters_too_often
    std::optional<WallTime> since{};     ///< here_elsewhere
    /// here_elsewhere; nothing: another node would know.
    std::optional<std::chrono::seconds> heard_ago{};

    bool operator==(const RefusalDetails&) const = default;
};

/// The refusal in words, at most max_refusal_bytes bytes, for which a reason is cut.
std::string refusal_text(Language language, Refusal refusal, const RefusalDetails& details = {});

/// Why somebody was kicked who said more and more while it was to say nothing.
std::string_view flooding(Language language);

/// What somebody gets of whom it is to be found out whether its program is still there.
std::string probe(Language language);

/// What somebody gets who has said nothing for so long that it counts as gone.
std::string silent_too_long(Language language);

/// What whoever comes in is told, as everybody was: a line for each thing that there is to know.
std::vector<std::string> greeting(Language language, const Greeting& greeting);

/// The event as everybody is told of it, at most max_datagram_bytes bytes if name and text keep
/// their limits; nothing if there are no words for its kind.
std::optional<std::string> notice(Language language, const Event& event);

} // namespace chatroom::classic
