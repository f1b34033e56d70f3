// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/event.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

namespace chatroom {

namespace {

constexpr std::array<std::pair<EventKind, std::string_view>, 14> kind_words{{
    {EventKind::entered, "entered"},
    {EventKind::said, "said"},
    {EventKind::left, "left"},
    {EventKind::kicked, "kicked"},
    {EventKind::announced, "announced"},
    {EventKind::muted, "muted"},
    {EventKind::unmuted, "unmuted"},
    {EventKind::locked, "locked"},
    {EventKind::unlocked, "unlocked"},
    {EventKind::slowed, "slowed"},
    {EventKind::topic, "topic"},
    {EventKind::pinned, "pinned"},
    {EventKind::unpinned, "unpinned"},
    {EventKind::recalled, "recalled"},
}};

/// In front of the number of a kind that has no word.
constexpr std::string_view number_prefix = "kind-";

} // namespace

bool is_known(EventKind kind) {
    return std::ranges::find(kind_words, kind, &decltype(kind_words)::value_type::first) !=
           kind_words.end();
}

bool fits_name(EventKind kind, bool has_name) {
    switch (kind) {
    case EventKind::entered:
    case EventKind::said:
    case EventKind::left:
    case EventKind::kicked:
        return has_name;
    case EventKind::announced:
    case EventKind::locked:
    case EventKind::unlocked:
    case EventKind::slowed:
    case EventKind::topic:
    case EventKind::pinned:
    case EventKind::unpinned:
        return !has_name;
    case EventKind::muted:
    case EventKind::unmuted:
    case EventKind::recalled:
        break;
    }
    return true;
}

std::optional<std::chrono::seconds> seconds_in(const Event& event) {
    std::uint32_t seconds = 0;
    const auto* end = event.text.data() + event.text.size();
    const auto [stop, error] = std::from_chars(event.text.data(), end, seconds);
    const bool is_number = error == std::errc{} && stop == end && seconds > 0;
    return is_number ? std::optional(std::chrono::seconds(seconds)) : std::nullopt;
}

std::string to_string(EventKind kind) {
    for (const auto& [known, word] : kind_words) {
        if (known == kind) {
            return std::string(word);
        }
    }
    return std::string(number_prefix) + std::to_string(static_cast<unsigned>(kind));
}

std::optional<EventKind> event_kind_from(std::string_view word) {
    for (const auto& [kind, known] : kind_words) {
        if (known == word) {
            return kind;
        }
    }
    if (!word.starts_with(number_prefix)) {
        return std::nullopt;
    }
    const auto digits = word.substr(number_prefix.size());
    std::uint8_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool is_kind = number >= 1 && number <= max_event_kind;
    // Only the one form comes back as it went in: no other digits, no kind that has a word.
    return is_kind && to_string(EventKind{number}) == word ? std::optional(EventKind{number})
                                                           : std::nullopt;
}

std::string to_rfc3339(WallTime time) {
    time = bounded(time);
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 40> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()));
    return buffer.data();
}

std::optional<WallTime> from_rfc3339(std::string_view text) {
    using namespace std::chrono;
    int y = 0;
    unsigned mo = 0;
    unsigned d = 0;
    int h = 0;
    int mi = 0;
    int s = 0;
    int ms = 0;
    const std::string copy(text);
    if (std::sscanf(copy.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d.%3dZ", &y, &mo, &d, &h, &mi, &s, &ms) !=
        7) {
        return std::nullopt;
    }
    const year_month_day date{year{y}, month{mo}, day{d}};
    if (!date.ok()) {
        return std::nullopt;
    }
    const WallTime time = sys_days{date} + hours{h} + minutes{mi} + seconds{s} + milliseconds{ms};
    // Only the one form, and only fields in range, come back as they went in.
    return to_rfc3339(time) == text ? std::optional(time) : std::nullopt;
}

} // namespace chatroom
