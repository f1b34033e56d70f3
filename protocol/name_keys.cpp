// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/name_keys.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

namespace chatroom {

namespace {

void require_success(UErrorCode status) {
    if (U_FAILURE(status)) {
        throw std::runtime_error(std::string("ICU failed: ") + u_errorName(status));
    }
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

std::string to_utf8(icu::UnicodeString text) {
    remove_second_dots(text);
    std::string result;
    text.toUTF8String(result);
    return result;
}

} // namespace

NameKeys name_keys(std::string_view text) {
    const auto normalised = nfkc(icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))));
    // A skeleton may contain capitals (that of 0 is O), hence the second round.
    return {to_utf8(skeleton_of_folded(skeleton_of_folded(normalised))),
            to_utf8(skeleton_of_folded(skeleton(normalised)))};
}

bool have_common_key(const NameKeys& left, const NameKeys& right) {
    return std::find_first_of(left.begin(), left.end(), right.begin(), right.end()) != left.end();
}

} // namespace chatroom
