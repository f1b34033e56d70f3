// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/classic/classic_door.hpp"
#include "daemon/core/control/control_desk.hpp"
#include "daemon/core/housekeeping.hpp"
#include "daemon/core/neighbours.hpp"
#include "daemon/core/sealed/sealed_door.hpp"
#include "daemon/core/seen_proof.hpp"

namespace chatroom {

/// The network's word that a datagram to the address did not get there.
struct DeliveryFailure {
    Address address;
    /// Nothing listens there any more (ICMP port unreachable), as opposed to "no way there just
    /// now".
    bool port_closed = false;
    /// The beginning of the datagram that it is about, as far as the network quotes it.
    std::string quoted{};
};

/// The room, sans-I/O. Inputs go in through handle() and advance(), in any number; then
/// finish_turn() asks the journal for what they propose, lets happen what the journal has decided,
/// and hands out everything that is to be done. Nothing may be seen before that.
class Room final : private Attendance {
public:
    /// How often it is tried whether a journal that could not be written can be again.
    static constexpr std::chrono::seconds try_interval{5};
    /// When that has lasted so long everybody is told, not only who wants something.
    static constexpr std::chrono::seconds patience{5};
    /// When a turn leads to so many datagrams it serves no more, so that sending them takes some
    /// 80 ms and not many seconds; a single request may go beyond it.
    static constexpr std::size_t max_datagrams_of_turn = 16 * 1024;
    /// So many of those who are coming back, steps of handshakes and datagrams of strangers are
    /// served before members are looked for again: half a millisecond's work of each.
    static constexpr std::size_t returning_at_once = 64;
    static constexpr std::size_t handshakes_at_once = 4;
    static constexpr std::size_t strangers_at_once = 64;
    /// So many of each are served in a turn, however much the members lead to: nobody who has gone
    /// is kept outside by those who are inside.
    static constexpr std::size_t served_in_any_case = 4;
    /// When nothing waits but handshakes for which there is no time, how long to leave them.
    static constexpr std::chrono::milliseconds handshake_pause{1};

    /// The room as the journal remembers it. The journal outlives the room. The first turn wakes
    /// the sealed members who are inside. Throws std::runtime_error if the journal cannot be read.
    Room(RoomOptions options, RoomSecrets secrets, Journal& journal, Now now);

    /// A datagram arrived on the chat port, or the first bytes of one longer than anything valid.
    /// It waits among others of its kind until it is served.
    void handle(Now now, const Address& sender, std::string_view datagram);

    /// Whether there is room for so many more datagrams of members, or those who have many waiting
    /// make it. Otherwise what has arrived is better left where it is.
    bool has_room_for(std::size_t datagrams) const {
        return inbox_.has_room_for(Standing::member, datagrams);
    }

    /// Serves what waits: members as much as a turn has room for, others some. True if more of the
    /// others may be served before the turn is finished, because no member waits for it and it has
    /// room; finish_turn() serves once by itself.
    bool serve(Now now);

    /// The administrator asks; a reply with this id is among the outputs of the turn, or of a later
    /// one if the journal takes its time.
    void handle(Now now, CallId call, const control::Request& request);

    /// Nobody monitors any more, so nothing need be told in Outputs::told. Whoever asks to monitor
    /// is told from then on.
    void nobody_monitors() { control_desk_.nobody_monitors(); }

    /// A datagram could not be delivered.
    void handle(Now now, const DeliveryFailure& failure);

    /// Time has passed; call it when next_deadline() is reached, or at any other time.
    void advance(Now now);

    /// When advance() has something to do; nothing if never.
    std::optional<SteadyTime> next_deadline() const;

    /// Other options from now on. Members who would not be let in any more stay.
    void configure(RoomOptions options) {
        options_ = std::move(options);
        classic_door_.look_for_silent();
    }

    /// The room is about to be closed: the next turn remembers how far the members have read.
    void close(Now now) { sealed_door_.save_cursors(now); }

    /// Ends the turn, and returns what is to be done now. It is also to be called when the journal
    /// has decided something. If the journal fails, that is to tell everybody who asked, and
    /// nothing has changed. What is returned takes the place of `emptied`, and the memory that it
    /// still has: a large room says megabytes in a turn.
    Outputs finish_turn(Now now, Outputs emptied = {});

    /// Gives back the memory that a room where little is said does not need. To be called between
    /// turns, when the last that led to many datagrams is some time ago.
    void rest();

    /// How many datagrams the inputs since the last turn lead to, about.
    std::size_t pending_datagrams() const;

    /// Whether nothing waits to be served, and nobody for what the journal decides.
    bool is_settled() const { return inbox_.empty() && !is_deciding_ && requests_.empty(); }

    std::size_t member_count() const { return state_.roster().size(); }

    /// What the room cannot do as it should, the worst first.
    const std::vector<RoomTrouble>& troubles() const { return troubles_.all(); }

private:
    /// What is to be told when so many of a batch's records have happened.
    struct Decision {
        Request request;
        Answer answer;
        std::size_t records = 0;
    };

    std::optional<Sequence> member_of(const Requester& requester) const override;
    Presence presence(const Member& member) const override;
    Sequence delivered() const override { return sealed_door_.delivered(); }
    std::optional<Reach> reach(Now now, const Member& member) const override;
    Sequence before_latest(std::size_t count) override { return sealed_door_.before_latest(count); }
    Result<std::vector<Event>, JournalError> past(Sequence first,
                                                  std::size_t count) const override {
        return journal_.read(first, count);
    }

    std::size_t serve(Now now, Standing standing, std::size_t at_most);
    void serve(Now now, const FairQueue::Item& item);
    bool may_serve(Now now);
    bool is_full() const { return pending_datagrams() >= max_datagrams_of_turn; }
    void believe(Now now, std::span<const Request> requests);
    void propose(Now now, std::vector<Request>& requests);
    void take_decided(Now now);
    void settle(Now now, Decided& decided);
    void happen(Now now, Record& record);
    bool follows(const Batch& batch) const;
    void tell(Now now, const Request& request, const Answer& answer);
    void judge(Now now, const Request& request, const Answer& answer);
    void tell_not_saved(Now now, const JournalError& error);
    void note_saved(Now now);
    void try_to_save(Now now);
    void look_at_journal(Now now);

    RoomOptions options_;
    Journal& journal_;
    RoomState state_;
    Admission admission_{options_};
    RequestQueue requests_;
    Inbox inbox_;
    /// When what waits there is to be served, or what was asked for in the turn to be decided.
    std::optional<SteadyTime> go_on_at_;
    RoomLog log_;
    control::Counters counters_;
    Refusals refusals_{log_, counters_};
    Troubles troubles_;
    Housekeeping housekeeping_;
    Neighbours neighbours_;
    ClassicDoor classic_door_;
    SealedDoor sealed_door_;
    ControlDesk control_desk_;
    std::optional<SteadyTime> try_at_;        ///< While the journal cannot be written.
    std::optional<SteadyTime> failing_since_; ///< Likewise.
    bool is_journal_away_ = false;
    SeenProof seen_proof_;
    Ticket last_ticket_;
    bool is_deciding_ = false; ///< The journal has a batch.
    /// Those of the batch that the journal has or had: their memory serves each turn anew.
    std::vector<Decision> decisions_;
    std::vector<Request> taken_; ///< Likewise.
};

} // namespace chatroom
