// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "tests/bench/load/histogram.hpp"
#include "tests/bench/load/line.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace chatroom::bench {

/// Knows every message from being said until every member has it, and counts what became of it.
class Tally {
public:
    struct Counts {
        std::uint64_t said = 0;
        std::uint64_t delivered = 0;
        std::uint64_t lost = 0; ///< Passed over by a later message, or never come.
        std::uint64_t duplicates = 0;
        std::uint64_t late = 0; ///< Delivered after a later message of the same talker.
    };

    /// A message goes to so many members. What others than the first `members` get is not counted.
    /// The talkers are numbered from `first_talker` in what they say, so that others in the same
    /// room can say what is not counted.
    Tally(std::size_t members, std::size_t talkers, std::size_t recipients,
          std::size_t first_talker = 0);

    /// A talker says its next message, which is to be sent now; latencies count from `at`.
    LineNumber say(std::size_t talker, TimePoint at);

    /// A member got a message.
    void deliver(std::size_t member, LineNumber line, TimePoint now);

    /// So many messages of the talker are not known to be everywhere or lost.
    std::size_t pending(std::size_t talker) const { return talkers_[talker].messages.size(); }
    bool has_pending() const;

    /// What was said before that time and is not everywhere is lost.
    void give_up(TimePoint said_before);

    const Counts& counts() const { return counts_; }

    /// The latencies of messages said from then on, and of no others.
    void watch(TimePoint from);
    const Histogram& each() const { return each_; }
    const Histogram& last() const { return last_; }

private:
    struct Message {
        TimePoint at;
        std::size_t missing = 0; ///< So many members have not got it, nor is it lost for them.
    };

    struct Talker {
        std::uint32_t first = 1; ///< The number of the first of the messages.
        std::deque<Message> messages;
    };

    /// What a member has of a talker: the latest number, and bit i: the number `latest` - i.
    struct Seen {
        std::uint32_t latest = 0;
        std::uint64_t received = ~std::uint64_t{0};
    };

    static bool take_late(Seen& seen, std::uint32_t number);
    void arrive(LineNumber line, TimePoint now);
    void lose(LineNumber line);
    Message* find(LineNumber line);
    void drop_finished(Talker& talker);

    std::size_t members_;
    std::size_t recipients_;
    std::uint32_t first_talker_;
    std::vector<Talker> talkers_;
    std::vector<Seen> seen_; ///< By member, then by talker.
    Counts counts_;
    TimePoint watched_from_ = TimePoint::max();
    Histogram each_;
    Histogram last_;
};

} // namespace chatroom::bench
