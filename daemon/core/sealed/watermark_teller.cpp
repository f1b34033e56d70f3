// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/watermark_teller.hpp"

#include <algorithm>

namespace chatroom {

void WatermarkTeller::said(Sequence event) {
    // What was said in a turn that the journal did not take is said again, by a lower number
    // perhaps.
    first_ = is_waiting() ? std::min(first_, event) : event;
    last_ = event;
}

void WatermarkTeller::may_have_said(Sequence latest) {
    first_ = {1};
    last_ = latest;
}

void WatermarkTeller::acknowledged(Sequence watermark) {
    acknowledged_ = std::max(acknowledged_, std::min(watermark, told_));
    first_ = std::max(first_, acknowledged_.next());
}

std::optional<Sequence> WatermarkTeller::to_tell(SteadyTime now, Sequence watermark,
                                                 SteadyTime::duration timeout) {
    if (!is_waiting() || watermark < first_) {
        return std::nullopt;
    }
    const bool is_due = !is_unanswered() || now >= told_at_ + patience_;
    const bool completes = told_ < last_ && watermark >= last_;
    if (!is_due && !completes) {
        return std::nullopt;
    }
    const bool was_in_vain = is_due && is_unanswered();
    patience_ = was_in_vain ? std::min<SteadyTime::duration>(2 * patience_, most_timeout) : timeout;
    told_ = std::max(told_, watermark);
    told_at_ = now;
    return told_;
}

std::optional<SteadyTime> WatermarkTeller::next_deadline() const {
    return is_unanswered() ? std::optional(told_at_ + patience_) : std::nullopt;
}

} // namespace chatroom
