// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/classic/classic_mail.hpp"
#include "daemon/core/door.hpp"
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

    /// Those in the state who came in by this door are inside.
    ClassicDoor(DoorContext context, Now now);

    void handle(Now now, const Address& sender, std::string_view datagram);

    /// The network says that nothing gets to the address, or that nothing listens there any more.
    void failed(Now now, const Address& address, bool port_is_closed);

    std::optional<Sequence> member_of(const Address& address) const;
    Presence presence(Sequence member) const;
    std::size_t member_count() const { return members_.size(); }

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
    };

    /// What speaks for a member's being unreachable.
    struct Absence {
        SteadyTime since;        ///< The first sign of it,
        SteadyTime last_failure; ///< and the latest.
    };

    void add(const Member& member, SteadyTime now);
    void greet(const Address& newcomer);
    void depart(const Event& event, Sequence member);
    void heard(Now now, Sequence member);
    void give_up(Now now, Sequence member, std::string_view why);
    void turn_away(Now now, const Address& sender, const classic::Request& request);
    Request request_for(const Address& sender, const classic::Request& request) const;
    void explain(Now now, Sequence member);
    void refuse(Now now, const Address& sender, std::string_view name,
                const answer::Refused& refused);
    void send_farewell(const Address& to);

    std::map<Sequence, Reached> members_; ///< In the order of entry.
    std::unordered_map<Address, Sequence> by_address_;
    std::map<Sequence, Absence> absences_;
    ClassicMail mail_;
};

} // namespace chatroom
