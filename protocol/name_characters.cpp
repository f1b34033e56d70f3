// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/name_characters.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace chatroom {

namespace {

/// They have no ink and no property that says so: a braille cell without dots, a mark of
/// Tifinagh and one of Brahmi, a filler of Khitan, Egyptian blanks, a note without a head, and
/// what stands for an object that is not there.
constexpr std::array<char32_t, 9> blanks{0x2800,  0x2d7f,  0x1107f, 0x16fe4, 0x13440,
                                         0x13441, 0x13442, 0x1d159, 0xfffc};

bool is_invisible(char32_t character) {
    const auto code_point = static_cast<UChar32>(character);
    switch (u_charType(code_point)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SURROGATE:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
        return true;
    default:
        return std::find(blanks.begin(), blanks.end(), character) != blanks.end() ||
               u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 ||
               u_hasBinaryProperty(code_point, UCHAR_BIDI_CONTROL) != 0;
    }
}

bool is_mark(char32_t character) {
    return (U_GET_GC_MASK(static_cast<UChar32>(character)) & U_GC_M_MASK) != 0;
}

bool is_stacker(char32_t character) {
    return u_getIntPropertyValue(static_cast<UChar32>(character), UCHAR_INDIC_SYLLABIC_CATEGORY) ==
           U_INSC_INVISIBLE_STACKER;
}

/// Whether there is a letter of the script at the place.
bool has_letter(std::span<const char32_t> name, std::size_t place, UScriptCode script) {
    UErrorCode status = U_ZERO_ERROR;
    return place < name.size() && u_isalpha(static_cast<UChar32>(name[place])) != 0 &&
           uscript_getScript(static_cast<UChar32>(name[place]), &status) == script;
}

bool stacks_nothing(std::span<const char32_t> name, std::size_t place) {
    UErrorCode status = U_ZERO_ERROR;
    const auto script = uscript_getScript(static_cast<UChar32>(name[place]), &status);
    return place == 0 || !has_letter(name, place - 1, script) ||
           !has_letter(name, place + 1, script);
}

UCharDirection direction(char32_t character) {
    return u_charDirection(static_cast<UChar32>(character));
}

bool is_right_to_left(char32_t character) {
    const auto of_character = direction(character);
    return of_character == U_RIGHT_TO_LEFT || of_character == U_RIGHT_TO_LEFT_ARABIC;
}

} // namespace

std::vector<char32_t> code_points(std::string_view text) {
    std::vector<char32_t> result;
    while (const auto code_point = first_code_point(text)) {
        result.push_back(code_point->value);
        text.remove_prefix(code_point->bytes);
    }
    return result;
}

bool have_white_space(std::span<const char32_t> name) {
    return std::any_of(name.begin(), name.end(), [](char32_t character) {
        return u_isUWhiteSpace(static_cast<UChar32>(character)) != 0;
    });
}

bool have_invisible(std::span<const char32_t> name) {
    for (std::size_t place = 0; place < name.size(); ++place) {
        if (is_invisible(name[place]) || (is_stacker(name[place]) && stacks_nothing(name, place))) {
            return true;
        }
    }
    return !name.empty() && is_mark(name.front());
}

bool have_mixed_directions(std::span<const char32_t> name) {
    const auto has = [&](UCharDirection wanted) {
        return std::any_of(name.begin(), name.end(),
                           [&](char32_t character) { return direction(character) == wanted; });
    };
    const bool has_arabic_numbers = has(U_ARABIC_NUMBER);
    if (!has_arabic_numbers && std::none_of(name.begin(), name.end(), is_right_to_left)) {
        return false;
    }
    // The rule for labels that are written from right to left.
    const auto last = std::find_if(name.rbegin(), name.rend(), [](char32_t character) {
        return direction(character) != U_DIR_NON_SPACING_MARK;
    });
    const bool ends_well =
        last != name.rend() && (is_right_to_left(*last) || direction(*last) == U_EUROPEAN_NUMBER ||
                                direction(*last) == U_ARABIC_NUMBER);
    return !is_right_to_left(name.front()) || !ends_well || has(U_LEFT_TO_RIGHT) ||
           (has_arabic_numbers && has(U_EUROPEAN_NUMBER));
}

} // namespace chatroom
