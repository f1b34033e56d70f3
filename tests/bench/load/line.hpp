// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom::bench {

/// Which message a text is: the talkers and the messages of each are numbered, those from 1.
struct LineNumber {
    std::uint32_t talker = 0;
    std::uint32_t number = 0;
};

inline constexpr std::size_t min_line_bytes = 14;

/// A text that says its number, of that length.
std::string to_line(LineNumber line, std::size_t bytes);

/// Nothing if the text is none of to_line().
std::optional<LineNumber> parse_line(std::string_view text);

/// The same for what a text stands at the end of.
std::optional<LineNumber> find_line(std::string_view bytes);

/// What the member of that number calls itself: always as many bytes.
std::string member_name(std::size_t number);

} // namespace chatroom::bench
