// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/sealed/event_log.hpp"
#include "daemon/core/sealed/network_limiter.hpp"
#include "daemon/core/sealed/sealed_links.hpp"
#include "daemon/core/turn.hpp"

#include <set>
#include <vector>

namespace chatroom {

/// Decides who comes in by the sealed protocol, under which name, and where in the journal it goes
/// on (PROTOCOL.md, Entering).
class Entrance {
public:
    /// One key that took every name would keep everybody else out.
    static constexpr std::size_t max_names_of_a_key = 16;
    /// Some 20 MB of them.
    static constexpr std::size_t max_names = 100'000;
    /// The largest room's at once; who wants all the names of the room needs ten days for it.
    static constexpr int max_new_names_of_a_network = 10'000;
    static constexpr std::chrono::seconds new_name_forgotten_after{10}; ///< Each.

    /// Everything is the room's and outlives the entrance.
    Entrance(const RoomOptions& options, Roster& roster, const Names& names, Turn& turn,
             EventLog& log, SealedLinks& links, control::Counters& counters)
        : options_(options), roster_(roster), names_(names), turn_(turn), log_(log), links_(links),
          counters_(counters) {}

    /// The link's client asks to enter. What it has to be told is owed by the link.
    void enter(Now now, SealedLink& link, const sealed::Enter& request);

    /// The journal has what was decided in this turn: sessions that others took over from are
    /// closed.
    void saved(Now now);

    /// The journal does not have it, and the roster and the names are as before the turn: who came
    /// in is outside again, whoever served a member serves it again, and all who asked are refused.
    void not_saved();

private:
    /// A session that has entered. The one that served the member before, which is another
    /// program's, hears of it when the journal has it.
    struct Entered {
        std::uint32_t session = 0;
        Sequence member;
        std::uint32_t superseded = 0; ///< 0 if there was none. In this turn it enters no more.
    };

    void undo(const Entered& entered);
    void take_back(SealedLink& link) const;
    void enter_again(Now now, SealedLink& link, const sealed::Enter& request);
    void refuse(Now now, SealedLink& link, sealed::RefusalReason reason, classic::Refusal words,
                std::string_view own_name = {});
    /// Whether the client may have the name, or has been refused it.
    bool may_bear(Now now, SealedLink& link, const MemberName& name);
    /// Whether somebody who is not inside may come in, or has been refused.
    bool has_room(Now now, SealedLink& link, bool is_new_name);
    void take_over(Now now, SealedLink& link, const sealed::Enter& request, const Member& member);
    void come_in(Now now, SealedLink& link, const sealed::Enter& request, const MemberName& name);
    Sequence seen_by(const sealed::Enter& request, Sequence otherwise) const;
    /// What is remembered of the name, and whether the program is the one that had it last.
    struct Claim {
        StoredName record;
        bool is_known = false;
    };
    Claim claim(Now now, const SealedLink& link, const sealed::Enter& request,
                const MemberName& name) const;
    void welcome(Now now, SealedLink& link, const sealed::Enter& request, Claim claim,
                 sealed::Welcome welcome);

    const RoomOptions& options_;
    Roster& roster_;
    const Names& names_;
    Turn& turn_;
    EventLog& log_;
    SealedLinks& links_;
    control::Counters& counters_;
    std::set<std::uint32_t> asked_; ///< The sessions, open before, that have asked in this turn.
    std::vector<Entered> entered_;  ///< In this turn, in order.
    std::set<std::uint32_t> superseded_; ///< Those in it.
    NetworkLimiter new_names_{max_new_names_of_a_network, new_name_forgotten_after};
};

} // namespace chatroom
