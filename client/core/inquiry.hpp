// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <optional>
#include <utility>

namespace chatroom {

/// Asks the server who has an event, until it answers (PROTOCOL.md, ASK_DELIVERED). Older servers
/// do not, nor does one that is asked too often.
class Inquiry {
public:
    static constexpr std::chrono::seconds ask_interval{1};
    static constexpr int max_times_asked = 5;

    /// What was asked before is not asked any more.
    void ask(TimePoint now, Sequence event) { asked_ = Asked{event, now, 0}; }

    /// What is to be sent now; it counts as sent.
    std::optional<sealed::AskDelivered> next(TimePoint now) {
        if (!asked_ || now < asked_->due_at || asked_->times == max_times_asked) {
            return std::nullopt;
        }
        ++asked_->times;
        asked_->due_at = now + ask_interval;
        return sealed::AskDelivered{asked_->event};
    }

    /// Whether that is the answer.
    bool take(const sealed::Delivered& delivered) {
        const bool is_answer = asked_ && asked_->event == delivered.event;
        if (is_answer) {
            asked_.reset();
        }
        return is_answer;
    }

    /// Time has passed: the event of which the server does not tell anything, if it is to be waited
    /// for no more.
    std::optional<Sequence> advance(TimePoint now) {
        const bool is_over = asked_ && asked_->times == max_times_asked && asked_->due_at <= now;
        return is_over ? std::optional(std::exchange(asked_, std::nullopt)->event) : std::nullopt;
    }

    std::optional<TimePoint> next_deadline() const {
        return asked_ ? std::optional(asked_->due_at) : std::nullopt;
    }

private:
    struct Asked {
        Sequence event;
        TimePoint due_at; ///< When it is to be sent, or to be given up.
        int times = 0;
    };

    std::optional<Asked> asked_;
};

} // namespace chatroom
