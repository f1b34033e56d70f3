// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/member_name.hpp"

#include "protocol/utf8.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

namespace chatroom {

namespace {

// They say, or seem to say, who is talking: not a member but the room itself.
constexpr std::array<std::string_view, 4> reserved_names{"admin", "administrator", "system",
                                                         "server"};
// No part of a name may read as "administrator".
constexpr std::array<std::string_view, 2> reserved_parts{"管理员", "管理員"};

// It has no ink and no width property that says so.
constexpr char32_t braille_blank = 0x2800;

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

std::string to_utf8(const icu::UnicodeString& text) {
    std::string result;
    text.toUTF8String(result);
    return result;
}

bool is_white_space(char32_t character) {
    return u_isUWhiteSpace(static_cast<UChar32>(character)) != 0;
}

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
        return character == braille_blank ||
               u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 ||
               u_hasBinaryProperty(code_point, UCHAR_BIDI_CONTROL) != 0;
    }
}

bool is_mark(char32_t character) {
    return (U_GET_GC_MASK(static_cast<UChar32>(character)) & U_GC_M_MASK) != 0;
}

std::vector<char32_t> code_points(std::string_view text) {
    std::vector<char32_t> result;
    while (const auto code_point = first_code_point(text)) {
        result.push_back(code_point->value);
        text.remove_prefix(code_point->bytes);
    }
    return result;
}

template <std::size_t count>
std::array<NameKeys, count> keys_of(const std::array<std::string_view, count>& texts) {
    std::array<NameKeys, count> keys;
    std::transform(texts.begin(), texts.end(), keys.begin(), name_keys);
    return keys;
}

bool have_common_key(const NameKeys& left, const NameKeys& right) {
    return std::find_first_of(left.begin(), left.end(), right.begin(), right.end()) != left.end();
}

bool is_reserved(std::string_view text) {
    // Kept, because making keys is most of the work of judging a name.
    static const auto names = keys_of(reserved_names);
    static const auto parts = keys_of(reserved_parts);
    const auto keys = name_keys(text);
    return std::any_of(names.begin(), names.end(),
                       [&](const NameKeys& name) { return have_common_key(name, keys); }) ||
           std::any_of(parts.begin(), parts.end(), [&](const NameKeys& part) {
               return keys[0].find(part[0]) != std::string::npos ||
                      keys[1].find(part[1]) != std::string::npos;
           });
}

} // namespace

std::variant<MemberName, NameFault> MemberName::parse(std::string_view text) {
    if (text.empty()) {
        return NameFault::missing;
    }
    if (text.size() > max_name_bytes) {
        return NameFault::too_long;
    }
    if (!is_utf8(text)) {
        return NameFault::not_utf8;
    }
    const auto characters = code_points(text);
    // A control character such as a tab is white space too; it is named by what people call it.
    if (std::any_of(characters.begin(), characters.end(), is_white_space)) {
        return NameFault::white_space;
    }
    if (std::any_of(characters.begin(), characters.end(), is_invisible) ||
        is_mark(characters.front())) {
        return NameFault::invisible;
    }
    if (is_reserved(text)) {
        return NameFault::reserved;
    }
    return MemberName(std::string(text));
}

NameKeys name_keys(std::string_view text) {
    const auto normalised = nfkc(icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))));
    // A skeleton may contain capitals (that of 0 is O), hence the second round.
    return {to_utf8(skeleton_of_folded(skeleton_of_folded(normalised))),
            to_utf8(skeleton_of_folded(skeleton(normalised)))};
}

bool same_name(std::string_view left, std::string_view right) {
    return left == right || have_common_key(name_keys(left), name_keys(right));
}

} // namespace chatroom
