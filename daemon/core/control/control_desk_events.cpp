// SPDX-License-Identifier: GPL-3.0-or-later
// What the desk makes of the verbs that are about what was said.
#include "base/printable.hpp"
#include "daemon/core/control/control_desk.hpp"
#include "daemon/core/who_has.hpp"

namespace chatroom {

namespace {

std::string event_number(Sequence sequence) {
    return "event " + std::to_string(sequence.value);
}

std::string not_there(Sequence asked, Sequence head) {
    return "there is no " + event_number(asked) + " yet: the latest is " +
           std::to_string(head.value);
}

} // namespace

ControlDesk::Change ControlDesk::change(CallId call, const control::Recall& asked) const {
    const bool is_one = asked.number != Sequence{};
    const bool has_span = asked.since > std::chrono::seconds::zero();
    if (is_one != asked.user.empty()) {
        return refused("say which event, or whose messages (--user)");
    }
    if (is_one && (has_span || asked.before != Sequence{})) {
        return refused(
            "one event is recalled whenever it was: --since and --before go with --user");
    }
    if (!is_one && !has_span) {
        return refused("say since when (--since)");
    }
    return Request{call, request::Recall{.number = asked.number,
                                         .name = asked.user,
                                         .since = asked.since,
                                         .before = asked.before}};
}

control::Error ControlDesk::not_recalled(const request::Recall& asked,
                                         const answer::NotRecalled& answer) const {
    using Why = answer::NotRecalled::Why;
    const auto event = event_number(asked.number);
    const auto none = [](std::string message) {
        return control::Error{control::ErrorCode::no_such_event, std::move(message)};
    };
    switch (answer.why) {
    case Why::missing:
        break;
    case Why::no_message:
        return none(event + " is neither a message nor an announcement, but of the kind " +
                    to_string(answer.kind));
    case Why::recalled:
        return none(event + " was recalled before");
    case Why::nothing:
        return none("there is nothing to recall that \"" + printable(asked.name, max_name_bytes) +
                    "\" has said since then" +
                    (answer.before == Sequence{}
                         ? ""
                         : "; what is in front of " + event_number(answer.before) +
                               " was not looked at (--before)"));
    case Why::unreadable:
        return {control::ErrorCode::journal_failed, "the journal cannot be read: " + answer.fault};
    }
    const auto head = context().state.head();
    if (asked.number > head) {
        return none(not_there(asked.number, head));
    }
    return none(asked.number < journal_.oldest() ? event + " is not kept any more"
                                                 : event + " was never given to anything");
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Delivered& asked) const {
    const auto& state = context().state;
    if (asked.event > state.head()) {
        return error(control::ErrorCode::no_such_event, not_there(asked.event, state.head()));
    }
    const auto delivery = who_has(state.roster(), asked.event, [&](const Member& member) {
        return attendance_.presence(member).cursor;
    });
    const auto told = [&](const std::vector<const Member*>& members) {
        std::vector<control::Recipient> result;
        for (const auto* member : members) {
            result.push_back({member->name.text(), attendance_.presence(*member).is_reachable});
        }
        return result;
    };
    return control::DeliveryInfo{.event = asked.event,
                                 .lacking = told(delivery.lacking),
                                 .having = told(delivery.having),
                                 .later = told(delivery.later),
                                 .mute = told(delivery.mute)};
}

} // namespace chatroom
