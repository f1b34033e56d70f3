// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/event.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace chatroom {

namespace {

constexpr std::array<std::pair<EventKind, std::string_view>, 5> kind_words{{
    {EventKind::entered, "entered"},
    {EventKind::said, "said"},
    {EventKind::left, "left"},
    {EventKind::kicked, "kicked"},
    {EventKind::announced, "announced"},
}};

} // namespace

std::string_view to_string(EventKind kind) {
    for (const auto& [known, word] : kind_words) {
        if (known == kind) {
            return word;
        }
    }
    return "unknown";
}

std::optional<EventKind> event_kind_from(std::string_view word) {
    for (const auto& [kind, known] : kind_words) {
        if (known == word) {
            return kind;
        }
    }
    return std::nullopt;
}

std::string to_rfc3339(WallTime time) {
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
