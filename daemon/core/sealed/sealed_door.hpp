// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/sealed/catch_up.hpp"
#include "daemon/core/sealed/cursor_saver.hpp"
#include "daemon/core/sealed/entrance.hpp"
#include "daemon/core/sealed/reception.hpp"
#include "daemon/core/sealed/watermark.hpp"

#include <unordered_set>

namespace chatroom {

/// Serves the sealed protocol: datagrams in, events proposed through the turn; when the journal has
/// them, what the members get out. protocol/PROTOCOL.md says what is answered to what.
class SealedDoor {
public:
    /// What a stranger can make this room send to others is little.
    static constexpr unsigned max_unknown_a_second = 1000;
    /// What a client may have on the way, and so what is taken of one member in a turn: one that
    /// does not keep to it leaves the others their share. What is not taken comes again.
    static constexpr std::size_t max_messages_taken = 32;
    /// When the retransmission timer has run out so often in a row a member is unreachable.
    static constexpr unsigned max_timeouts = 4;

    /// Everything is the room's and outlives the door.
    SealedDoor(const RoomOptions& options, RoomSecrets secrets, Roster& roster, const Names& names,
               Turn& turn, const Journal& journal, control::Counters& counters);

    SealedDoor(const SealedDoor&) = delete;
    SealedDoor& operator=(const SealedDoor&) = delete;

    /// The room has just been opened: tells those who were inside that it is back.
    void wake_members(Now now);

    /// A datagram arrived for which sealed::is_sealed() holds.
    void handle(Now now, const Address& sender, std::string_view datagram);

    /// The network says that nothing gets to the address. Anybody can forge that, so it is no more
    /// than a hint, which settle_failures() takes.
    void failed(const Address& address) { failed_.insert(address); }

    /// Takes all hints since the last call at once, as looking for the members takes the same time
    /// for one address and for a thousand.
    void settle_failures(Now now);

    void advance(Now now);
    std::optional<SteadyTime> next_deadline() const;

    /// Remembers how far the members are.
    void save_cursors() { cursors_.save_all(); }

    /// The journal has the turn's records: hands out what the members get.
    void committed(Now now, std::vector<Record> records, Outputs& outputs);

    /// The journal has nothing of the turn, and roster and names are as they were before it.
    void rejected(Now now);

    /// Gives back the memory that is not needed while little is said.
    void rest() {
        links_.rest();
        log_.rest();
    }

    const sealed::PublicKey& key() const { return secrets_.static_key.key; }

private:
    void take(Now now, const Address& sender, const sealed::Transport& transport);
    void ignore() { ++counters_.ignored; }

    void heard(Now now, SealedLink& link, const Address& sender);
    void take(Now now, SealedLink& link, const Address& sender, const sealed::ClientFrame& frame);
    void say(Now now, SealedLink& link, const sealed::Say& say);
    void give_up(Now now, SealedLink& link, const sealed::GivenUp& given_up);
    void acknowledge(Now now, SealedLink& link, const sealed::Ack& ack);
    void leave(Now now, SealedLink& link, const sealed::Leave& leave);
    bool serves_member(const SealedLink& link) const;
    void adopt_members(Now now);
    void note_reachable(Now now, SealedLink& link);
    void lose_sight(Now now, SealedLink& link);
    void deliver_all(Now now, Outputs& outputs);
    void close_departed(Now now);
    void raise_watermark();

    RoomSecrets secrets_;
    Roster& roster_;
    const Names& names_;
    Turn& turn_;
    control::Counters& counters_;
    EventLog log_;
    SealedLinks links_;
    Reception reception_;
    Entrance entrance_;
    CursorSaver cursors_;
    TokenBucket unknown_rate_{max_unknown_a_second};
    Watermark watermark_;
    std::unordered_set<Address> failed_;
    CatchUp catch_up_;
    std::optional<SteadyTime> go_on_at_; ///< There are links left that are far behind.
};

} // namespace chatroom
