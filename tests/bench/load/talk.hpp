// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/load/gathering.hpp"
#include "tests/bench/load/settings.hpp"
#include "tests/bench/load/tally.hpp"

namespace chatroom::bench {

/// Has the talkers say what they have to say: at a rate, or as much as is taken from them.
class Talk {
public:
    Talk(const Settings& settings, Tally& tally, Gathering& gathering);

    /// Says what is due. The outcome is when to look again if nothing happens before.
    TimePoint step(TimePoint now);

    /// Whether all that was to be said has been said.
    bool is_over() const { return settings_.messages != 0 && said_ >= settings_.messages; }

private:
    TimePoint step_at_rate(TimePoint now);
    TimePoint step_at_will(TimePoint now);
    void say(std::size_t talker, TimePoint at);

    const Settings& settings_;
    Tally& tally_;
    Gathering& gathering_;
    std::size_t said_ = 0;
    std::size_t next_talker_ = 0;
    TimePoint next_at_;
};

} // namespace chatroom::bench
