// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/classic_door.hpp"
#include "daemon/core/control_desk.hpp"

namespace chatroom {

/// The network's word that a datagram to the address did not get there.
struct DeliveryFailure {
    Address address;
    /// Nothing listens there any more (ICMP port unreachable), as opposed to "no way there just
    /// now".
    bool port_closed = false;
};

/// The room, sans-I/O. Inputs go in through handle() and advance(), in any number; then
/// finish_turn() writes the journal and hands out everything that is to be done. Nothing of a turn
/// may be seen before that.
class Room {
public:
    /// The room as the journal remembers it. The journal outlives the room. Throws
    /// std::runtime_error if the journal cannot be read.
    Room(RoomOptions options, Journal& journal, Now now);

    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;

    /// A datagram arrived on the chat port, or the first bytes of one longer than anything valid.
    void handle(Now now, const Address& sender, std::string_view datagram);

    /// The administrator asks; a reply with this id is among the outputs of the turn.
    void handle(Now now, CallId call, const control::Request& request);

    /// A datagram could not be delivered.
    void handle(Now now, const DeliveryFailure& failure);

    /// Time has passed; call it when next_deadline() is reached, or at any other time.
    void advance(Now now);

    /// When advance() has something to do; nothing if never.
    std::optional<SteadyTime> next_deadline() const;

    /// Other options from now on. Members who would not be let in any more stay.
    void configure(RoomOptions options) { options_ = std::move(options); }

    /// Commits what the inputs since the last turn led to, and returns what is to be done now. If
    /// the journal fails, that is to tell everybody who asked, and the room is as it was before,
    /// but that everybody counts as reachable and as just heard of.
    /// Throws std::runtime_error if the journal cannot even be read then.
    Outputs finish_turn(Now now);

    /// How many datagrams the inputs since the last turn have led to: when it is many, it is time
    /// to finish the turn.
    std::size_t pending_datagrams() const { return turn_.datagrams(); }

    std::size_t member_count() const { return roster_.members().size(); }

private:
    /// Somebody who cannot be reached any more.
    struct Lost {
        Sequence member;
        std::string_view why;
    };

    void lose(const Member& member, std::string_view why);
    void retire_the_lost(Now now);

    RoomOptions options_;
    Journal& journal_;
    Roster roster_;
    Turn turn_;
    control::Counters counters_;
    std::vector<Lost> lost_;
    ClassicDoor classic_door_;
    ControlDesk control_desk_;
};

} // namespace chatroom
