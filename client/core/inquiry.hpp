// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <optional>
#include <utility>

namespace chatroom {

/// Asks the server something until it answers (PROTOCOL.md, ASK_DELIVERED). Older servers do not,
/// nor does one that is asked too often.
template <typename Question>
class Inquiry {
public:
    static constexpr std::chrono::seconds ask_interval{1};
    static constexpr int max_times_asked = 5;

    /// What was asked before is not asked any more.
    void ask(TimePoint now, Question question) { asked_ = Asked{std::move(question), now, 0}; }

    /// What is to be sent now; it counts as sent.
    std::optional<Question> next(TimePoint now) {
        if (!asked_ || now < asked_->due_at || asked_->times == max_times_asked) {
            return std::nullopt;
        }
        ++asked_->times;
        asked_->due_at = now + ask_interval;
        return asked_->question;
    }

    /// An answer has come, for which the predicate says whether it is that to the question. The
    /// question, which is answered then.
    template <typename IsAnswered>
    std::optional<Question> take(const IsAnswered& is_answered) {
        return asked_ && is_answered(asked_->question) ? take_question() : std::nullopt;
    }

    /// Time has passed: the question to which the server does not answer, if it is to be waited for
    /// no more.
    std::optional<Question> advance(TimePoint now) {
        const bool is_over = asked_ && asked_->times == max_times_asked && asked_->due_at <= now;
        return is_over ? take_question() : std::nullopt;
    }

    std::optional<TimePoint> next_deadline() const {
        return asked_ ? std::optional(asked_->due_at) : std::nullopt;
    }

private:
    struct Asked {
        Question question;
        TimePoint due_at; ///< When it is to be sent, or to be given up.
        int times = 0;
    };

    std::optional<Question> take_question() {
        return std::exchange(asked_, std::nullopt)->question;
    }

    std::optional<Asked> asked_;
};

} // namespace chatroom
