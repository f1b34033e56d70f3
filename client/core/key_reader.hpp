// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chatroom {

/// What was typed, for the line editor; whole characters only.
struct Keys {
    std::string bytes;
    bool operator==(const Keys&) const = default;
};

/// What was pasted. Lines end with '\n', and there are no other control characters but tabs.
struct Pasted {
    std::string text;
    bool is_too_long = false; ///< Then there is no text.
    bool operator==(const Pasted&) const = default;
};

using KeyInput = std::variant<Keys, Pasted>;

/// Tells what is pasted from what is typed: by the terminal's brackets (ESC [ 200 ~ and 201 ~), and
/// where it has none by several lines that come at once, as nobody types. What comes right behind a
/// paste belongs to it, so that no line of it is entered, whatever stands in it.
class KeyReader {
public:
    static constexpr std::size_t max_paste_bytes = 16 * 1024;
    static constexpr std::size_t max_paste_lines = 100;
    /// A person who presses a key after a paste takes longer.
    static constexpr std::chrono::milliseconds pause{80};

    /// What was read at once. Without may_be_pasted lines that come at once are lines that were
    /// typed ahead.
    std::vector<KeyInput> take(TimePoint now, std::string_view bytes, bool may_be_pasted);

private:
    /// Takes the part up to the bracket off; nothing if there is none.
    static std::optional<std::string> take_up_to(std::string& bytes, std::string_view bracket);
    void add_pasted(std::string_view bytes);
    Pasted pasted();

    std::string unread_; ///< Perhaps the beginning of a character or of a bracket.
    std::string paste_;  ///< As it came.
    bool is_in_brackets_ = false;
    bool is_too_long_ = false;
    std::optional<TimePoint> pasted_at_; ///< When something was pasted without brackets.
};

/// The lines of a text that was pasted, without those that are empty.
std::vector<std::string> pasted_lines(std::string_view text);

} // namespace chatroom
