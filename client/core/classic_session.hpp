// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstddef>

namespace chatroom {

/// A session over the classic protocol (protocol/CLASSIC.md).
class ClassicSession final : public Session {
public:
    /// How long an answer to `L` is awaited before it is sent again: far above any round trip.
    static constexpr std::chrono::seconds enter_interval{1};
    /// How often `L` is sent: five seconds are enough for a daemon that is just restarting.
    static constexpr int max_enter_tries = 5;
    /// How often it is sent to an address before another one is worth a try.
    static constexpr int tries_an_address = 2;
    /// How long the farewell is awaited: nobody wants to wait longer for a program to end.
    static constexpr std::chrono::milliseconds farewell_timeout{1000};
    /// The gap between two texts. Nothing acknowledges them, so a file that is piped in must not
    /// fill the server's receive buffer; nobody types that fast.
    static constexpr std::chrono::milliseconds text_interval{1};
    /// How often an unreachable server is asked whether it is back. `L` with the member's own name
    /// is answered `OK` and nobody else hears it.
    static constexpr std::chrono::seconds probe_interval{3};

    void enter(TimePoint now, std::string_view name) override;
    void say(TimePoint now, std::string_view text) override;
    void ask_delivered(TimePoint now, Sequence event) override;
    void leave(TimePoint now) override;
    void datagram(TimePoint now, std::string_view bytes) override;
    void trouble(TimePoint now, Trouble trouble) override;
    void advance(TimePoint now) override;
    bool ready_for_text() const override;
    std::optional<TimePoint> next_deadline() const override;
    std::vector<Output> take_outputs() override;

private:
    enum class State { outside, entering, inside, leaving, ended };

    void send(std::string bytes);
    void try_another_address();
    void end(EndReason reason);
    void answer_to_enter(std::string_view line);

    State state_ = State::outside;
    std::string name_;
    int enter_tries_ = 0;
    EndReason no_answer_reason_ = EndReason::no_answer;
    bool unreachable_ = false;
    std::optional<TimePoint> deadline_;       ///< The next repetition in this state.
    std::optional<TimePoint> leave_deadline_; ///< When the farewell is given up.
    std::optional<TimePoint> text_deadline_;  ///< When the next text may be sent.
    std::vector<Output> outputs_;
};

} // namespace chatroom
