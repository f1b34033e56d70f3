// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/stage.hpp"

#include "tests/simulation/violation.hpp"

#include <algorithm>

namespace chatroom::simulation {

void Stage::run_until_well(Time give_up) {
    while (!is_over() || !missing().empty()) {
        if (!step_before(give_up)) {
            fail("it does not come to rest: " + missing());
        }
    }
}

void Stage::run_until(Time time) {
    while (step_before(time)) {
    }
}

/// Does what is next, if that is not later; whether there was anything.
bool Stage::step_before(Time time) {
    const auto next = next_deadline();
    if (!next || *next > time) {
        return false;
    }
    steps_at_once_ = *next > now_ ? 0 : steps_at_once_ + 1;
    if (steps_at_once_ > max_steps_at_once) {
        fail("time stands still");
    }
    if (trace_.steps() >= max_steps) {
        fail("it goes on and on: " + missing());
    }
    now_ = std::max(now_, *next);
    trace_.step(now_);
    step();
    return true;
}

} // namespace chatroom::simulation
