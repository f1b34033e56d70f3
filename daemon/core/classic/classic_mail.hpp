// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/outputs.hpp"
#include "daemon/core/roster.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// What one turn has to say without a seal: notices for every classic member, and answers. It is
/// handed out member by member, so that what goes to one address can leave together.
class ClassicMail {
public:
    /// One datagram to one address.
    void send(const Address& to, std::string payload);

    /// One datagram to each classic member who is inside after the event, but for the one there.
    void tell_all(Sequence event, const std::optional<Address>& except, std::string payload);

    /// The classic member will not be in the roster any more, from that event on.
    void departs(const Member& member, Sequence departure);

    /// Adds everything to the outputs, and is empty again. Whoever is to be told something first
    /// comes first; to each address everything goes in the order in which it was said here. The
    /// roster is the one after the turn.
    void hand_out(const Roster& roster, Outputs& outputs);

    void clear();

private:
    /// A notice if it has an event, otherwise an answer.
    struct Item {
        Sequence event;
        std::optional<Address> address; ///< Whom the answer is for, or who gets no notice.
        std::uint32_t payload = 0;      ///< Which of payloads_.
    };

    /// Somebody gets the notices of the events between these two.
    struct Stay {
        Address address;
        Sequence entered;
        Sequence departure;

        bool is_told(const Item& notice) const {
            return entered < notice.event && notice.event < departure && address != notice.address;
        }
    };

    class Round;

    std::vector<Item> items_;
    std::vector<std::string> payloads_;
    std::vector<Stay> departed_;
};

} // namespace chatroom
