// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/decided.hpp"
#include "tests/simulation/violation.hpp"

#include <deque>
#include <map>
#include <set>
#include <string_view>

namespace chatroom::simulation {

/// Looks at what leaves the daemon without a seal: every classic member is told exactly what
/// happens while it is inside, in order and in the words of CLASSIC.md, and whoever asks is
/// answered. What the network does to it afterwards is nobody's fault.
class ClassicWatch {
public:
    /// The daemon has been started, and these are inside.
    void started(const std::vector<StoredMember>& members);

    void received(const Address& from, std::string_view bytes);

    /// The daemon learns that nothing listens there: it need not tell it anything any more.
    void closed(const Address& address) { closed_.insert(address); }

    /// In this turn the journal has got the record.
    void decided(const DecidedRecord& record);

    /// Throws Violation if the address must not be told that, or not yet.
    void sent(const Address& to, std::string_view bytes);

    /// Throws Violation if somebody was not told what it has to know. Whether nobody waits for an
    /// answer any more.
    void turn_over(bool is_settled);

private:
    struct Member {
        std::string name;
        Address address;
    };

    struct Notice {
        std::string words;
        bool is_certain = true; ///< Who is found to be gone in a turn need not be told of it.
    };

    void depart(const Event& event);
    void tell(const Address& to, std::string words) {
        notices_[to].push_back({std::move(words), !closed_.contains(to)});
    }
    void tell_all(const std::string& words, std::string_view author);
    bool is_answer(const Address& to, std::string_view bytes) const;

    std::vector<Member> members_;
    std::map<Address, std::string> names_; ///< Who was there last.
    std::set<Address> closed_;             ///< Until they have departed.
    bool is_silent_ = false;               ///< Everybody is muted.
    // Of this turn:
    std::map<Address, std::deque<Notice>> notices_; ///< Still to be sent.
    std::map<Address, unsigned> owed_;              ///< So many datagrams at most answer requests.
    std::set<Address> leaving_;                     ///< Have asked to leave.
};

} // namespace chatroom::simulation
