// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/clock_watch.hpp"
#include "daemon/core/journal.hpp"
#include "daemon/core/request_queue.hpp"
#include "daemon/core/room_log.hpp"
#include "daemon/core/room_options.hpp"
#include "daemon/core/room_state.hpp"
#include "daemon/core/troubles.hpp"

#include <optional>

namespace chatroom {

/// Sees to it that what is over or too old goes: a little at a time, nothing by age before the
/// clock can be believed, and never without a word in the log.
class Housekeeping {
public:
    /// How often names that nobody uses any more, bans and mutes that are over, and events that are
    /// too old are looked for.
    static constexpr std::chrono::hours interval{1};
    /// So many events may go an hour because they are too old: as many as five a second make, day
    /// and night. A clock that was wrong from the start takes days to empty a large journal.
    static constexpr std::uint64_t most_events_by_age = 20'000;
    /// So many names under which something was said may become free an hour.
    static constexpr std::size_t most_names = 100;
    /// How long after something was said the journal is looked after,
    static constexpr std::chrono::seconds tidy_delay{1};
    /// and how long between the parts of a long work: the room does everything else meanwhile.
    static constexpr std::chrono::milliseconds tidy_pause{20};

    /// So often all of the journal is looked at, whether it is damaged; and at the start.
    static constexpr std::chrono::hours check_interval{24};

    struct Context {
        const RoomOptions& options;
        const RoomState& state;
        RequestQueue& requests;
        RoomLog& log;
        Troubles& troubles;
    };

    /// Everything outlives it.
    Housekeeping(Context context, Journal& journal, Now now);

    /// A turn ends: whether the clock has jumped is noticed at once.
    void look(Now now);

    /// The journal has more events than before.
    void appended(Now now);

    /// Time has passed. A journal that has a batch to decide about is left alone.
    void advance(Now now, bool is_deciding);

    /// When advance() has something to do; nothing if never.
    std::optional<SteadyTime> next_deadline() const;

private:
    void begin_hour(Now now);
    void tidy(Now now);
    void tell_of_tidying(Now now, const Tidied& tidied);
    void tell_of_damage(Now now);
    void tell_if_gone(Now now);

    Context context_;
    Journal& journal_;
    ClockWatch clock_;
    SteadyTime hour_end_;
    std::uint64_t events_by_age_ = 0;   ///< How many have gone in this hour.
    std::uint64_t told_by_age_ = 0;     ///< How many of them the log knows.
    unsigned hours_ = 0;                ///< Since the journal was checked last.
    std::vector<NumberRange> damage_;   ///< That the log knows.
    std::optional<SteadyTime> tidy_at_; ///< When the journal is to be looked after before that.
};

} // namespace chatroom
