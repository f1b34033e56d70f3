// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/secret_member.hpp"

#include "base/utf8.hpp"
#include "protocol/json_fields.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace chatroom {

namespace {

constexpr std::size_t unit_digits = 4;
constexpr std::uint32_t first_high_surrogate = 0xd800;
constexpr std::uint32_t first_low_surrogate = 0xdc00;
constexpr std::uint32_t behind_surrogates = 0xe000;
constexpr std::uint32_t first_of_pairs = 0x10000;

/// Takes "\\uXXXX" off the front: a unit of UTF-16.
std::optional<std::uint32_t> take_unit(std::string_view& text) {
    if (!text.starts_with("\\u") || text.size() < 2 + unit_digits) {
        return std::nullopt;
    }
    std::uint32_t unit = 0;
    const auto* begin = text.data() + 2;
    const auto* end = begin + unit_digits;
    if (std::from_chars(begin, end, unit, 16).ptr != end) {
        return std::nullopt;
    }
    text.remove_prefix(2 + unit_digits);
    return unit;
}

/// Takes one or two of them off: a character.
std::optional<std::uint32_t> take_units(std::string_view& text) {
    const auto unit = take_unit(text);
    if (!unit || *unit < first_high_surrogate || *unit >= behind_surrogates) {
        return unit;
    }
    const auto low = *unit < first_low_surrogate ? take_unit(text) : std::nullopt;
    if (!low || *low < first_low_surrogate || *low >= behind_surrogates) {
        return std::nullopt;
    }
    return first_of_pairs + ((*unit - first_high_surrogate) << 10) + (*low - first_low_surrogate);
}

/// Takes an escape off the front: the character that it stands for.
std::optional<std::uint32_t> take_escape(std::string_view& text) {
    if (text.starts_with("\\u")) {
        return take_units(text);
    }
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    const auto found = text.size() > 1 ? letters.find(text[1]) : std::string_view::npos;
    if (found == std::string_view::npos) {
        return std::nullopt;
    }
    text.remove_prefix(2);
    return static_cast<std::uint32_t>(meant[found]);
}

/// Writes the character as UTF-8; behind it.
char* write(char* place, std::uint32_t character) {
    const auto rest = [&](unsigned shift) {
        return static_cast<char>(0x80 | ((character >> shift) & 0x3f));
    };
    if (character < 0x80) {
        *place++ = static_cast<char>(character);
        return place;
    }
    if (character < 0x800) {
        *place++ = static_cast<char>(0xc0 | (character >> 6));
    } else {
        if (character < first_of_pairs) {
            *place++ = static_cast<char>(0xe0 | (character >> 12));
        } else {
            *place++ = static_cast<char>(0xf0 | (character >> 18));
            *place++ = rest(12);
        }
        *place++ = rest(6);
    }
    *place++ = rest(0);
    return place;
}

/// What stands between the quotation marks, without its escapes.
std::optional<sealed::SecretText> unescaped(std::string_view text) {
    sealed::SecretText result(text.size()); // An escape is longer than what it stands for.
    char* place = result.data();
    while (!text.empty()) {
        const auto next = static_cast<unsigned char>(text.front());
        if (next < 0x20 || next == '"') {
            return std::nullopt;
        }
        if (next != '\\') {
            *place++ = text.front();
            text.remove_prefix(1);
        } else if (const auto character = take_escape(text)) {
            place = write(place, *character);
        } else {
            return std::nullopt;
        }
    }
    result.cut(static_cast<std::size_t>(place - result.data()));
    if (!is_utf8(result.view())) {
        return std::nullopt;
    }
    return result;
}

} // namespace

std::optional<sealed::SecretText> take_secret_member(std::span<char> text, std::string_view name) {
    const std::string_view all(text.data(), text.size());
    auto value = raw_member(all, name);
    if (value.size() < 2 || !value.starts_with('"') || !value.ends_with('"')) {
        return std::nullopt;
    }
    value = value.substr(1, value.size() - 2);
    auto secret = unescaped(value);
    if (secret) {
        const auto place = text.subspan(static_cast<std::size_t>(value.data() - all.data()));
        std::ranges::fill(place.first(value.size()), ' ');
    }
    return secret;
}

} // namespace chatroom
