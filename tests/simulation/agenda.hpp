// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/violation.hpp"

#include <functional>
#include <map>
#include <optional>

namespace chatroom::simulation {

/// What is to be done at which time; of the same time, what was put down first comes first.
class Agenda {
public:
    using Action = std::function<void()>;

    void at(Time time, Action action) { actions_.emplace(time, std::move(action)); }

    bool empty() const { return actions_.empty(); }

    std::optional<Time> next_deadline() const {
        return actions_.empty() ? std::nullopt : std::optional(actions_.begin()->first);
    }

    /// Does what is due, one after the other; whether there was anything.
    bool advance(Time now) {
        const bool is_due = !actions_.empty() && actions_.begin()->first <= now;
        while (!actions_.empty() && actions_.begin()->first <= now) {
            actions_.extract(actions_.begin()).mapped()();
        }
        return is_due;
    }

private:
    std::multimap<Time, Action> actions_;
};

} // namespace chatroom::simulation
