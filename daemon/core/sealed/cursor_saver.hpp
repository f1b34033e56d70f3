// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/turn.hpp"

namespace chatroom {

/// Tells the journal from time to time how far the sealed members have read.
class CursorSaver {
public:
    /// How often. After a crash a program that has forgotten itself where it was gets twice what it
    /// read in that time, or in a large room in twice that time.
    static constexpr std::chrono::seconds interval{60};
    /// Of so many members in one turn, and of others after a pause: the more a turn keeps, the
    /// longer delivery waits for its commit.
    static constexpr std::size_t max_at_once = 256;
    static constexpr std::chrono::seconds pause{1};

    /// Everything is the room's and outlives the saver.
    CursorSaver(const Roster& roster, const Names& names, Turn& turn)
        : roster_(roster), names_(names), turn_(turn) {}

    /// The room has just been opened.
    void start(SteadyTime now) { next_ = now + interval; }

    /// Time has passed: keeps some in the turn, if it is time for that.
    void advance(SteadyTime now);

    /// Keeps all of them in the turn.
    void save_all();

    /// When advance() has something to do.
    SteadyTime next_deadline() const { return next_; }

private:
    bool save(std::size_t most);

    const Roster& roster_;
    const Names& names_;
    Turn& turn_;
    SteadyTime next_;
    Sequence done_up_to_; ///< Who entered up to there need not be looked at.
};

} // namespace chatroom
