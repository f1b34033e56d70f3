// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/name_characters.hpp"

#include "protocol/characters.hpp"
#include "protocol/joiners.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

namespace chatroom {

namespace {

bool is_invisible(char32_t character) {
    switch (u_charType(static_cast<UChar32>(character))) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SURROGATE:
    case U_PRIVATE_USE_CHAR:
        return true;
    case U_UNASSIGNED:
        return !is_picture(character); // An emoji that is younger than our tables.
    default:
        return is_unseen(character) || is_blank(character);
    }
}

bool is_stacker(char32_t character) {
    return u_getIntPropertyValue(static_cast<UChar32>(character), UCHAR_INDIC_SYLLABIC_CATEGORY) ==
           U_INSC_INVISIBLE_STACKER;
}

UScriptCode script(char32_t character) {
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(static_cast<UChar32>(character), &status);
}

/// Whether there is a letter of the script at the place.
bool has_letter(std::span<const char32_t> name, std::size_t place, UScriptCode wanted) {
    return place < name.size() && u_isalpha(static_cast<UChar32>(name[place])) != 0 &&
           script(name[place]) == wanted;
}

bool stacks_nothing(std::span<const char32_t> name, std::size_t place) {
    const auto of_stacker = script(name[place]);
    return place == 0 || !has_letter(name, place - 1, of_stacker) ||
           !has_letter(name, place + 1, of_stacker);
}

/// With each letter and its marks apart (NFD).
std::u32string decomposed(std::span<const char32_t> name) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* normalizer = icu::Normalizer2::getNFDInstance(status);
    std::u32string result;
    for (const auto character : name) {
        icu::UnicodeString parts;
        if (U_SUCCESS(status) &&
            normalizer->getDecomposition(static_cast<UChar32>(character), parts) != 0) {
            for (std::int32_t index = 0; index < parts.length();
                 index = parts.moveIndex32(index, 1)) {
                result += static_cast<char32_t>(parts.char32At(index));
            }
        } else {
            result += character;
        }
    }
    return result;
}

/// Whether the marks are more than one letter bears.
bool are_too_many(std::u32string_view marks) {
    constexpr std::size_t max_marks = 4;
    constexpr std::ptrdiff_t max_accents = 2;
    const auto accents = std::count_if(marks.begin(), marks.end(), [](char32_t mark) {
        const auto of_mark = script(mark);
        return of_mark == USCRIPT_INHERITED || of_mark == USCRIPT_COMMON;
    });
    std::u32string sorted(marks);
    std::sort(sorted.begin(), sorted.end());
    return marks.size() > max_marks || accents > max_accents ||
           std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
}

// By the Unicode names of punctuation; those of letters, as the Hawaiian okina, are letters. Signs
// of numbers that look like commas are among them.
constexpr auto list_separators = std::to_array<char32_t>(
    {U',',   U';',   0x055d, 0x060c, 0x061b,  0x066b,  0x066c,  0x07f8,  0x1363, 0x1364, 0x1802,
     0x1808, 0x201a, 0x204f, 0x2e32, 0x2e34,  0x2e35,  0x2e41,  0x2e49,  0x2e4c, 0x3001, 0xa4fe,
     0xa60d, 0xa6f5, 0xa6f6, 0xfe10, 0xfe11,  0xfe14,  0xfe50,  0xfe51,  0xfe54, 0xff0c, 0xff1b,
     0xff64, 0x037e, 0xfe45, 0xfe46, 0x1144d, 0x1145a, 0x16e97, 0x1da87, 0x1da89});

struct Range {
    char32_t first;
    char32_t last;
};

// Pieces of brackets, lines of boxes and blocks, upright rectangles, heavy bars, and the blocks and
// lines of old computers.
constexpr auto drawn = std::to_array<Range>({{0x239b, 0x23b3},
                                             {0x23b8, 0x23bd},
                                             {0x23d0, 0x23d0},
                                             {0x2500, 0x259f},
                                             {0x25ae, 0x25af},
                                             {0x2758, 0x275a},
                                             {0xffe8, 0xffe8},
                                             {0x1cc00, 0x1cebf},
                                             {0x1fb00, 0x1fbff}});

bool is_room_sign(char32_t character) {
    return std::find(list_separators.begin(), list_separators.end(), character) !=
               list_separators.end() ||
           std::any_of(drawn.begin(), drawn.end(), [&](const Range& range) {
               return range.first <= character && character <= range.last;
           });
}

UCharDirection direction(char32_t character) {
    return u_charDirection(static_cast<UChar32>(character));
}

bool is_right_to_left(char32_t character) {
    const auto of_character = direction(character);
    return of_character == U_RIGHT_TO_LEFT || of_character == U_RIGHT_TO_LEFT_ARABIC;
}

/// What may stand at the ends of a name that is written from right to left.
bool is_end(char32_t character) {
    const auto of_character = direction(character);
    return is_right_to_left(character) || of_character == U_EUROPEAN_NUMBER ||
           of_character == U_ARABIC_NUMBER || is_picture(character);
}

} // namespace

bool have_white_space(std::span<const char32_t> name) {
    return std::any_of(name.begin(), name.end(), [](char32_t character) {
        return u_isUWhiteSpace(static_cast<UChar32>(character)) != 0;
    });
}

bool have_invisible(std::span<const char32_t> name) {
    for (std::size_t place = 0; place < name.size(); ++place) {
        if ((is_invisible(name[place]) && !is_needed(name, place)) ||
            (is_stacker(name[place]) && stacks_nothing(name, place))) {
            return true;
        }
    }
    return !name.empty() && is_mark(name.front());
}

bool have_too_many_marks(std::span<const char32_t> name) {
    const auto characters = decomposed(name);
    std::u32string marks; // Of the letter that is being looked at.
    for (const auto character : characters) {
        if (is_unseen(character)) {
            continue; // A selector or joiner is no beginning of another letter.
        }
        if (!is_mark(character)) {
            marks.clear();
        } else if (are_too_many(marks += character)) {
            return true;
        }
    }
    return false;
}

bool have_room_signs(std::span<const char32_t> name) {
    return std::any_of(name.begin(), name.end(), is_room_sign);
}

bool have_mixed_directions(std::span<const char32_t> name) {
    const auto has = [&](UCharDirection wanted) {
        return std::any_of(name.begin(), name.end(), [&](char32_t character) {
            return direction(character) == wanted && !is_picture(character);
        });
    };
    const bool has_arabic_numbers = has(U_ARABIC_NUMBER);
    if (!has_arabic_numbers && std::none_of(name.begin(), name.end(), is_right_to_left)) {
        return false;
    }
    const auto last = std::find_if(name.rbegin(), name.rend(), [](char32_t character) {
        return direction(character) != U_DIR_NON_SPACING_MARK && !is_unseen(character);
    });
    return !is_end(name.front()) || last == name.rend() || !is_end(*last) || has(U_LEFT_TO_RIGHT) ||
           (has_arabic_numbers && has(U_EUROPEAN_NUMBER));
}

} // namespace chatroom
