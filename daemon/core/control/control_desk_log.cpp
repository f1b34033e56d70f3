// SPDX-License-Identifier: GPL-3.0-or-later
// What the administrator is told of what has happened, and of what happens while somebody watches.
#include "daemon/core/control/control_desk.hpp"
#include "protocol/event_filter.hpp"
#include "protocol/recall.hpp"

#include <algorithm>

namespace chatroom {

namespace {

/// So many numbers are read at once.
constexpr std::uint64_t log_piece = 1000;

} // namespace

control::LoggedEvent ControlDesk::logged(Event event) {
    const bool was_recalled = is_recalled(event);
    return {.sequence = event.sequence,
            .time = event.time,
            .kind = std::string(to_string(event.kind)),
            .name = std::move(event.name),
            .text = std::move(event.text),
            .about = event.about,
            .recalled = was_recalled};
}

Unexpected<control::Error> ControlDesk::unreadable(const JournalError& error) {
    return ControlDesk::error(control::ErrorCode::journal_failed,
                              "the journal cannot be read: " + error.message);
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Log& asked) const {
    if (asked.chooses()) {
        return chosen(asked);
    }
    auto events = journal_.latest(asked.most());
    if (!events) {
        return unreadable(events.error());
    }
    control::Events result;
    for (auto& event : *events) {
        result.events.push_back(logged(std::move(event)));
    }
    return result;
}

/// Looked for from the latest back. Times need not be in order, as clocks jump: it ends with a
/// piece that is too old as a whole.
control::Reply ControlDesk::chosen(const control::Log& asked) const {
    EventFilter filter({asked.since, asked.until, asked.user, asked.grep});
    control::Events result;
    const auto begin = journal_.oldest();
    const auto behind = context().state.head().next();
    auto end = asked.before != Sequence{} ? std::min(asked.before, behind) : behind;
    for (std::uint64_t looked = 0; begin < end && result.events.size() < asked.most();
         looked += log_piece) {
        if (looked >= most_looked_through) {
            result.before = end;
            break;
        }
        const Sequence from{end.value - std::min(end.value - begin.value, log_piece)};
        auto events = journal_.read(from, log_piece);
        if (!events) {
            return unreadable(events.error());
        }
        bool are_too_old = !events->empty() && events->front().sequence < end;
        for (auto event = events->rbegin();
             event != events->rend() && result.events.size() < asked.most(); ++event) {
            if (event->sequence >= end) {
                continue;
            }
            are_too_old = are_too_old && event->time < asked.since;
            if (filter.lets_through(event->time, event->name, event->text)) {
                result.events.push_back(logged(std::move(*event)));
            }
        }
        if (are_too_old) {
            break;
        }
        end = from;
    }
    std::reverse(result.events.begin(), result.events.end());
    return result;
}

/// What is decided later than this is told: the replies of a turn come before its events.
control::Reply ControlDesk::tell(Now now, const control::Monitor& /*asked*/) {
    is_monitored_ = true;
    return control::Snapshot{status(now), members(now)};
}

void ControlDesk::happened(Now /*now*/, const Record& record) {
    if (is_monitored_ && record.event) {
        told_.push_back(logged(*record.event));
    }
}

} // namespace chatroom
