// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>

namespace chatroom {

/// Lets nobody do too much of something: remembers who has done it lately.
template <typename Who>
class Limiter {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// So many times at once, and each time is forgotten so long after the one before it. When so
    /// many are remembered, whoever is forgiven first is forgotten.
    Limiter(int times, Time::duration forgotten_after, std::size_t max_remembered)
        : times_(times), forgotten_after_(forgotten_after), max_remembered_(max_remembered) {}

    /// It was done by that one.
    void note(Time now, const Who& who) {
        if (!forgiven_at_.contains(who)) {
            make_space(now);
        }
        auto& forgiven_at = forgiven_at_[who];
        forgiven_at = std::min(std::max(forgiven_at, now) + forgotten_after_,
                               now + times_ * forgotten_after_);
    }

    /// How long until that one may do it, if it has done it so many times more than was noted;
    /// nothing of a time if it may now.
    Time::duration wait_for(Time now, const Who& who, int more = 0) const {
        const auto known = forgiven_at_.find(who);
        const auto forgiven_at = known != forgiven_at_.end() ? std::max(known->second, now) : now;
        return std::max(forgiven_at + more * forgotten_after_ -
                            (now + (times_ - 1) * forgotten_after_),
                        Time::duration::zero());
    }

    std::size_t size() const { return forgiven_at_.size(); }

private:
    void make_space(Time now) {
        if (forgiven_at_.size() < max_remembered_) {
            return;
        }
        std::erase_if(forgiven_at_, [&](const auto& entry) { return entry.second <= now; });
        if (forgiven_at_.size() >= max_remembered_) {
            forgiven_at_.erase(std::min_element(
                forgiven_at_.begin(), forgiven_at_.end(),
                [](const auto& left, const auto& right) { return left.second < right.second; }));
        }
    }

    int times_;
    Time::duration forgotten_after_;
    std::size_t max_remembered_;
    std::map<Who, Time> forgiven_at_; ///< When everything is forgotten.
};

} // namespace chatroom
