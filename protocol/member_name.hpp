// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chatroom {

inline constexpr std::size_t max_name_bytes = 48;

/// Why a text cannot be a name, in the order in which it is checked.
enum class NameFault : std::uint8_t {
    missing,
    too_long,
    not_utf8,
    white_space,
    invisible,
    too_many_marks,
    mixed_directions,
    room_signs,
    notice_wording,
    reserved,
};

/// A name that somebody may bear in the room: 1 to max_name_bytes bytes of UTF-8 in which
/// everything is seen, but for the joiners and selectors that it is written with, and which reads
/// as somebody's name and not as the room's own words.
class MemberName {
public:
    /// The name, or the first reason why the text is none.
    static Result<MemberName, NameFault> parse(std::string_view text);

    /// A name that parse() accepted once and the journal has kept. It is not judged again, so that
    /// a member stays inside when a newer version has stricter rules.
    static MemberName from_journal(std::string text) { return MemberName(std::move(text)); }

    const std::string& text() const { return text_; }

    auto operator<=>(const MemberName&) const = default;

private:
    explicit MemberName(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

} // namespace chatroom
