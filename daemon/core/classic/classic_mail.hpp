// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/classic/sent_lately.hpp"
#include "daemon/core/outputs.hpp"

#include <string>
#include <vector>

namespace chatroom {

/// What one turn has to say without a seal: notices for every classic member, and answers. It is
/// handed out member by member, so that what goes to one address can leave together.
class ClassicMail {
public:
    /// One datagram to one address.
    void send(const Address& to, std::string payload);

    /// One datagram to each classic member who is inside after the event, but for the one who has
    /// entered by `except`.
    void tell_all(Sequence event, Sequence except, std::string payload);

    /// Somebody gets the notices of the events between these two.
    struct Stay {
        Address address;
        Sequence entered;
        Sequence departure;
    };

    /// The stay has ended in this turn.
    void departs(const Stay& stay) { departed_.push_back(stay); }

    bool empty() const { return items_.empty() && departed_.empty(); }
    /// How many bytes the notices have together.
    std::size_t notice_bytes() const { return notice_bytes_; }
    std::size_t notice_count() const { return notice_count_; }

    /// Whether something that was sent lately begins like this.
    bool has_sent(std::string_view quoted) const { return sent_.contains(quoted); }

    bool has_notices() const { return notice_count_ > 0; }

    /// Adds everything to the outputs, and is empty again. Whoever is to be told something first
    /// comes first; to each address everything goes in the order in which it was said here. The
    /// stays are those of the members who are inside now, in the order of entry.
    void hand_out(std::vector<Stay> inside, Outputs& outputs);

private:
    /// A notice if it has an event, otherwise an answer.
    struct Item {
        Sequence event;
        Sequence except;           ///< Who gets no notice.
        Address address;           ///< Whom the answer is for.
        std::uint32_t payload = 0; ///< Which of payloads_.

        bool is_for(const Stay& stay) const {
            return stay.entered < event && event < stay.departure && stay.entered != except;
        }
    };

    class Round;

    SentLately sent_;
    std::vector<Item> items_;
    std::vector<std::string> payloads_;
    std::size_t notice_count_ = 0;
    std::size_t notice_bytes_ = 0;
    std::vector<Stay> departed_;
};

} // namespace chatroom
