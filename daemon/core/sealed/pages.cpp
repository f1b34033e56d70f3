// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/pages.hpp"

#include "base/ascii_case.hpp"

#include <algorithm>
#include <iterator>

namespace chatroom {

namespace {

/// So many numbers are looked at for a page, which is hardly more than fit it.
constexpr std::uint64_t numbers_a_page = 64;

Sequence before_by(Sequence sequence, std::uint64_t numbers) {
    return {sequence.value - std::min(sequence.value, numbers)};
}

/// Numbers from `begin` on, up to but without `end`.
struct Window {
    Sequence begin;
    Sequence end;
};

std::vector<Event> events_in(EventLog& log, const Window& window) {
    std::vector<Event> events;
    for (auto number = window.begin; number < window.end; number = number.next()) {
        if (const auto* event = log.at(number)) {
            events.push_back(*event);
        }
    }
    return events;
}

/// The window with the latest event from `oldest` on, in front of a hole that begins at or in front
/// of `hole`; an empty one if there is none. Nothing if the journal cannot be read.
std::optional<Window> window_in_front_of_hole(EventLog& log, Sequence oldest, Sequence hole) {
    auto event = log.first_from(oldest);
    if (event && *event >= hole) {
        return Window{oldest, oldest};
    }
    while (event && hole.value - event->value > numbers_a_page) {
        const Sequence middle{event->value + (hole.value - event->value) / 2};
        const auto next = log.first_from(middle);
        if (next && *next >= hole) {
            hole = middle;
        } else {
            event = next;
        }
    }
    return event ? std::optional(Window{*event, hole}) : std::nullopt;
}

/// Where the latest of them begin that fit a page: the latest always does.
std::vector<Event>::const_iterator first_that_fits(const std::vector<Event>& events,
                                                   std::size_t room_bytes) {
    std::size_t bytes = 0;
    auto first = events.end();
    while (first != events.begin()) {
        bytes += sealed::older_event_bytes(*std::prev(first));
        if (bytes > room_bytes && first != events.end()) {
            break;
        }
        --first;
    }
    return first;
}

} // namespace

sealed::Members members_page(const Roster& roster, const sealed::AskMembers& asked,
                             std::size_t room_bytes) {
    constexpr std::size_t most_names = 255;
    sealed::Members page{.question = asked.question, .count = 0, .next = {}, .names = {}};
    Sequence last;
    for (const auto& [entered, member] : roster.members()) {
        const auto& name = member.name.text();
        if (!contains_in_either_case(name, asked.pattern)) {
            continue;
        }
        ++page.count;
        if (entered <= asked.after || page.next != Sequence{}) {
            continue;
        }
        if (1 + name.size() > room_bytes || page.names.size() == most_names) {
            page.next = last;
            continue;
        }
        room_bytes -= 1 + name.size();
        page.names.push_back(name);
        last = entered;
    }
    return page;
}

std::optional<sealed::Older> older_page(EventLog& log, const sealed::AskOlder& asked,
                                        Sequence oldest, std::size_t room_bytes) {
    sealed::Older page{.before = asked.before, .next = {}, .events = {}};
    const auto end = std::min(asked.before, log.head().next());
    if (end <= oldest) {
        return page;
    }
    Window window{std::max(oldest, before_by(end, numbers_a_page)), end};
    page.events = events_in(log, window);
    if (page.events.empty()) {
        const auto farther = window_in_front_of_hole(log, oldest, window.begin);
        if (!farther) {
            return std::nullopt;
        }
        window = *farther;
        page.events = events_in(log, window);
    }
    const auto first = first_that_fits(page.events, room_bytes);
    const auto next = first == page.events.begin() ? window.begin : first->sequence;
    page.events.erase(page.events.begin(), first);
    page.next = next > oldest ? next : Sequence{};
    return page;
}

} // namespace chatroom
