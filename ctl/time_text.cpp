// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/time_text.hpp"

#include "protocol/control_field.hpp"

#include <ctime>
#include <string>

namespace chatroom {

namespace {

/// So long ago.
struct Ago {
    std::chrono::seconds time{};

    static constexpr auto fields() {
        return std::array{control::field<&Ago::time>("time", {.min = 1})};
    }
};

/// The clock on the wall as whoever lives here reads it; nothing if there is no such time.
std::optional<WallTime> local_time(std::tm wanted) {
    wanted.tm_isdst = -1;
    auto made = wanted;
    const auto time = std::mktime(&made);
    // 30 February would be 2 March.
    if (made.tm_mday != wanted.tm_mday || made.tm_mon != wanted.tm_mon) {
        return std::nullopt;
    }
    return std::chrono::floor<std::chrono::milliseconds>(
        std::chrono::system_clock::from_time_t(time));
}

/// Whether the whole text has the form; what it does not say stays.
bool read(const std::string& text, const char* form, std::tm& time) {
    const char* end = ::strptime(text.c_str(), form, &time);
    return end != nullptr && *end == '\0';
}

} // namespace

std::optional<WallTime> time_in(std::string_view text, WallTime now) {
    if (Ago ago; control::set_text(control::fields_of<Ago>[0], &ago, text).empty()) {
        return now - ago.time;
    }
    if (const auto utc = from_rfc3339(text)) {
        return utc;
    }
    const std::string words(text);
    const auto seconds = std::chrono::system_clock::to_time_t(now);
    for (const auto* form : {"%H:%M", "%H:%M:%S"}) {
        std::tm today{};
        ::localtime_r(&seconds, &today);
        today.tm_sec = 0;
        if (read(words, form, today)) {
            return local_time(today);
        }
    }
    for (const auto* form : {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"}) {
        std::tm day{};
        if (read(words, form, day)) {
            return local_time(day);
        }
    }
    return std::nullopt;
}

} // namespace chatroom
