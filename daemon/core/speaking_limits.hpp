// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/allowance.hpp"
#include "daemon/core/journal.hpp"
#include "daemon/core/room_options.hpp"
#include "daemon/core/room_state.hpp"
#include "daemon/core/source.hpp"

#include <unordered_map>

namespace chatroom {

/// How much each member has said lately, and how much of what it said was too much.
class SpeakingLimits {
public:
    /// So many lines that are not taken, forgiven at such a rate, are no mistake of a program any
    /// more. Clients that wait as they are told have few.
    static constexpr Rate refused_lines{.per_second = 10, .at_once = 200};
    /// How long whoever floods the room is silent. No sentence of the room's own is for ever.
    static constexpr std::chrono::seconds sentence{60};
    /// So long whoever is told to be silent has time to hear it: what is refused then was on the
    /// way, and is not held against it.
    static constexpr std::chrono::seconds heed_time{1};
    /// So many networks are remembered whose members have left with something to be forgiven.
    static constexpr std::size_t max_remembered = 1024;

    /// The options are the room's and outlive this.
    explicit SpeakingLimits(const RoomOptions& options) : options_(options) {}

    /// Whoever speaks, and what it has used is known by.
    struct Speaker {
        Sequence member;
        Source network; ///< Of one who is not in the state yet: whose use it takes over.
    };

    /// What a member says in one draft.
    struct Amount {
        std::uint64_t lines = 0;
        std::uint64_t bytes = 0;
    };

    /// How long the member has to wait before it may say a line of so many bytes, after it has said
    /// the amount; nothing of a time if it need not.
    SteadyTime::duration wait_for(SteadyTime now, const Speaker& speaker, const Amount& said,
                                  std::size_t bytes) const;

    /// How much longer the member's sentence is; nothing of a time if it has none.
    SteadyTime::duration silenced_for(SteadyTime now, const Speaker& speaker) const;

    /// The record has happened: who speaks has used something, and who leaves takes it along for
    /// whoever comes from there next.
    void happened(SteadyTime now, const RoomState& state, const Record& record);

    /// A line of the member was not taken. True if that is too much; then counting begins anew,
    /// when the member has had time to hear of it.
    bool note_refused(SteadyTime now, const RoomState& state, Sequence member);

    /// The member's sentence is over, and nothing of it is left.
    void pardon(Sequence member) { uses_.erase(member.value); }

    /// The member is to say nothing for a while.
    void silence(SteadyTime now, const RoomState& state, Sequence member);

private:
    struct Use {
        Source network;
        Allowance lines;
        Allowance bytes;
        Allowance refused;
        SteadyTime silent_until{};
        SteadyTime heeds_from{}; ///< Until then nothing that is refused counts.

        bool is_forgiven(SteadyTime now) const {
            return lines.is_untouched(now) && bytes.is_untouched(now) &&
                   refused.is_untouched(now) && silent_until <= now;
        }
    };

    const Use* find(const Speaker& speaker) const;
    Use* use_of(SteadyTime now, const RoomState& state, Sequence member);
    void left(SteadyTime now, Sequence member);
    void entered(SteadyTime now, const RoomState& state, Sequence member);
    void forget_forgiven(SteadyTime now);

    const RoomOptions& options_;
    std::unordered_map<std::uint64_t, Use> uses_; ///< By member; who is not there has used nothing.
    std::map<Source, Use> left_;
    std::size_t forget_at_size_ = 64;
};

} // namespace chatroom
