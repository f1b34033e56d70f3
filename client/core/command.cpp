// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/command.hpp"

#include "base/ascii_case.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace chatroom {

namespace {

/// What an input method for Chinese puts between words.
constexpr std::string_view wide_blank = "\u3000";

std::string_view without_leading_blanks(std::string_view text) {
    for (;;) {
        if (text.starts_with(' ') || text.starts_with('\t')) {
            text.remove_prefix(1);
        } else if (text.starts_with(wide_blank)) {
            text.remove_prefix(wide_blank.size());
        } else {
            return text;
        }
    }
}

/// A full-width form of ASCII (U+FF01 to U+FF5E) is ASCII.
constexpr char32_t narrow(char32_t character) {
    const bool is_wide = character >= 0xFF01 && character <= 0xFF5E;
    return is_wide ? character - 0xFF01 + U'!' : character;
}

/// The text with all of those as ASCII.
std::string narrow(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto code_point = first_code_point(text);
        const auto bytes = code_point ? code_point->bytes : 1;
        if (code_point && narrow(code_point->value) != code_point->value) {
            result += static_cast<char>(narrow(code_point->value));
        } else {
            result += text.substr(0, bytes);
        }
        text.remove_prefix(bytes);
    }
    return result;
}

/// Takes a slash of either width off the text.
bool take_slash(std::string_view& text) {
    for (const std::string_view slash : {"/", "\uFF0F"}) {
        if (text.starts_with(slash)) {
            text.remove_prefix(slash.size());
            return true;
        }
    }
    return false;
}

/// What stands in front of the first blank, which is taken off the text.
std::string_view take_command(std::string_view& text) {
    const auto end =
        std::min({text.find(' '), text.find('\t'), text.find(wide_blank), text.size()});
    const auto word = text.substr(0, end);
    text = without_blanks(text.substr(end));
    return word;
}

/// A number above 0; nothing if the text is anything else.
std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto digits = narrow(text);
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc{} && stop == end && number > 0 ? std::optional(number) : std::nullopt;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(narrow(text), [](char digit) {
        return digit >= '0' && digit <= '9';
    });
}

TypedLine who(std::string_view argument) {
    if (!is_number(argument)) {
        return typed::Who{std::string(argument)};
    }
    const auto number = number_in(argument);
    return number ? TypedLine(typed::Delivered{{*number}}) : typed::Misused{"/who"};
}

TypedLine history(std::string_view argument) {
    if (argument.empty()) {
        return typed::History{default_history};
    }
    const auto number = number_in(argument);
    return number ? TypedLine(typed::History{*number}) : typed::Misused{"/history"};
}

/// For commands that take no argument.
template <typename Command>
TypedLine alone(std::string_view name, std::string_view argument, Command command = {}) {
    return argument.empty() ? TypedLine(command) : typed::Misused{std::string(name)};
}

TypedLine parse_command(std::string_view rest) {
    auto name = narrow(take_command(rest));
    std::ranges::transform(name, name.begin(), ascii_lower);
    name.insert(0, "/");
    if (name == "/who") {
        return who(rest);
    }
    if (name == "/missing") {
        return alone<typed::Delivered>(name, rest);
    }
    if (name == "/topic") {
        return alone<typed::Topic>(name, rest);
    }
    if (name == "/me") {
        // So it looks in programs of any kind, with the name in front of it.
        return rest.empty() ? TypedLine(typed::Misused{name})
                            : typed::Text{"*" + std::string(rest) + "*"};
    }
    if (name == "/history") {
        return history(rest);
    }
    if (name == "/search") {
        return rest.empty() ? TypedLine(typed::Misused{name}) : typed::Search{std::string(rest)};
    }
    if (name == "/ignore") {
        return typed::Ignore{std::string(rest)};
    }
    if (name == "/mentions") {
        return alone<typed::Mentions>(name, rest);
    }
    if (name == "/help") {
        return typed::Help{};
    }
    if (name == "/quit" || name == "/退出") {
        return typed::Quit{};
    }
    return typed::Unknown{name};
}

} // namespace

std::string_view without_blanks(std::string_view text) {
    text = without_leading_blanks(text);
    for (;;) {
        if (text.ends_with(' ') || text.ends_with('\t')) {
            text.remove_suffix(1);
        } else if (text.ends_with(wide_blank)) {
            text.remove_suffix(wide_blank.size());
        } else {
            return text;
        }
    }
}

bool is_command(std::string_view line) {
    auto rest = without_leading_blanks(line);
    return take_slash(rest) && !take_slash(rest);
}

bool is_quit(std::string_view line) {
    auto word = without_blanks(line);
    if (word == "退出") {
        return true;
    }
    for (const char letter : std::string_view("quit")) {
        const auto code_point = first_code_point(word);
        const auto character = code_point ? narrow(code_point->value) : U'\0';
        if (character != static_cast<char32_t>(letter) &&
            character + U' ' != static_cast<char32_t>(letter)) { // A capital letter.
            return false;
        }
        word.remove_prefix(code_point->bytes);
    }
    return word.empty();
}

TypedLine parse_typed(std::string_view line) {
    if (is_quit(line)) {
        return typed::Quit{};
    }
    auto rest = without_leading_blanks(line);
    if (!take_slash(rest)) {
        return typed::Text{std::string(line)};
    }
    const auto behind_first = rest;
    return take_slash(rest) ? TypedLine(typed::Text{std::string(behind_first)})
                            : parse_command(behind_first);
}

} // namespace chatroom
