// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/classic/classic_door.hpp"
#include "daemon/core/control/control_desk.hpp"
#include "daemon/core/sealed/sealed_door.hpp"

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
    /// How often names that nobody uses any more are looked for.
    static constexpr std::chrono::hours forget_interval{1};

    /// The room as the journal remembers it. The journal outlives the room. The first turn wakes
    /// the sealed members who are inside. Throws std::runtime_error if the journal cannot be read.
    Room(RoomOptions options, RoomSecrets secrets, Journal& journal, Now now);

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

    /// The room is about to be closed: the next turn remembers how far the members have read.
    void close() { sealed_door_.save_cursors(); }

    /// Commits what the inputs since the last turn led to, and returns what is to be done now. If
    /// the journal fails, that is to tell everybody who asked, and the room is as it was before;
    /// members who were about to leave count as just heard of: they have another grace time.
    /// Throws std::runtime_error if the journal cannot even be read then. What is returned takes
    /// the place of `emptied`, and the memory that it still has: a large room says megabytes in a
    /// turn.
    Outputs finish_turn(Now now, Outputs emptied = {});

    /// Gives back the memory that a room where little is said does not need. To be called between
    /// turns, when the last that led to many datagrams is some time ago.
    void rest() { sealed_door_.rest(); }

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

    void forget_unused_names(Now now);
    void retire_the_absent(Now now);
    void lose(const Member& member, std::string_view why);
    void retire_the_lost(Now now);

    RoomOptions options_;
    Journal& journal_;
    HashKey hash_key_;
    Roster roster_;
    Names names_;
    Turn turn_;
    control::Counters counters_;
    std::vector<Lost> lost_;
    SteadyTime forget_names_at_;
    ClassicDoor classic_door_;
    SealedDoor sealed_door_;
    ControlDesk control_desk_;
};

} // namespace chatroom
