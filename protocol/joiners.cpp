// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/joiners.hpp"

#include "protocol/characters.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace chatroom {

namespace {

constexpr char32_t zero_width_non_joiner = 0x200c;
constexpr char32_t zero_width_joiner = 0x200d;
constexpr char32_t text_selector = 0xfe0e;
constexpr char32_t emoji_selector = 0xfe0f;
constexpr char32_t keycap = 0x20e3;

using Name = std::span<const char32_t>;

UChar32 at(Name name, std::size_t place) {
    return static_cast<UChar32>(name[place]);
}

std::int32_t property(Name name, std::size_t place, UProperty wanted) {
    return u_getIntPropertyValue(at(name, place), wanted);
}

/// The place of the next character in front of this one, or behind it, that is not passed over; the
/// length of the name if there is none.
template <typename Predicate>
std::size_t before(Name name, std::size_t place, const Predicate& is_passed_over) {
    while (place > 0) {
        if (!is_passed_over(--place)) {
            return place;
        }
    }
    return name.size();
}

template <typename Predicate>
std::size_t behind(Name name, std::size_t place, const Predicate& is_passed_over) {
    do {
        ++place;
    } while (place < name.size() && is_passed_over(place));
    return place;
}

/// Rule A1: between letters that would join, as in Persian.
bool keeps_letters_apart(Name name, std::size_t place) {
    const auto joining = [&](std::size_t there) {
        return there < name.size() ? property(name, there, UCHAR_JOINING_TYPE) : U_JT_NON_JOINING;
    };
    const auto is_transparent = [&](std::size_t there) {
        return joining(there) == U_JT_TRANSPARENT;
    };
    const auto left = joining(before(name, place, is_transparent));
    const auto right = joining(behind(name, place, is_transparent));
    return (left == U_JT_LEFT_JOINING || left == U_JT_DUAL_JOINING) &&
           (right == U_JT_RIGHT_JOINING || right == U_JT_DUAL_JOINING);
}

bool is_letter_at(Name name, std::size_t place) {
    return place < name.size() && u_isalpha(at(name, place)) != 0;
}

constexpr int virama_class = 9;

bool is_virama(Name name, std::size_t place) {
    return place < name.size() && u_getCombiningClass(at(name, place)) == virama_class;
}

UScriptCode script_at(Name name, std::size_t place) {
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(at(name, place), &status);
}

/// The script of the letter whose vowel a virama in front of the place silences, as A2 and B have
/// it; Common if there is none.
UScriptCode script_of_conjunct(Name name, std::size_t place) {
    const auto is_other_mark = [&](std::size_t there) {
        const auto combining = u_getCombiningClass(at(name, there));
        return is_mark(name[there]) && combining != 0 && combining != virama_class;
    };
    const auto virama = before(name, place, is_other_mark);
    if (!is_virama(name, virama)) {
        return USCRIPT_COMMON;
    }
    const auto letter =
        before(name, virama, [&](std::size_t there) { return is_mark(name[there]); });
    return is_letter_at(name, letter) && script_at(name, letter) == script_at(name, virama)
               ? script_at(name, letter)
               : USCRIPT_COMMON;
}

/// Rule A2: between letters of one script that would become a conjunct, as in Telugu.
bool keeps_conjunct_apart(Name name, std::size_t place) {
    const auto of_conjunct = script_of_conjunct(name, place);
    const auto letter = behind(name, place, [&](std::size_t there) {
        return is_mark(name[there]) && u_getCombiningClass(at(name, there)) != 0;
    });
    return of_conjunct != USCRIPT_COMMON && is_letter_at(name, letter) &&
           script_at(name, letter) == of_conjunct;
}

/// Rule B: behind a virama, as in Sinhala, and at the end of a word, as in Malayalam.
bool makes_conjunct(Name name, std::size_t place) {
    const bool has_vowel_behind =
        place + 1 < name.size() &&
        property(name, place + 1, UCHAR_INDIC_SYLLABIC_CATEGORY) == U_INSC_VOWEL_DEPENDENT;
    return script_of_conjunct(name, place) != USCRIPT_COMMON && !has_vowel_behind;
}

/// In front of a virama: র‍্য is written so in Bengali, which the rules do not know.
bool keeps_letter_whole(Name name, std::size_t place) {
    return place > 0 && is_letter_at(name, place - 1) && is_virama(name, place + 1) &&
           is_letter_at(name, place + 2) &&
           script_at(name, place - 1) == script_at(name, place + 1);
}

/// Between two pictures that are shown as one.
bool joins_pictures(Name name, std::size_t place) {
    const auto left =
        before(name, place, [&](std::size_t there) { return name[there] == emoji_selector; });
    return left < name.size() && place - left <= 2 && is_picture(name[left]) &&
           place + 1 < name.size() && is_picture(name[place + 1]);
}

/// Behind a picture, or between a digit and its keycap.
bool selects_look(Name name, std::size_t place) {
    if (place == 0) {
        return false;
    }
    return is_picture(name[place - 1]) ||
           (u_hasBinaryProperty(at(name, place - 1), UCHAR_EMOJI) != 0 && place + 1 < name.size() &&
            name[place + 1] == keycap);
}

bool is_tag_of_region(Name name, std::size_t place) {
    const auto flag = before(name, place, [&](std::size_t there) { return is_tag(name[there]); });
    return flag < name.size() && name[flag] == black_flag &&
           region_tags(name.subspan(flag + 1)) >= place - flag;
}

} // namespace

bool is_needed(Name name, std::size_t place) {
    switch (name[place]) {
    case zero_width_non_joiner:
        return keeps_letters_apart(name, place) || keeps_conjunct_apart(name, place);
    case zero_width_joiner:
        return joins_pictures(name, place) || makes_conjunct(name, place) ||
               keeps_letter_whole(name, place);
    case text_selector:
    case emoji_selector:
        return selects_look(name, place);
    default:
        return is_tag(name[place]) && is_tag_of_region(name, place);
    }
}

} // namespace chatroom
