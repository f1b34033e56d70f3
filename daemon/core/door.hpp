// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/admission.hpp"
#include "daemon/core/attendance.hpp"
#include "daemon/core/refusals.hpp"
#include "daemon/core/request_queue.hpp"
#include "daemon/core/troubles.hpp"

namespace chatroom {

/// What the doors share; everything is the room's and outlives them.
struct DoorContext {
    const RoomOptions& options;
    const RoomState& state;
    const Admission& admission;
    RequestQueue& requests;
    RoomLog& log;
    control::Counters& counters;
    Refusals& refusals;
    const Troubles& troubles;
};

/// One way to be in the room, or to run it: turns bytes into requests, and what was decided into
/// bytes. It alone knows addresses, sessions and who is reached how. It changes nothing of the
/// state, and tells nobody anything that is not decided.
class Door {
public:
    explicit Door(DoorContext context) : context_(context) {}
    virtual ~Door() = default;
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;

    /// The journal has the record, and the state has it, too.
    virtual void happened(Now now, const Record& record) = 0;

    /// What has become of a request of whoever this door serves, or of the room's own. What the
    /// request led to has happened before.
    virtual void answered(Now now, const Request& request, const Answer& answer) = 0;

    /// The turn is over: hands out what is to be done now.
    virtual void hand_out(Now now, Outputs& outputs) = 0;

    virtual void advance(Now now) = 0;
    virtual std::optional<SteadyTime> next_deadline() const = 0;

protected:
    const DoorContext& context() const { return context_; }

    /// Asks for it; if too much waits already, that is the answer.
    void ask(Now now, Request request) {
        if (!context_.requests.push(std::move(request))) {
            answered(now, request, answer::NotSaved{});
        }
    }

private:
    DoorContext context_;
};

} // namespace chatroom
