// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"
#include "protocol/member_name.hpp"

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
    name_has_notice_wording,
    name_reserved,
    already_inside,
    name_taken,
    name_owned,
    locked,
    room_full,
    not_inside,
    not_your_name,
    muted,
    text_too_long,
    text_not_utf8,
    too_fast,
    not_saved,
    // Of the sealed protocol only:
    too_many_names,
    text_not_clean,
    too_many_messages,
};

/// The refusal of a name that is none for that reason.
Refusal refusal_of(NameFault fault);

/// What completes the words of a refusal; each ignores what it has no place for.
struct RefusalDetails {
    std::string own_name{};              ///< In the room: already_inside, not_your_name.
    std::optional<WallTime> until{};     ///< banned, muted; nothing: for ever.
    std::string reason{};                ///< banned
    std::chrono::seconds retry_after{0}; ///< too_fast

    bool operator==(const RefusalDetails&) const = default;
};

/// The refusal in words, at most max_refusal_bytes bytes, for which a reason is cut.
std::string refusal_text(Language language, Refusal refusal, const RefusalDetails& details = {});

/// What whoever comes in is told of the topic and the pinned announcement, a line each; none of
/// what is empty.
std::vector<std::string> greeting(Language language, const std::string& topic,
                                  const std::string& pinned);

/// The event as everybody is told of it, at most max_datagram_bytes bytes if name and text keep
/// their limits; nothing if there are no words for its kind.
std::optional<std::string> notice(Language language, const Event& event);

} // namespace chatroom::classic
