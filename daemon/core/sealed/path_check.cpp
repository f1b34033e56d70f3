// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/path_check.hpp"

namespace chatroom {

void PathCheck::seen(SteadyTime now, const Address& from, const sealed::FillRandom& fill_random) {
    if (asked_at_ && now < *asked_at_ + interval) {
        return;
    }
    // The same question again: on a long way its answer may come after the next one is asked.
    if (!question_ || question_->to != from || now >= made_at_ + lifetime) {
        question_ = Question{.to = from};
        fill_random(question_->token);
        made_at_ = now;
    }
    asked_at_ = now;
    is_unsent_ = true;
}

bool PathCheck::answered(SteadyTime now, const Address& from, const sealed::Token& token) {
    if (!question_ || question_->to != from || question_->token != token ||
        now >= made_at_ + lifetime) {
        return false;
    }
    question_.reset();
    return true;
}

std::optional<PathCheck::Question> PathCheck::take_question() {
    return std::exchange(is_unsent_, false) ? question_ : std::nullopt;
}

} // namespace chatroom
