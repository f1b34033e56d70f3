// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rare.hpp"
#include "daemon/core/allowance.hpp"
#include "daemon/core/sealed/event_sender.hpp"
#include "daemon/core/sealed/lag.hpp"
#include "daemon/core/sealed/path_check.hpp"
#include "daemon/core/sealed/watermark_teller.hpp"
#include "protocol/sealed/transport.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// One session of the sealed protocol. Its member is reached through it once it serves one. What
/// few sessions need, or only for a moment, is elsewhere in memory.
struct SealedLink {
    /// So many NOT_SAID fit one datagram. What else is not said is told when it comes again.
    static constexpr std::size_t max_not_said = 8;

    /// What the client wanted and does not get.
    struct Refusals {
        std::optional<sealed::Refused> entry;
        std::vector<sealed::NotSaid> messages; ///< See owe().
    };

    /// What whoever comes in is told.
    struct Welcoming {
        sealed::Welcome welcome;
        sealed::Limits limits{};
        std::optional<sealed::Greeting> greeting{};
        bool was_sent = false;
    };

    /// What the client has asked to know.
    struct Told {
        std::optional<sealed::Delivered> delivered{};
        std::optional<sealed::Members> members{};
        /// It is looked up when it is sent, as it may be recalled before.
        std::optional<sealed::AskOlder> asked_older{};
    };

    enum class State : std::uint8_t {
        open,    ///< The handshake is done; nobody has entered yet.
        serving, ///< It serves a member, who is in the room.
        closed,  ///< It only says why it is closed.
    };

    std::uint32_t index = 0; ///< What the client puts into its datagrams.
    sealed::PublicKey key;   ///< The client's, which the handshake has proven.
    sealed::Sealer sealer;
    sealed::Opener opener;
    Address address;
    Rare<Address> from{}; ///< Whom the gateway at the address speaks for, if it is believed.
    SteadyTime last_heard;
    std::unique_ptr<PathCheck> path{};      ///< While the address may be another one.
    std::unique_ptr<std::string> program{}; ///< As it calls itself, if it has.

    // While serving:
    Sequence member{};
    sealed::Instance instance{};
    std::unique_ptr<Welcoming> welcoming{}; ///< Until something is acknowledged.
    EventSender events{Sequence{}};
    Lag lag{};
    std::unique_ptr<WatermarkTeller> watermark{}; ///< While it may have said what others lack.
    /// Those that wait, or the latest of them that follow each other: they may come in any order.
    std::uint32_t said_from = 0;
    std::uint32_t said_up_to = 0;
    std::uint32_t said_waiting = 0; ///< How many of its messages wait to be decided.
    /// The turn of CatchUp that did not suffice for it first; 0 while it waits for none.
    std::uint32_t waits_since = 0;

    // What the client has to be told at the end of the turn, with the flags below:
    std::unique_ptr<sealed::Closed> closed{}; ///< If it is.
    std::unique_ptr<Refusals> refusals{};
    std::unique_ptr<Told> told{};
    SteadyTime asks_again_at{}; ///< Sooner it is not told who has an event.
    Allowance pages{};          ///< Of those who are inside, and of what is older.

    // Where SealedLinks has put it:
    SteadyTime deadline{};   ///< If it is scheduled.
    std::uint64_t place = 0; ///< Among those that serve somebody, or in the order of the others.
    std::uint32_t deadline_place = 0;

    // Side by side, since there are thousands of links:
    std::uint8_t version = sealed::all_versions.highest; ///< Of the protocol.
    State state = State::open;
    bool is_entering = false; ///< Whether it may is being decided.
    bool is_leaving = false;  ///< It has asked to leave.
    bool owes_welcome = false;
    std::optional<bool> owes_condition{}; ///< Whether what is said can be kept,
    bool repeats_condition = false;       ///< also with each PONG: a word of it may be lost.
    bool owes_pong = false;
    bool owes_closed = false;
    bool is_scheduled = false;
    bool is_touched = false;
    bool is_lagging = false; ///< So it counts as unreachable, though it speaks.

    /// From where its client comes.
    const Address& origin() const { return from.has_value() ? *from : address; }

    /// Where its client is reached, if that is elsewhere.
    Rare<Address> reached_at() const {
        return from.has_value() ? Rare<Address>(address) : Rare<Address>();
    }

    /// So many of its messages are decided.
    void waits_no_more(std::uint32_t messages) {
        said_waiting -= messages;
        if (said_waiting == 0) {
            said_from = said_up_to = 0;
        }
    }

    /// So many messages from that number on wait, too.
    void wait(std::uint32_t first, std::uint32_t messages) {
        said_from = said_up_to > 0 && first == said_up_to + 1 ? said_from : first;
        said_up_to = first + messages - 1;
    }

    bool is_waiting(std::uint32_t number) const {
        return said_from > 0 && number >= said_from && number <= said_up_to;
    }

    /// The client is to be told, if it speaks a version that has words for it. What goes on where
    /// the one before ends, for the same reason, is told as one.
    void owe(sealed::NotSaid refusal);

    /// The client is to be told that it may not come in.
    void owe(sealed::Refused refusal);
};

} // namespace chatroom
