// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"
#include "tests/simulation/violation.hpp"

#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace chatroom::simulation {

/// Looks at the datagrams of one daemon from outside: none is too long, and none to an address that
/// has not proven itself is longer than what it answers.
class WireWatch {
public:
    /// The daemon has been started: it wakes these members in its first turn, and knows that they
    /// are there.
    void started(const std::vector<Address>& members);

    void received(const Address& from, std::string_view bytes);

    /// Throws Violation if that must not be sent. What it answers was received in this turn.
    void sent(const Address& to, std::string_view bytes);

    void turn_over();

private:
    void answer(const Address& to, std::string_view bytes, std::string_view question_types);

    std::map<Address, std::vector<std::string>> questions_; ///< Of this turn.
    std::set<Address> proven_; ///< Has answered a cookie or, as far as can be seen, a challenge.
    std::set<Address> challenged_;   ///< Has been sent something that looks like a challenge.
    std::multiset<Address> to_wake_; ///< Several may have been known by one address.
};

} // namespace chatroom::simulation
