// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/door.hpp"
#include "daemon/core/inbox.hpp"
#include "daemon/core/sealed/absences.hpp"
#include "daemon/core/sealed/catch_up.hpp"
#include "daemon/core/sealed/cursor_saver.hpp"
#include "daemon/core/sealed/reception.hpp"
#include "daemon/core/sealed/watermark.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <unordered_set>

namespace chatroom {

/// Serves the sealed protocol (protocol/PROTOCOL.md says what is answered to what). It moves a
/// cursor along the journal for each session that serves a member.
class SealedDoor final : public Door {
public:
    /// What a stranger can make this room send to others is little.
    static constexpr unsigned max_unknown_a_second = 1000;
    /// Each is written down. Whose move is not taken is told of again.
    static constexpr unsigned max_moves_of_gateways_a_second = 100;
    /// What a client may have on the way, and so what waits of one member: one that does not keep
    /// to it leaves the others their share. What is not taken comes again.
    static constexpr std::size_t max_messages_waiting = 32;
    /// To tell who has an event is to look at everybody who is inside: one member may ask so often,
    /// and all of them together so often a second. Who is not answered asks again.
    static constexpr std::chrono::seconds ask_interval{1};
    static constexpr unsigned max_asked_a_second = 50;
    /// Who reads on asks for one page after the other; a burst of them is a screen or two.
    static constexpr Rate pages_of_one{.per_second = 1, .at_once = 10};
    /// When the retransmission timer has run out so often in a row a member is unreachable.
    static constexpr unsigned max_timeouts = 4;

    /// Those in the state who came in by this door are inside, and are woken by the first turn.
    /// The journal outlives the door.
    SealedDoor(DoorContext context, RoomSecrets secrets, const Journal& journal, Now now);

    /// A datagram arrived for which sealed::is_sealed() holds.
    void handle(Now now, const Address& sender, std::string_view datagram);

    /// Where such a datagram is to wait until it is served.
    WaitingPlace place_of(Now now, const Address& sender, std::string_view datagram);

    /// Whether another handshake may begin now.
    bool may_begin_handshake(Now now) { return reception_.may_begin(now); }

    /// The network says that nothing gets to the address. Anybody can forge that, so it is no more
    /// than a hint, which settle_failures() takes.
    void failed(const Address& address) { failed_.insert(address); }

    /// Takes all hints since the last call at once, as looking for the members takes the same time
    /// for one address and for a thousand.
    void settle_failures(Now now);

    std::optional<Sequence> member_of(SessionIndex session) const;
    Presence presence(const Member& member) const;
    std::optional<Reach> reach(Now now, const Member& member) const;
    /// No number up to the head of the state is given any more.
    void left_out() { log_.leave_out(context().state.head()); }

    Sequence before_latest(std::size_t count) { return log_.before_latest(count); }

    /// Up to where each member whom this node serves has all events.
    Sequence delivered() const;

    /// The same, as it was when the last turn ended.
    Sequence delivered_last() const {
        return links_.serving().empty() && unserved_.empty() ? context().state.head()
                                                             : watermark_.lowest_here();
    }

    /// How many datagrams are to be sent already.
    std::size_t pending_datagrams() const { return mail_.size(); }

    /// Remembers how far the members are.
    void save_cursors(Now now);

    /// Whether what is said can be kept, from now on: the members are told.
    void note_condition(bool can_keep);

    /// Gives back the memory that is not needed while little is said.
    void rest();

    const sealed::PublicKey& key() const { return secrets_.static_key.key; }

    void happened(Now now, const Record& record) override;

    /// What has happened is for the members to get from then on.
    void keep(Event event) { happened_.push_back(std::move(event)); }
    void answered(Now now, const Request& request, const Answer& answer) override;
    void hand_out(Now now, Outputs& outputs) override;
    void advance(Now now) override;
    std::optional<SteadyTime> next_deadline() const override;

private:
    void ignore() { ++context().counters.ignored; }
    static bool serves(const SealedLink& link);

    void take(Now now, const Address& sender, const sealed::Transport& transport);
    void heard(Now now, SealedLink& link, const Address& sender);
    void take(Now now, SealedLink& link, const Address& sender, const sealed::ClientFrame& frame);
    void take(Now now, SealedLink& link, const Address& sender, const sealed::Response& response);
    void take(Now now, SealedLink& link, const sealed::From& from);
    void ask_to_move(Now now, const SealedLink& link, Sequence member);
    void note_origin(SealedLink& link, const std::array<std::uint8_t, 16>& said);
    /// The condition is null if there is none.
    void take(Now now, SealedLink& link, const sealed::Enter& enter,
              const sealed::UnlessHere* condition);
    void take(Now now, SealedLink& link, const sealed::Say& said);
    void take(Now now, SealedLink& link, const sealed::GivenUp& given_up);
    void take(Now now, SealedLink& link, const sealed::Ack& ack);
    void take(Now now, SealedLink& link, const sealed::Leave& leave);
    void take(Now now, SealedLink& link, const sealed::AskDelivered& asked);
    void take(Now now, SealedLink& link, const sealed::AskMembers& asked);
    void take(Now now, SealedLink& link, const sealed::AskOlder& asked);
    bool may_have_page(Now now, SealedLink& link);
    std::optional<sealed::Older> take_older(SealedLink& link);
    void note_lag(Now now, SealedLink& link);
    bool lags(Now now, SealedLink& link) const;
    void keep_lag(Now now, const SealedLink& link);
    Lag take_lag(Sequence member);
    void note_reachable(Now now, const SealedLink& link);
    void lose_sight(Now now, const SealedLink& link);
    void save(Now now, request::KeepCursors due);

    void stands(Now now, Sequence entered);
    void adopt(Now now, const Member& member);
    void let_go(Now now, const Member& member);
    void close_departed(Now now, const Event& departure, Sequence member);
    void answered_entry(Now now, SealedLink& link, const request::Enter& asked,
                        const Answer& answer);
    void entered_in_vain(Now now, const Request& request, const answer::Entered& entered);
    void supersede(Now now, SealedLink& older, sealed::Instance newer);
    void welcome(Now now, SealedLink& link, const request::Enter& asked,
                 const answer::Entered& entered);
    void refuse(Now now, SealedLink& link, std::string_view name, const answer::Refused& refused);
    void note_refused(Now now, const SealedLink& link, std::string_view name,
                      const answer::Refused& refused);
    /// How many places of those that wait the request takes.
    static std::uint32_t waiting_for(const request::Say& asked) {
        return std::max(1U, static_cast<std::uint32_t>(asked.texts.size()));
    }
    std::string_view name_of(const SealedLink& link) const;
    std::optional<sealed::Greeting> greeting(Now now) const;
    sealed::Limits limits_of(Now now, const SealedLink& link) const;
    void greet_again(Now now);
    void answered_say(Now now, SealedLink& link, const request::Say& asked, const Answer& answer);
    void tell_refused(Now now, SealedLink& link, std::uint32_t first, std::uint32_t last,
                      const answer::Refused& refused);
    void tell_not_said(SealedLink& link, std::uint32_t first, std::uint32_t last,
                       sealed::NotSaidReason reason) const;

    void deliver_all(Now now, Outputs& outputs);
    void raise_watermark();
    /// Calls take(cursor) for where each member stands whom this node serves.
    template <typename Take>
    void for_each_cursor(const Take& take) const {
        for (const auto* link : links_.serving()) {
            take(link->events.acknowledged());
        }
        for (const auto& [member, cursor] : unserved_) {
            take(cursor);
        }
    }

    RoomSecrets secrets_;
    EventLog log_;
    SealedLinks links_;
    PlainMail mail_;
    Reception reception_;
    CursorSaver cursors_;
    SteadyTime opened_at_;
    /// Members that no session serves, and up to where they have all events.
    std::map<Sequence, Sequence> unserved_;
    /// Of members that no session serves, or until another one does.
    std::map<Sequence, Lag> lags_;
    /// From where those who were inside at the start may come back.
    std::unordered_set<Address> expected_;
    Absences absences_;
    std::vector<Event> happened_; ///< In this turn.
    TokenBucket unknown_rate_{max_unknown_a_second};
    TokenBucket gateway_rate_{max_moves_of_gateways_a_second};
    TokenBucket asked_rate_{max_asked_a_second};
    Watermark watermark_;
    bool can_keep_ = true;
    std::unordered_set<Address> failed_;
    CatchUp catch_up_;
    std::optional<SteadyTime> go_on_at_; ///< There are links left that are far behind.
};

} // namespace chatroom
