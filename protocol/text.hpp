// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What somebody may say at once.
inline constexpr std::size_t max_text_bytes = 4096;

/// What one event carries: with the longest name and the longest wording around it a classic
/// datagram stays below 1,020 bytes and a sealed one below 1,200.
inline constexpr std::size_t max_event_text_bytes = 960;

/// Of the topic and the pinned announcement, which newcomers get in one datagram: a sentence, and
/// some more of them.
inline constexpr std::size_t max_topic_bytes = 240;
inline constexpr std::size_t max_pinned_bytes = 720;

/// Why a text cannot be said, in the order in which it is checked.
enum class TextFault : std::uint8_t { too_long, not_utf8 };

/// The text as others may see it: tabs and line breaks are one space each, or gone at the end, and
/// so is what only looks like a space; other control characters (C0, C1, DEL) are gone, and what is
/// not seen and changes nothing; of the marks on one letter, and of unseen characters side by side,
/// eight stay; spaces stay. Empty if there is nothing to see. A clean text stays as it is.
Result<std::string, TextFault> clean_text(std::string_view bytes);

/// The text, which must be clean, in consecutive parts of at most max_event_text_bytes bytes, cut
/// between grapheme clusters; a cluster longer than a part is cut between code points. Each part is
/// clean, so one in which there is nothing to see is left out. No parts if the text is empty.
std::vector<std::string> split_text(std::string text);

} // namespace chatroom
