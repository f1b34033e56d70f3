// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/key_reader.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

constexpr std::string_view paste_begin = "\x1b[200~";
constexpr std::string_view paste_end = "\x1b[201~";

/// How many bytes at the end may be the beginning of the bracket. A lone ESC is a key.
std::size_t partial_bracket(std::string_view bytes, std::string_view bracket, std::size_t least) {
    for (auto size = std::min(bytes.size(), bracket.size() - 1); size >= least; --size) {
        if (bytes.ends_with(bracket.substr(0, size))) {
            return size;
        }
    }
    return 0;
}

/// How many bytes at the end are the beginning of a character of UTF-8.
std::size_t partial_character(std::string_view bytes) {
    constexpr std::size_t longest = 4;
    for (std::size_t size = 1; size <= std::min(bytes.size(), longest - 1); ++size) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - size]);
        if (byte < 0x80) {
            return 0;
        }
        if (byte >= 0xC2 && byte <= 0xF4) {
            const std::size_t whole = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
            return size < whole ? size : 0;
        }
    }
    return 0;
}

std::string with_line_ends(std::string_view bytes) {
    std::string text;
    char last = 0;
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        if (byte == '\r' || (byte == '\n' && last != '\r')) {
            text += '\n';
        } else if (byte == '\t' || (value >= 0x20 && value != 0x7F)) {
            text += byte;
        }
        last = byte;
    }
    return text;
}

bool is_more_than_a_line(std::string_view bytes) {
    return pasted_lines(with_line_ends(bytes)).size() > 1;
}

} // namespace

std::vector<std::string> pasted_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > 0) {
            lines.emplace_back(text.substr(0, end));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::optional<std::string> KeyReader::take_up_to(std::string& bytes, std::string_view bracket) {
    const auto place = bytes.find(bracket);
    if (place == std::string::npos) {
        return std::nullopt;
    }
    auto before = bytes.substr(0, place);
    bytes.erase(0, place + bracket.size());
    return before;
}

void KeyReader::add_pasted(std::string_view bytes) {
    is_too_long_ = is_too_long_ || paste_.size() + bytes.size() > max_paste_bytes;
    if (!is_too_long_) {
        paste_ += bytes;
    }
}

Pasted KeyReader::pasted() {
    auto text = with_line_ends(std::exchange(paste_, {}));
    const bool is_too_long =
        std::exchange(is_too_long_, false) || pasted_lines(text).size() > max_paste_lines;
    return {is_too_long ? std::string() : std::move(text), is_too_long};
}

std::vector<KeyInput> KeyReader::take(TimePoint now, std::string_view bytes, bool may_be_pasted) {
    std::vector<KeyInput> result;
    unread_ += bytes;
    const bool was_pasted = pasted_at_ && now - *pasted_at_ < pause;
    while (!unread_.empty()) {
        if (is_in_brackets_) {
            if (const auto rest = take_up_to(unread_, paste_end)) {
                add_pasted(*rest);
                // What follows at once was pasted as well: brackets can stand in what is copied.
                add_pasted(std::exchange(unread_, {}));
                is_in_brackets_ = false;
                result.emplace_back(pasted());
                break;
            }
            const auto partial = partial_bracket(unread_, paste_end, 1);
            add_pasted(std::string_view(unread_).substr(0, unread_.size() - partial));
            unread_.erase(0, unread_.size() - partial);
            break;
        }
        auto typed = take_up_to(unread_, paste_begin);
        is_in_brackets_ = typed.has_value();
        if (!typed) {
            const auto kept =
                std::max(partial_bracket(unread_, paste_begin, 3), partial_character(unread_));
            typed = unread_.substr(0, unread_.size() - kept);
            unread_.erase(0, typed->size());
        }
        if (typed->empty()) {
            // Nothing was typed in front of a bracket.
        } else if (may_be_pasted && (was_pasted || is_more_than_a_line(*typed))) {
            add_pasted(*typed);
            result.emplace_back(pasted());
            pasted_at_ = now;
        } else {
            result.emplace_back(Keys{*std::move(typed)});
        }
        if (!is_in_brackets_) {
            break;
        }
    }
    return result;
}

} // namespace chatroom
