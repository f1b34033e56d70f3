// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/trace.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace chatroom::simulation {

/// Time, as a run has it: it goes from one thing that is due to the next.
class Stage {
public:
    /// So much may happen at one time; more means that time stands still.
    static constexpr unsigned max_steps_at_once = 20'000;
    /// No story has as many steps; a longer one goes round in circles.
    static constexpr std::uint64_t max_steps = 1'000'000;

    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

protected:
    Stage(Trace& trace, Time beginning) : trace_(trace), now_(beginning) {}
    virtual ~Stage() = default;

    /// When step() has something to do.
    virtual std::optional<Time> next_deadline() const = 0;
    /// Does one thing that is due.
    virtual void step() = 0;
    /// Whether something is still to come that was planned.
    virtual bool is_over() const = 0;
    /// What is not as it has to be in the end; empty if all is well.
    virtual std::string missing() const = 0;

    /// Until everything planned is over and nothing is missing; fails if that is not so by then.
    void run_until_well(Time give_up);
    void run_until(Time time);

    Trace& trace_;
    Time now_;

private:
    bool step_before(Time time);

    unsigned steps_at_once_ = 0;
};

} // namespace chatroom::simulation
