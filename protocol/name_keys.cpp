// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/name_keys.hpp"

#include "protocol/characters.hpp"
#include "protocol/letter_shapes.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

namespace chatroom {

namespace {

void require_success(UErrorCode status) {
    if (U_FAILURE(status)) {
        throw std::runtime_error(std::string("ICU failed: ") + u_errorName(status));
    }
}

icu::UnicodeString from_utf8(std::string_view text) {
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

icu::UnicodeString nfkc(const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    auto result = icu::Normalizer2::getNFKCInstance(status)->normalize(text, status);
    require_success(status);
    return result;
}

/// UTS 39, section 4: what the text looks like.
icu::UnicodeString skeleton(const icu::UnicodeString& text) {
    struct Close {
        void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
    };
    UErrorCode status = U_ZERO_ERROR;
    // Opening is cheap: the tables belong to ICU and are shared.
    const std::unique_ptr<USpoofChecker, Close> checker(uspoof_open(&status));
    require_success(status);
    icu::UnicodeString result;
    uspoof_getSkeletonUnicodeString(checker.get(), 0, text, result, &status);
    require_success(status);
    return result;
}

icu::UnicodeString skeleton_of_folded(icu::UnicodeString text) {
    return skeleton(text.foldCase());
}

/// Without what is not seen: the joiners and selectors that some names are written with.
icu::UnicodeString without_unseen(const icu::UnicodeString& text) {
    icu::UnicodeString result;
    for (std::int32_t index = 0; index < text.length(); index = text.moveIndex32(index, 1)) {
        const auto character = text.char32At(index);
        if (!is_unseen(static_cast<char32_t>(character))) {
            result.append(character);
        }
    }
    return result;
}

/// In the usual shapes, and without the stroke that makes an Arabic word longer and no other one.
icu::UnicodeString in_usual_shapes(const icu::UnicodeString& text) {
    constexpr UChar32 tatweel = 0x640;
    icu::UnicodeString result;
    for (std::int32_t index = 0; index < text.length(); index = text.moveIndex32(index, 1)) {
        if (const auto character = text.char32At(index); character != tatweel) {
            result.append(static_cast<UChar32>(usual_shape(static_cast<char32_t>(character))));
        }
    }
    return result.isEmpty() ? text : result;
}

/// The script of the last letter of the text; USCRIPT_COMMON if there is none (UAX 24).
UScriptCode script_at_end(const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    for (auto end = text.length(); end > 0;) {
        end = text.moveIndex32(end, -1);
        const auto script = uscript_getScript(text.char32At(end), &status);
        if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED) {
            return script;
        }
    }
    return USCRIPT_COMMON;
}

/// A modifier of letters behind those of a script that it does not belong to is a sign, unless it
/// is a letter when it is normalised.
bool is_foreign_modifier(UChar32 character, const icu::UnicodeString& before) {
    return u_getIntPropertyValue(character, UCHAR_DECOMPOSITION_TYPE) == U_DT_NONE &&
           (U_GET_GC_MASK(character) & (U_GC_LM_MASK | U_GC_SK_MASK)) != 0 && character >= 0x80 &&
           uscript_hasScript(character, script_at_end(before)) == 0;
}

/// Without the punctuation and the blanks at the end, unless that is all there is.
icu::UnicodeString without_trailing_signs(const icu::UnicodeString& text) {
    auto end = text.length();
    while (end > 0) {
        const auto before = text.moveIndex32(end, -1);
        const auto character = text.char32At(before);
        if (u_ispunct(character) == 0 && !is_blank(static_cast<char32_t>(character)) &&
            !is_foreign_modifier(character, {text, 0, before})) {
            break;
        }
        end = before;
    }
    return end == 0 ? text : icu::UnicodeString(text, 0, end);
}

/// The characters from left to right, as a line that begins with the text shows them (UAX 9).
icu::UnicodeString as_shown(const icu::UnicodeString& text) {
    struct Close {
        void operator()(UBiDi* paragraph) const { ubidi_close(paragraph); }
    };
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UBiDi, Close> paragraph(ubidi_open());
    ubidi_setPara(paragraph.get(), text.getBuffer(), text.length(), UBIDI_LTR, nullptr, &status);
    require_success(status);
    if (ubidi_getDirection(paragraph.get()) == UBIDI_LTR) {
        return text;
    }
    icu::UnicodeString result;
    auto* buffer = result.getBuffer(text.length());
    const auto length =
        ubidi_writeReordered(paragraph.get(), buffer, text.length(),
                             UBIDI_KEEP_BASE_COMBINING | UBIDI_DO_MIRRORING, &status);
    result.releaseBuffer(length);
    require_success(status);
    return result;
}

/// A dot above an i or j is one that is there already.
void remove_second_dots(icu::UnicodeString& text) {
    constexpr char16_t dot_above = 0x307;
    for (std::int32_t index = text.length() - 1; index > 0; --index) {
        const auto letter = text.charAt(index - 1);
        if (text.charAt(index) == dot_above && (letter == u'i' || letter == u'j')) {
            text.remove(index, 1);
        }
    }
}

std::string utf8_of(const icu::UnicodeString& text) {
    std::string result;
    text.toUTF8String(result);
    return result;
}

void add_key(NameKeys& keys, icu::UnicodeString text) {
    remove_second_dots(text);
    auto key = utf8_of(without_trailing_signs(text)); // What only looks like a sign is one, too.
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        keys.push_back(std::move(key));
    }
}

} // namespace

NameKeys name_keys(std::string_view text) {
    const auto shown =
        as_shown(without_trailing_signs(in_usual_shapes(without_unseen(from_utf8(text)))));
    const auto normalised = nfkc(shown);
    NameKeys keys;
    // A skeleton may contain capitals (that of 0 is O), hence the second round.
    add_key(keys, skeleton_of_folded(skeleton_of_folded(normalised)));
    add_key(keys, skeleton_of_folded(skeleton(normalised)));
    if (normalised != shown) {
        // Normalising changes the shape of some letters: of a lunate sigma, which is a c, it makes
        // another sigma.
        add_key(keys, skeleton_of_folded(nfkc(skeleton_of_folded(shown))));
        add_key(keys, skeleton_of_folded(nfkc(skeleton(shown))));
    }
    return keys;
}

bool have_common_key(const NameKeys& left, const NameKeys& right) {
    return std::find_first_of(left.begin(), left.end(), right.begin(), right.end()) != left.end();
}

std::string looks_of(std::string_view text) {
    return utf8_of(skeleton(nfkc(without_unseen(from_utf8(text)))));
}

} // namespace chatroom
