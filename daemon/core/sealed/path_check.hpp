// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"
#include "protocol/address.hpp"
#include "protocol/sealed/frame.hpp"

#include <optional>
#include <utility>

namespace chatroom {

/// Finds out whether a session's other end has moved to another address, or somebody there has only
/// copied its datagrams (PROTOCOL.md, Path).
class PathCheck {
public:
    /// How often something may be sent to an address that is not proven.
    static constexpr std::chrono::seconds interval{1};
    /// How long an answer counts: many round trips.
    static constexpr std::chrono::seconds lifetime{5};

    /// The newest datagram came from there, which is not the session's address.
    void seen(SteadyTime now, const Address& from, const sealed::FillRandom& fill_random);

    /// Whether the token, from there, answers the challenge; then the check is over.
    bool answered(SteadyTime now, const Address& from, const sealed::Token& token);

    struct Question {
        Address to;
        sealed::Token token{};
    };

    /// The challenge that is to be sent now, once.
    std::optional<Question> take_question();

private:
    std::optional<Question> question_;
    SteadyTime made_at_; ///< When the question was made.
    std::optional<SteadyTime> asked_at_;
    bool is_unsent_ = false;
};

} // namespace chatroom
