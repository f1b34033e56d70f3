// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/member_name.hpp"

#include "base/utf8.hpp"
#include "protocol/name_characters.hpp"
#include "protocol/name_keys.hpp"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>

namespace chatroom {

namespace {

// They say, or seem to say, who is talking: not a member but the room itself.
constexpr std::array<std::string_view, 4> reserved_names{"admin", "administrator", "system",
                                                         "server"};
// No part of a name may read as "administrator".
constexpr std::array<std::string_view, 2> reserved_parts{"管理员", "管理員"};

/// The keys as somebody sees them who only looks for a word: without signs and marks between the
/// letters, and with one stroke for i, l and 1.
NameKeys word_keys(std::string_view text) {
    auto keys = name_keys(text);
    for (auto& key : keys) {
        std::string word;
        for (std::string_view rest = key; !rest.empty();) {
            const auto code_point = first_code_point(rest).value();
            if (code_point.value == U'i') {
                word += 'l';
            } else if (u_isalnum(static_cast<UChar32>(code_point.value)) != 0) {
                word += rest.substr(0, code_point.bytes);
            }
            rest.remove_prefix(code_point.bytes);
        }
        key = word;
    }
    return keys;
}

template <std::size_t count>
std::array<NameKeys, count> word_keys_of(const std::array<std::string_view, count>& texts) {
    std::array<NameKeys, count> keys;
    std::transform(texts.begin(), texts.end(), keys.begin(), word_keys);
    return keys;
}

bool is_reserved(std::string_view text) {
    // Kept, because making keys is most of the work of judging a name.
    static const auto names = word_keys_of(reserved_names);
    static const auto parts = word_keys_of(reserved_parts);
    const auto keys = word_keys(text);
    return std::any_of(names.begin(), names.end(),
                       [&](const NameKeys& name) { return have_common_key(name, keys); }) ||
           std::any_of(parts.begin(), parts.end(), [&](const NameKeys& part) {
               return keys[0].find(part[0]) != std::string::npos ||
                      keys[1].find(part[1]) != std::string::npos;
           });
}

} // namespace

Result<MemberName, NameFault> MemberName::parse(std::string_view text) {
    if (text.empty()) {
        return Unexpected(NameFault::missing);
    }
    if (text.size() > max_name_bytes) {
        return Unexpected(NameFault::too_long);
    }
    if (!is_utf8(text)) {
        return Unexpected(NameFault::not_utf8);
    }
    const auto characters = code_points(text);
    // A control character such as a tab is white space too; it is named by what people call it.
    if (have_white_space(characters)) {
        return Unexpected(NameFault::white_space);
    }
    if (have_invisible(characters)) {
        return Unexpected(NameFault::invisible);
    }
    if (have_mixed_directions(characters)) {
        return Unexpected(NameFault::mixed_directions);
    }
    if (is_reserved(text)) {
        return Unexpected(NameFault::reserved);
    }
    return MemberName(std::string(text));
}

} // namespace chatroom
