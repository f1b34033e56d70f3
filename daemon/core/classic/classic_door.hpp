// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/classic/classic_mail.hpp"
#include "daemon/core/door.hpp"
#include "daemon/core/inbox.hpp"
#include "daemon/core/network_limiter.hpp"
#include "daemon/core/token_bucket.hpp"
#include "protocol/classic_request.hpp"

#include <map>
#include <string_view>
#include <unordered_map>

namespace chatroom {

/// Serves the classic protocol (protocol/CLASSIC.md says what is answered to what). It knows its
/// members by their addresses; nothing they do acknowledges anything, so an event is told once.
class ClassicDoor final : public Door {
public:
    /// What is no request is answered with words so often,
    static constexpr std::chrono::seconds explain_interval{1};
    /// and so many times until the member sends one that is: two programs that answer each other
    /// come to an end.
    static constexpr unsigned max_explained_in_a_row = 8;
    /// So many members at most are asked at once whether they are still there, and none more often.
    static constexpr std::size_t max_probes = 16;
    static constexpr std::chrono::seconds probe_interval{10};
    /// What whoever has said nothing since it came in is told, of one address together: anybody may
    /// have entered in its place.
    static constexpr Rate untold{.per_second = 64 * 1024, .at_once = 256 * 1024};
    /// For so long whoever came in and has said nothing since may have an address of this network
    /// that no machine has: the kernel gives up looking for one after three seconds, and what is
    /// for it waits in the send buffer until then.
    static constexpr std::chrono::seconds doubtful_time{5};
    /// So what all of those together are told is less than the 4 MiB that the buffer holds, counted
    /// as the kernel does: a datagram takes so much at least.
    static constexpr Rate doubtful{.per_second = 512 * 1024, .at_once = 2 * 1024 * 1024};
    static constexpr std::size_t least_of_a_datagram = 768;
    /// Answers to those who are not inside: of one network, and together.
    static constexpr int max_answers_of_a_network = 200;
    static constexpr std::chrono::milliseconds answer_forgotten_after{10}; ///< Each.
    static constexpr unsigned max_answers_a_second = 2000;
    /// Whoever has left gets all words of the farewell for so long, if it did not hear them.
    static constexpr std::chrono::seconds farewell_time{60};
    static constexpr std::size_t max_departed = 1024;
    /// Those are not looked for more often who have said nothing for too long.
    static constexpr std::chrono::minutes silence_interval{1};

    /// Those in the state who came in by this door are inside.
    ClassicDoor(DoorContext context, Now now);

    void handle(Now now, const Address& sender, std::string_view datagram);

    /// Where what has come from there is to wait until it is served.
    WaitingPlace place_of(const Address& sender) const;

    /// The network says that nothing gets to the address, or that nothing listens there any more.
    /// Only a report that quotes what was sent lately can say the latter; any can be forged.
    void failed(Now now, const Address& address, bool port_is_closed, std::string_view quoted);

    std::optional<Sequence> member_of(const Address& address) const;
    Presence presence(Sequence member) const;
    std::size_t member_count() const { return members_.size(); }

    /// Those who have been silent for too long are looked for at once: it may be another time now.
    void look_for_silent() { look_for_silent_at_ = {}; }

    void happened(Now now, const Record& record) override;
    void answered(Now now, const Request& request, const Answer& answer) override;
    void hand_out(Now now, Outputs& outputs) override;
    void advance(Now now) override;
    std::optional<SteadyTime> next_deadline() const override;

private:
    struct Reached {
        Address address;
        SteadyTime last_heard;
        bool is_given_up = false; ///< Nothing is sent there any more: it is about to leave.
        SteadyTime explain_at{};  ///< Not before then, see explain().
        unsigned explained_in_a_row = 0;
        /// It was another node's, and has not been heard of since that is gone.
        bool is_lost = false;
        bool has_spoken = false; ///< Since it came in, so somebody may well be there.
        SteadyTime told_until{}; ///< Until then it knows why its lines are not taken.
        SteadyTime probed_at{};
    };

    /// What speaks for a member's being unreachable.
    struct Absence {
        SteadyTime since;        ///< The first sign of it,
        SteadyTime last_failure; ///< and the latest.
    };

    void add(const Member& member, SteadyTime now);
    void stands(Now now, const Record& record);
    void forget(Sequence member);
    void greet(Now now, const Address& newcomer);
    void depart(Now now, const Event& event, Sequence member);
    void heard(Now now, Sequence member);
    void give_up(Now now, Sequence member, std::string_view why);
    void turn_away(Now now, const Address& sender, const classic::Request& request);
    Request request_for(const Address& sender, const classic::Request& request) const;
    void explain(Now now, Sequence member);
    void refuse(Now now, const Address& sender, std::string_view name,
                const answer::Refused& refused);
    void send_farewell(Now now, const Address& to);
    bool may_answer(Now now, const Address& sender);
    bool knows_already(Now now, const Address& sender, const Request& request,
                       const answer::Refused& refused);
    void look_who_is_there(Now now, const Request& request, const answer::Refused& refused);
    void probe(Now now, std::vector<Sequence> members);
    bool are_silent_retired() const {
        return context().options.limits.classic_silence > std::chrono::hours::zero();
    }
    void retire_silent(Now now);
    bool may_be_told(SteadyTime now, Sequence member, const Reached& reached);
    bool is_doubtful(SteadyTime now, Sequence member, const Reached& reached) const;

    std::map<Sequence, Reached> members_; ///< In the order of entry.
    std::unordered_map<Address, Sequence> by_address_;
    std::map<Sequence, Absence> absences_;
    ClassicMail mail_;
    std::unordered_map<Address, SteadyTime> departed_; ///< Who has left, and until when to tell it.
    NetworkLimiter stranger_answers_{max_answers_of_a_network, answer_forgotten_after};
    TokenBucket answers_{max_answers_a_second};
    std::map<Source, Allowance> told_; ///< Those who have said nothing, by address.
    Allowance doubtful_told_;          ///< All of them whom there may be no machine for.
    SteadyTime look_for_silent_at_;
};

} // namespace chatroom
