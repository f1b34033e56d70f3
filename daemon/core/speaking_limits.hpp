// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/allowance.hpp"
#include "daemon/core/journal.hpp"
#include "daemon/core/room_options.hpp"
#include "daemon/core/room_state.hpp"
#include "daemon/core/trace.hpp"

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace chatroom {

/// How much each member, and each network, has said lately, and how much of what it said was too
/// much.
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
    /// All members of one network together say no more than so many of them could: a lecture hall
    /// that is talking, and nobody with hundreds of keys.
    static constexpr std::uint32_t members_of_a_network = 20;
    /// So many networks, keys and names are remembered of who has left with something to be
    /// forgiven. Beyond it the one that is forgiven first is forgotten.
    static constexpr std::size_t max_remembered = 1024;

    /// The options are the room's and outlive this.
    explicit SpeakingLimits(const RoomOptions& options) : options_(options) {}

    /// What a member has used, or a network.
    struct Use {
        Allowance lines{};
        Allowance bytes{};
        Allowance refused{}; ///< Lines that were not taken.
        SteadyTime silent_until{};
        SteadyTime heeds_from{};              ///< Until then nothing that is refused counts.
        std::optional<SteadyTime> spoke_at{}; ///< Last.

        /// Of each the more that one of both has used.
        void merge(const Use& other);

        /// When all of it will be forgiven, if lines have to be so far apart.
        SteadyTime forgiven_at(std::chrono::seconds slow) const;
    };

    /// What the member has used; what has nothing to be forgiven is nothing.
    Use use_of(Sequence member) const;
    Use use_of(const Source& network) const;

    /// What those have used who have left and are known by one of the traces.
    Use left_by(const std::vector<Trace>& traces) const;

    /// A line of so many bytes is said by a member, or by one of a network.
    void charge_member(Use& use, SteadyTime now, std::size_t bytes) const;
    void charge_network(Use& use, SteadyTime now, std::size_t bytes) const;

    /// How long whoever has used so much has to wait before it may say a line of so many bytes;
    /// nothing of a time if it need not.
    SteadyTime::duration wait_of_member(const Use& use, SteadyTime now, std::size_t bytes) const;
    SteadyTime::duration wait_of_network(const Use& use, SteadyTime now, std::size_t bytes) const;

    /// The record has happened: who speaks has used something, and who leaves leaves it to whoever
    /// comes from there next, until it is forgiven.
    void happened(Now now, const RoomState& state, const Record& record);

    /// A line of the member was not taken. True if that is too much; then counting begins anew,
    /// when the member has had time to hear of it.
    bool note_refused(SteadyTime now, const RoomState& state, Sequence member);

    /// The member's sentence is over, and nothing of it is left, nor of what it may be known by.
    void pardon(Sequence member);

    /// The member is to say nothing for a while.
    void silence(SteadyTime now, const RoomState& state, Sequence member);

private:
    struct Known {
        Use use;
        std::vector<Trace> traces;
    };

    static Rate of_network(const Rate& of_member);
    Use* kept_use_of(SteadyTime now, const RoomState& state, Sequence member);
    void said(Now now, const RoomState& state, const Record& record);
    void left(SteadyTime now, const RoomState& state, Sequence member);
    void entered(SteadyTime now, const RoomState& state, Sequence member);
    void leave(SteadyTime now, std::chrono::seconds slow, const Trace& trace, const Use& use);
    void forget_forgiven(SteadyTime now, std::chrono::seconds slow);

    const RoomOptions& options_;
    std::unordered_map<std::uint64_t, Known> uses_; ///< By member.
    std::map<Source, Use> networks_;                ///< Of those that are not this machine.
    std::map<Trace, Use> left_;
    std::size_t forget_at_size_ = 64; ///< Of members and networks together.
};

} // namespace chatroom
