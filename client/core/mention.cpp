// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/mention.hpp"

#include "protocol/characters.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace chatroom {

namespace {

/// Scripts without blanks between words.
bool is_of_a_script_without_blanks(UChar32 character) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(character, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return true;
    default:
        return false;
    }
}

/// Whether the character is a part of the word that the other one is in.
bool goes_on(char32_t character, char32_t neighbour) {
    const auto one = static_cast<UChar32>(character);
    const auto other = static_cast<UChar32>(neighbour);
    return (u_isalnum(one) != 0 || character == U'_') &&
           (u_isalnum(other) != 0 || neighbour == U'_') && !is_of_a_script_without_blanks(one) &&
           !is_of_a_script_without_blanks(other);
}

std::u32string folded(std::string_view text) {
    auto characters = code_points(text);
    for (auto& character : characters) {
        character =
            static_cast<char32_t>(u_foldCase(static_cast<UChar32>(character), U_FOLD_CASE_DEFAULT));
    }
    return characters;
}

} // namespace

bool mentions(std::string_view text, std::string_view name) {
    const auto words = folded(text);
    const auto wanted = folded(name);
    if (wanted.empty()) {
        return false;
    }
    for (auto place = words.find(wanted); place != std::u32string::npos;
         place = words.find(wanted, place + 1)) {
        const auto end = place + wanted.size();
        const bool begins = place == 0 || !goes_on(words[place - 1], wanted.front());
        const bool ends = end == words.size() || !goes_on(words[end], wanted.back());
        if (begins && ends) {
            return true;
        }
    }
    return false;
}

} // namespace chatroom
