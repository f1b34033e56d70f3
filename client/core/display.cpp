// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/display.hpp"

#include "base/utf8.hpp"
#include "protocol/characters.hpp"
#include "protocol/joiners.hpp"

#include <algorithm>

#include <unicode/uchar.h>

namespace chatroom {

namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr std::size_t max_marks = 8;

bool is_between(char32_t character, char32_t first, char32_t last) {
    return first <= character && character <= last;
}

bool is_plain_byte(char byte) {
    return byte >= ' ' && byte <= '~';
}

/// Whether the character could move the cursor, start an escape sequence, begin a new line or turn
/// the rest of the line around (UAX 9's explicit directional formatting).
bool is_unsafe(char32_t character) {
    return character < 0x20 || is_between(character, 0x7F, 0x9F) ||
           is_between(character, 0x2028, 0x202E) || is_between(character, 0x2066, 0x2069);
}

bool is_program_mark(char32_t character) {
    return character == 0x258E || character == 0x258C;
}

bool is_selector(char32_t character) {
    return u_hasBinaryProperty(static_cast<UChar32>(character), UCHAR_VARIATION_SELECTOR) != 0;
}

std::u32string decoded(std::string_view bytes) {
    std::u32string result;
    while (!bytes.empty()) {
        const auto point = first_code_point(bytes);
        result.push_back(point ? point->value : replacement);
        bytes.remove_prefix(point ? point->bytes : 1);
    }
    return result;
}

/// Takes the characters one after the other.
class Filter {
public:
    explicit Filter(std::u32string_view text) : text_(text) {}

    std::u32string result() {
        for (std::size_t place = 0; place < text_.size(); ++place) {
            take(place);
        }
        return std::move(result_);
    }

private:
    void take(std::size_t place) {
        const auto character = text_[place];
        if (is_unsafe(character)) {
            keep(replacement);
        } else if (is_program_mark(character)) {
            keep(U'|');
        } else if (is_blank(character)) {
            keep(character == 0x3000 ? character : U' ');
        } else if (is_unseen(character)) {
            // A selector changes the shape of what is before it, as people choose it.
            const bool selects = is_selector(character) && !result_.empty() && !is_behind_unseen_;
            if (selects || is_needed(text_, place)) {
                result_.push_back(character);
                is_behind_unseen_ = true;
            }
        } else if (!is_mark(character)) {
            keep(character);
        } else if (marks_ < max_marks) {
            result_.push_back(character);
            is_behind_unseen_ = false;
            ++marks_;
        }
    }

    void keep(char32_t character) {
        result_.push_back(character);
        marks_ = 0;
        is_behind_unseen_ = false;
    }

    std::u32string_view text_;
    std::u32string result_;
    std::size_t marks_ = 0; ///< On the last letter.
    bool is_behind_unseen_ = false;
};

} // namespace

std::string displayable(std::string_view bytes) {
    if (std::ranges::all_of(bytes, is_plain_byte)) {
        return std::string(bytes);
    }
    const auto characters = decoded(bytes);
    return to_utf8(Filter(characters).result());
}

} // namespace chatroom
