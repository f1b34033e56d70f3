// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/load/loop.hpp"
#include "tests/bench/load/member.hpp"
#include "tests/bench/load/settings.hpp"
#include "tests/bench/load/tally.hpp"

#include <memory>
#include <vector>

namespace chatroom::bench {

/// How the members came in: seconds until all were inside, and until all had heard of all.
struct Entry {
    double inside_s = 0;
    double told_s = 0;
    double datagrams_per_notice = 0;
};

/// All members and the loop that they share.
class Gathering {
public:
    Gathering(const Settings& settings, Tally& tally);

    /// Has all members enter. Throws std::runtime_error if that takes too long.
    Entry enter();

    /// Whether the talker may say something, as far as the protocol goes.
    bool can_say(std::size_t talker) const { return members_[talker]->can_say(); }
    void say(std::size_t talker, std::string_view text) { members_[talker]->say(text); }
    void settle(std::size_t talker, TimePoint now) { loop_.settle(*members_[talker], now); }

    /// One turn of the loop, which waits until that time at most. Whether anything came.
    bool turn(TimePoint until) { return loop_.turn(until); }

    const Traffic& traffic() const { return traffic_; }

private:
    TimePoint::duration patience() const;
    void let_in(TimePoint begin);
    void await_notices();
    bool have_all_heard_of_all() const;

    const Settings& settings_;
    Traffic traffic_;
    Loop loop_;
    std::vector<std::unique_ptr<Member>> members_;
};

} // namespace chatroom::bench
