// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/batches.hpp"

#include <utility>

namespace chatroom {

BatchNumber Batches::add(TimePoint now, std::string text) {
    if (kept_.empty()) {
        progress_at_ = now;
    }
    bytes_ += text.size();
    kept_.push_back(std::move(text));
    ++latest_.value;
    return latest_;
}

bool Batches::keep(TimePoint now, BatchNumber number) {
    if (number > latest_) {
        return false;
    }
    while (kept_.size() > latest_.value - number.value) {
        bytes_ -= kept_.front().size();
        kept_.pop_front();
        progress_at_ = now;
    }
    return true;
}

std::vector<std::string> Batches::behind(TimePoint now, BatchNumber number) {
    keep(now, number);
    progress_at_ = now;
    return {kept_.begin(), kept_.end()};
}

std::optional<TimePoint> Batches::waiting_since() const {
    return kept_.empty() ? std::nullopt : std::optional(progress_at_);
}

} // namespace chatroom
