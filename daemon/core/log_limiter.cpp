// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/log_limiter.hpp"

#include <utility>

namespace chatroom {

namespace {

Severity severity_of(LogKind kind) {
    switch (kind) {
    case LogKind::membership:
        return Severity::info;
    case LogKind::journal:
        return Severity::error;
    case LogKind::detail:
        return Severity::debug;
    case LogKind::malformed:
    case LogKind::refused:
    case LogKind::not_allowed:
    case LogKind::clock:
        break;
    }
    return Severity::warning;
}

LogLine line_of(LogKind kind, std::string text) {
    return {severity_of(kind), std::move(text),
            kind == LogKind::journal ? Notable::journal_failed : Notable::none};
}

} // namespace

void LogLimiter::note(LogKind kind, SteadyTime now, std::string text, std::vector<LogLine>& log) {
    advance(now, log);
    auto& interval_of_kind = intervals_.at(static_cast<std::size_t>(kind));
    if (!interval_of_kind) {
        interval_of_kind = Interval{.end = now + interval, .last_left_out = {}};
    }
    if (interval_of_kind->logged < lines_in_interval(kind)) {
        ++interval_of_kind->logged;
        log.push_back(line_of(kind, std::move(text)));
    } else {
        ++interval_of_kind->left_out;
        interval_of_kind->last_left_out = std::move(text);
    }
}

void LogLimiter::advance(SteadyTime now, std::vector<LogLine>& log) {
    for (std::size_t index = 0; index < intervals_.size(); ++index) {
        auto& past = intervals_[index];
        if (!past || now < past->end) {
            continue;
        }
        if (past->left_out == 0) {
            past.reset();
            continue;
        }
        const auto kind = static_cast<LogKind>(index);
        log.push_back(line_of(kind, past->last_left_out + " (" + std::to_string(past->left_out) +
                                        " such in the last " + std::to_string(interval.count()) +
                                        " s)"));
        past = Interval{.end = now + interval, .logged = 1, .last_left_out = {}};
    }
}

std::optional<SteadyTime> LogLimiter::next_deadline() const {
    std::optional<SteadyTime> earliest;
    for (const auto& current : intervals_) {
        if (current && current->left_out > 0 && (!earliest || current->end < *earliest)) {
            earliest = current->end;
        }
    }
    return earliest;
}

} // namespace chatroom
