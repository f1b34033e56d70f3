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

    /// The last members, so many, sleep: they take nothing and say nothing.
    void put_to_sleep(std::size_t count);
    /// They wake, and have to catch up with what has been said.
    void wake(TimePoint now);
    bool have_caught_up() const;

    const Traffic& traffic() const { return traffic_; }

private:
    TimePoint::duration patience() const;
    void let_in(TimePoint begin);
    void await_notices();
    bool have_all_heard_of_all() const;
    bool have_seen(std::uint64_t event, std::size_t first_member) const;

    const Settings& settings_;
    Traffic traffic_;
    Loop loop_;
    std::vector<std::unique_ptr<Member>> members_;
    std::size_t awake_ = 0;  ///< Of the members the first ones, so many.
    std::uint64_t goal_ = 0; ///< The latest event when the others woke.
};

} // namespace chatroom::bench
