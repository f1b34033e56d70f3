// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/display_width.hpp"

#include "base/utf8.hpp"

#include <unicode/uchar.h>

namespace chatroom {

namespace {

std::size_t columns(UChar32 character) {
    switch (u_charType(character)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
        return 0;
    default:
        break;
    }
    // The vowels and final consonants of a decomposed Korean syllable join its first letter.
    const auto syllable = u_getIntPropertyValue(character, UCHAR_HANGUL_SYLLABLE_TYPE);
    if (syllable == U_HST_VOWEL_JAMO || syllable == U_HST_TRAILING_JAMO) {
        return 0;
    }
    const auto width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

} // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const auto code_point = first_code_point(text);
        width += code_point ? columns(static_cast<UChar32>(code_point->value)) : 1;
        text.remove_prefix(code_point ? code_point->bytes : 1);
    }
    return width;
}

} // namespace chatroom
