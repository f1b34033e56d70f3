// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/control_field.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace chatroom::control {

namespace {

constexpr std::uint64_t minute_seconds = 60;
constexpr std::uint64_t hour_seconds = 60 * minute_seconds;
constexpr std::uint64_t day_seconds = 24 * hour_seconds;

std::optional<std::uint64_t> number_in(std::string_view digits, const Rules& rules) {
    std::uint64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    const bool is_number = error == std::errc{} && stop == end;
    return is_number && number >= rules.min && number <= rules.max ? std::optional(number)
                                                                   : std::nullopt;
}

/// The seconds in "10m"; nothing if that is no duration within the limits.
std::optional<std::uint64_t> seconds_in(std::string_view text, const Rules& rules) {
    std::uint64_t unit = 1;
    if (const auto last = text.empty() ? '0' : text.back(); last < '0' || last > '9') {
        switch (last) {
        case 's':
            break;
        case 'm':
            unit = minute_seconds;
            break;
        case 'h':
            unit = hour_seconds;
            break;
        case 'd':
            unit = day_seconds;
            break;
        default:
            return std::nullopt;
        }
        text.remove_suffix(1);
    }
    const auto count = number_in(text, {.max = rules.max / unit});
    return count && *count * unit >= rules.min ? std::optional(*count * unit) : std::nullopt;
}

struct TextOf {
    std::string operator()(const std::string* text) const { return *text; }
    std::string operator()(const std::uint32_t* number) const { return std::to_string(*number); }
    std::string operator()(const std::uint64_t* number) const { return std::to_string(*number); }
    std::string operator()(const bool* flag) const { return *flag ? "yes" : "no"; }
    std::string operator()(const WallTime* time) const { return to_rfc3339(*time); }
    std::string operator()(const std::chrono::seconds* duration) const {
        return duration_text(*duration);
    }
    std::string operator()(const Nested& /*nested*/) const { return {}; }
    std::string operator()(const List& /*list*/) const { return {}; }
};

struct IsNothing {
    bool operator()(const std::string* text) const { return text->empty(); }
    bool operator()(const WallTime* time) const { return *time == WallTime{}; }
    bool operator()(const std::chrono::seconds* duration) const { return duration->count() == 0; }
    bool operator()(const auto* value) const { return !*value; }
    bool operator()(const Nested& nested) const {
        return std::ranges::all_of(nested.fields, [&](const Field& field) {
            return field.rules.optional && is_nothing(field, nested.object);
        });
    }
    bool operator()(const List& list) const { return list.size(list.vector) == 0; }
};

/// Returns as set_text() does.
struct SetText {
    const Rules& rules;
    std::string_view text;

    std::string operator()(std::string* place) const {
        *place = text;
        return is_allowed(rules, text) ? "" : allowed_words(rules);
    }
    template <typename Number>
    std::string operator()(Number* place) const {
        const auto number = number_in(text, rules);
        if (!number) {
            return number_range(rules);
        }
        *place = static_cast<Number>(*number);
        return {};
    }
    std::string operator()(std::chrono::seconds* place) const {
        const bool may_be_off = rules.min == 0;
        const auto count =
            may_be_off && text == "off" ? std::optional<std::uint64_t>(0) : seconds_in(text, rules);
        if (!count) {
            return std::string(may_be_off ? "off, or " : "") +
                   "a duration such as 90s, 10m, 2h or 7d, from " +
                   duration_text(std::chrono::seconds(rules.min)) + " to " +
                   duration_text(std::chrono::seconds(rules.max));
        }
        *place = std::chrono::seconds(*count);
        return {};
    }
    std::string operator()(bool* place) const {
        *place = text == "yes";
        return *place || text == "no" ? "" : "yes or no";
    }
    std::string operator()(WallTime* place) const {
        const auto time = from_rfc3339(text);
        *place = time.value_or(*place);
        return time ? "" : "a time such as 2026-11-23T14:54:00.000Z";
    }
    std::string operator()(const Nested& /*nested*/) const { return "no text"; }
    std::string operator()(const List& /*list*/) const { return "no text"; }
};

} // namespace

std::string text_of(const Field& field, const void* object) {
    return std::visit(TextOf{}, field.place(object));
}

bool is_nothing(const Field& field, const void* object) {
    return std::visit(IsNothing{}, field.place(object));
}

std::string set_text(const Field& field, void* object, std::string_view text) {
    return std::visit(SetText{field.rules, text}, field.place(object));
}

bool is_allowed(const Rules& rules, std::string_view text) {
    const auto padded = " " + std::string(rules.words) + " ";
    return rules.words.empty() || (text.find(' ') == std::string_view::npos &&
                                   padded.find(" " + std::string(text) + " ") != std::string::npos);
}

std::string allowed_words(const Rules& rules) {
    std::string result;
    for (auto rest = rules.words; !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        const bool is_last = end == rest.size();
        result += (result.empty() ? ""
                   : is_last      ? " or "
                                  : ", ") +
                  std::string(rest.substr(0, end));
        rest.remove_prefix(is_last ? end : end + 1);
    }
    return result;
}

std::string duration_text(std::chrono::seconds duration) {
    const auto seconds = static_cast<std::uint64_t>(duration.count());
    if (seconds < minute_seconds) {
        return std::to_string(seconds) + "s";
    }
    if (seconds < hour_seconds) {
        return std::to_string(seconds / minute_seconds) + "m";
    }
    if (seconds < day_seconds) {
        return std::to_string(seconds / hour_seconds) + "h";
    }
    return std::to_string(seconds / day_seconds) + "d";
}

std::string number_range(const Rules& rules) {
    return "a whole number from " + std::to_string(rules.min) + " to " + std::to_string(rules.max);
}

} // namespace chatroom::control
