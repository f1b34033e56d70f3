// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/event_line.hpp"

#include <array>
#include <chrono>
#include <ctime>

namespace chatroom {

namespace {

std::tm local_time(WallTime time) {
    // POSIX counts its time from 1970 in seconds, too. (system_clock::to_time_t() would go through
    // nanoseconds, and those overflow in some years.)
    const auto count = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    std::tm result{};
    ::localtime_r(&count, &result); // A time it cannot express stays zero.
    return result;
}

std::string time_of(WallTime time, WallTime now) {
    const auto then = local_time(time);
    const auto today = local_time(now);
    const bool is_today = then.tm_year == today.tm_year && then.tm_yday == today.tm_yday;
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), is_today ? "[%H:%M] " : "[%m-%d %H:%M] ", &then);
    return text.data();
}

} // namespace

std::string number_text(const Event& event) {
    return event.sequence == Sequence{} ? std::string()
                                        : "#" + std::to_string(event.sequence.value) + " ";
}

std::optional<std::string> event_line(classic::Language language, const ShowEvent& shown,
                                      WallTime now) {
    auto line = classic::notice(language, shown.event);
    return line && shown.is_past ? time_of(shown.event.time, now) + *line : line;
}

} // namespace chatroom
