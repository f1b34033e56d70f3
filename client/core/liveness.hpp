// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

namespace chatroom {

/// Whether the server is still there: when to ask it, and when it is taken for lost (PROTOCOL.md,
/// Being there). It begins with WELCOME and ends with the session.
class Liveness {
public:
    /// The server is asked when nothing was sent for so long.
    static constexpr std::chrono::seconds quiet_time{10};
    /// PING is repeated so often until PONG comes.
    static constexpr std::chrono::seconds ping_interval{1};
    /// The server is lost when something was waited for so long, and nothing at all came.
    static constexpr std::chrono::seconds longest_silence{12};
    /// It is lost so soon if the network has reported trouble.
    static constexpr std::chrono::seconds longest_doubt{3};

    explicit Liveness(TimePoint now) : sent_at_(now), heard_at_(now) {}

    void sent(TimePoint now) { sent_at_ = now; }
    void heard(TimePoint now) {
        heard_at_ = now;
        is_in_doubt_ = false;
    }
    void pinged(TimePoint now) { pinged_at_ = now; }
    void ponged() { pinged_at_.reset(); }

    /// The network has reported trouble, which may be forged. Whether the server is to be asked
    /// now: once a second at most, and not while it is being asked anyway.
    bool doubt(TimePoint now);

    /// To be called after every input: whether receipts are waited for now.
    void await_receipts(TimePoint now, bool are_awaited);

    bool is_ping_due(TimePoint now) const { return ping_deadline() <= now; }
    bool is_lost(TimePoint now) const { return silence_deadline() <= now; }

    /// When one of them will be true.
    TimePoint next_deadline() const;

private:
    TimePoint ping_deadline() const;
    /// Never, while nothing is waited for and nothing is in doubt.
    TimePoint silence_deadline() const;

    TimePoint sent_at_;
    TimePoint heard_at_;
    std::optional<TimePoint> pinged_at_;     ///< Nothing once PONG has come.
    std::optional<TimePoint> waiting_since_; ///< For PONG or receipts.
    std::optional<TimePoint> doubted_at_;    ///< The last time.
    bool is_in_doubt_ = false;               ///< Nothing was heard since then.
};

} // namespace chatroom
