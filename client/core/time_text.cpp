// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/time_text.hpp"

#include <array>
#include <ctime>

namespace chatroom {

namespace {

/// Times of a hostile server may be in the year 300000, or before anything.
constexpr WallTime earliest{std::chrono::sys_days{std::chrono::year{1970} / 1 / 2}};
constexpr WallTime latest{std::chrono::sys_days{std::chrono::year{9999} / 12 / 30}};

std::string formatted(WallTime time, const char* format, std::string_view unknown) {
    if (time < earliest || time > latest) {
        return std::string(unknown);
    }
    // POSIX counts its time from 1970 in seconds, too. (system_clock::to_time_t() would go through
    // nanoseconds, and those overflow in some years.)
    const auto count = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    std::tm local{};
    ::localtime_r(&count, &local);
    std::array<char, 40> text{};
    std::strftime(text.data(), text.size(), format, &local);
    return text.data();
}

} // namespace

std::optional<Times> times_from(std::string_view word) {
    if (word == "off") {
        return Times::off;
    }
    if (word == "short") {
        return Times::hour;
    }
    return word == "long" ? std::optional(Times::full) : std::nullopt;
}

std::string time_text(WallTime time, Times times) {
    switch (times) {
    case Times::off:
        break;
    case Times::hour:
        return formatted(time, "[%H:%M] ", "[--:--] ");
    case Times::full:
        return formatted(time, "[%Y-%m-%d %H:%M:%S] ", "[---------- --:--:--] ");
    }
    return {};
}

std::string day_text(WallTime time) {
    return formatted(time, "%Y-%m-%d", "----------");
}

} // namespace chatroom
