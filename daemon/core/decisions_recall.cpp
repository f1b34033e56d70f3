// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the administrator's requests to take back what was said.
#include "daemon/core/decisions.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

using Why = answer::NotRecalled::Why;

/// So many numbers are looked through at once.
constexpr std::uint64_t piece = 1000;

bool may_be_recalled(EventKind kind) {
    return kind == EventKind::said || kind == EventKind::announced;
}

} // namespace

Answer Decisions::decide(const Requester& /*who*/, const request::Recall& asked) {
    if (asked.number != Sequence{}) {
        return recall(asked.number);
    }
    const auto name = shown_name(asked.name);
    const auto sayings = sayings_of(name, asked);
    if (!sayings) {
        return answer::NotRecalled{.why = Why::unreadable, .fault = sayings.error().message};
    }
    const auto& numbers = sayings->numbers;
    if (numbers.empty()) {
        return answer::NotRecalled{.why = Why::nothing, .before = sayings->before};
    }
    recalled_.insert(numbers.begin(), numbers.end());
    return recall({.first = numbers.back(), .last = numbers.front(), .name = name}, numbers.size(),
                  sayings->before);
}

Answer Decisions::recall(Sequence number) {
    const auto found = attendance_.past(number, 1);
    if (!found) {
        return answer::NotRecalled{.why = Why::unreadable, .fault = found.error().message};
    }
    if (number > first_ || found->empty() || found->front().sequence != number) {
        return answer::NotRecalled{.why = Why::missing};
    }
    const auto& event = found->front();
    if (!may_be_recalled(event.kind)) {
        return answer::NotRecalled{.why = Why::no_message, .kind = event.kind};
    }
    if (is_recalled(event) || !recalled_.insert(number).second) {
        return answer::NotRecalled{.why = Why::recalled};
    }
    return recall({.first = number, .last = number, .name = event.name}, 1, {});
}

/// An announcement that was recalled greets nobody.
Answer Decisions::recall(const Recall& recall, std::size_t count, Sequence before) {
    const auto sequence = draft_
                              .happens({.kind = EventKind::recalled,
                                        .name = recall.name,
                                        .text = recall_text(recall),
                                        .about = recall.first})
                              .sequence;
    auto settings = draft_.settings();
    if (recall.name.empty() && !settings.pinned.empty() && settings.pinned_event == recall.first) {
        settings.pinned.clear();
        const auto about = std::exchange(settings.pinned_event, {});
        change({.kind = EventKind::unpinned, .about = about}, std::move(settings));
    }
    return answer::Recalled{.sequence = sequence,
                            .name = recall.name,
                            .first = recall.first,
                            .last = recall.last,
                            .count = count,
                            .before = before};
}

/// Times need not be in order, as clocks jump: it ends with a piece that is too old as a whole.
Result<Decisions::Sayings, JournalError> Decisions::sayings_of(const std::string& name,
                                                               const request::Recall& asked) const {
    Sayings sayings;
    const auto since = draft_.now().wall - asked.since;
    const auto oldest = attendance_.past({1}, 1);
    if (!oldest) {
        return Unexpected(oldest.error());
    }
    const auto begin = oldest->empty() ? first_.next() : oldest->front().sequence;
    auto end = asked.before != Sequence{} ? std::min(asked.before, first_.next()) : first_.next();
    for (std::uint64_t looked = 0; begin < end; looked += piece) {
        if (looked >= most_looked_through) {
            sayings.before = end;
            break;
        }
        const Sequence from{end.value - std::min(end.value - begin.value, piece)};
        const auto events = attendance_.past(from, piece);
        if (!events) {
            return Unexpected(events.error());
        }
        bool are_too_old = !events->empty() && events->front().sequence < end;
        for (auto event = events->rbegin(); event != events->rend(); ++event) {
            if (event->sequence >= end || event->time < since) {
                continue;
            }
            are_too_old = false;
            if (event->kind != EventKind::said || event->name != name || is_recalled(*event) ||
                recalled_.contains(event->sequence)) {
                continue;
            }
            if (sayings.numbers.size() == most_recalled) {
                sayings.before = sayings.numbers.back();
                return sayings;
            }
            sayings.numbers.push_back(event->sequence);
        }
        if (are_too_old) {
            break;
        }
        end = from;
    }
    return sayings;
}

/// Of whoever is inside or owns it; nobody else's could be looked up.
std::string Decisions::shown_name(const std::string& name) const {
    if (const auto* member = draft_.member(name)) {
        return member->name.text();
    }
    const auto* owned = draft_.name(name);
    return owned != nullptr ? owned->name.text() : name;
}

} // namespace chatroom
