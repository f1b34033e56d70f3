// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/characters.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace chatroom {

namespace {

/// They have no ink and no property that says so: a braille cell without dots, a mark of
/// Tifinagh and one of Brahmi, a filler of Khitan, Egyptian blanks, a note without a head, and
/// what stands for an object that is not there.
constexpr std::array<char32_t, 9> without_ink{0x2800,  0x2d7f,  0x1107f, 0x16fe4, 0x13440,
                                              0x13441, 0x13442, 0x1d159, 0xfffc};

/// They are ignorable by default, but fonts show them as blanks: the Hangul fillers.
constexpr std::array<char32_t, 2> fillers{0x3164, 0xffa0};

constexpr char32_t end_of_tags = 0xe007f;

bool has(char32_t character, UProperty property) {
    return u_hasBinaryProperty(static_cast<UChar32>(character), property) != 0;
}

template <std::size_t count>
bool is_one_of(const std::array<char32_t, count>& characters, char32_t character) {
    return std::find(characters.begin(), characters.end(), character) != characters.end();
}

/// A digit or a small letter of ASCII, as a tag.
bool names_a_region(char32_t tag) {
    return (tag >= 0xe0030 && tag <= 0xe0039) || (tag >= 0xe0061 && tag <= 0xe007a);
}

} // namespace

std::u32string code_points(std::string_view text) {
    std::u32string result;
    while (const auto code_point = first_code_point(text)) {
        result.push_back(code_point->value);
        text.remove_prefix(code_point->bytes);
    }
    return result;
}

std::string to_utf8(std::u32string_view characters) {
    std::string result;
    for (const auto character : characters) {
        std::array<char, U8_MAX_LENGTH> bytes{};
        std::size_t length = 0;
        U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(character));
        result.append(bytes.data(), length);
    }
    return result;
}

bool is_mark(char32_t character) {
    return (U_GET_GC_MASK(static_cast<UChar32>(character)) & U_GC_M_MASK) != 0;
}

bool is_unseen(char32_t character) {
    if (is_one_of(fillers, character)) {
        return false;
    }
    return has(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
           (u_charType(static_cast<UChar32>(character)) == U_FORMAT_CHAR &&
            !has(character, UCHAR_PREPENDED_CONCATENATION_MARK));
}

bool is_blank(char32_t character) {
    return has(character, UCHAR_WHITE_SPACE) || is_one_of(without_ink, character) ||
           is_one_of(fillers, character);
}

bool is_picture(char32_t character) {
    return has(character, UCHAR_EXTENDED_PICTOGRAPHIC) ||
           has(character, UCHAR_REGIONAL_INDICATOR) || has(character, UCHAR_EMOJI_MODIFIER);
}

bool is_tag(char32_t character) {
    return character >= 0xe0000 && character <= end_of_tags;
}

std::size_t region_tags(std::span<const char32_t> characters) {
    constexpr std::size_t shortest = 3;
    constexpr std::size_t longest = 6;
    const auto end = std::find_if_not(characters.begin(), characters.end(), names_a_region);
    const auto length = static_cast<std::size_t>(end - characters.begin());
    return length >= shortest && length <= longest && end != characters.end() && *end == end_of_tags
               ? length + 1
               : 0;
}

} // namespace chatroom
