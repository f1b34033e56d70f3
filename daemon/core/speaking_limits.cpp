// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/speaking_limits.hpp"

#include <algorithm>

namespace chatroom {

/// Null if it has used nothing.
const SpeakingLimits::Use* SpeakingLimits::find(const Speaker& speaker) const {
    if (const auto found = uses_.find(speaker.member.value); found != uses_.end()) {
        return &found->second;
    }
    const auto left = left_.find(speaker.network);
    return left != left_.end() ? &left->second : nullptr;
}

SteadyTime::duration SpeakingLimits::wait_for(SteadyTime now, const Speaker& speaker,
                                              const Amount& said, std::size_t bytes) const {
    const auto& limits = options_.limits;
    const auto* found = find(speaker);
    auto use = found != nullptr ? *found : Use{};
    use.lines.use(limits.lines, now, said.lines);
    use.bytes.use(limits.bytes, now, said.bytes);
    return std::max(use.lines.wait_for(limits.lines, now, 1),
                    use.bytes.wait_for(limits.bytes, now, bytes));
}

SteadyTime::duration SpeakingLimits::silenced_for(SteadyTime now, const Speaker& speaker) const {
    const auto* found = find(speaker);
    return found != nullptr ? std::max(found->silent_until - now, SteadyTime::duration::zero())
                            : SteadyTime::duration::zero();
}

void SpeakingLimits::happened(SteadyTime now, const RoomState& state, const Record& record) {
    if (!record.event) {
        return;
    }
    switch (record.event->kind) {
    case EventKind::said:
        if (auto* use = use_of(now, state, record.member)) {
            use->lines.use(options_.limits.lines, now, 1);
            use->bytes.use(options_.limits.bytes, now, record.event->text.size());
        }
        break;
    case EventKind::entered:
        entered(now, state, record.member);
        break;
    case EventKind::left:
    case EventKind::kicked:
        left(now, record.member);
        break;
    default:
        break;
    }
}

bool SpeakingLimits::note_refused(SteadyTime now, const RoomState& state, Sequence member) {
    auto* use = use_of(now, state, member);
    if (use == nullptr || now < use->heeds_from) {
        return false;
    }
    const bool is_too_much =
        use->refused.wait_for(refused_lines, now, 1) > SteadyTime::duration::zero();
    if (is_too_much) {
        use->refused = {};
        use->heeds_from = now + heed_time;
    } else {
        use->refused.use(refused_lines, now, 1);
    }
    return is_too_much;
}

void SpeakingLimits::silence(SteadyTime now, const RoomState& state, Sequence member) {
    if (auto* use = use_of(now, state, member)) {
        use->silent_until = now + sentence;
        use->heeds_from = now + heed_time;
    }
}

/// Null if the member is not inside.
SpeakingLimits::Use* SpeakingLimits::use_of(SteadyTime now, const RoomState& state,
                                            Sequence member) {
    if (const auto found = uses_.find(member.value); found != uses_.end()) {
        return &found->second;
    }
    const auto* inside = state.roster().find(member);
    if (inside == nullptr) {
        return nullptr;
    }
    if (uses_.size() >= forget_at_size_) {
        forget_forgiven(now);
    }
    auto& use = uses_[member.value];
    use.network = Source::of_network(inside->address);
    return &use;
}

void SpeakingLimits::forget_forgiven(SteadyTime now) {
    constexpr std::size_t least = 64;
    std::erase_if(uses_, [&](const auto& entry) { return entry.second.is_forgiven(now); });
    forget_at_size_ = std::max(least, 2 * uses_.size());
}

/// Whoever leaves and comes again under another name begins where it has stopped.
void SpeakingLimits::left(SteadyTime now, Sequence member) {
    const auto found = uses_.find(member.value);
    if (found == uses_.end()) {
        return;
    }
    const auto use = found->second;
    uses_.erase(found);
    if (use.is_forgiven(now)) {
        return;
    }
    if (left_.size() >= max_remembered) {
        std::erase_if(left_, [&](const auto& entry) { return entry.second.is_forgiven(now); });
    }
    if (left_.size() < max_remembered) {
        left_.insert_or_assign(use.network, use);
    }
}

void SpeakingLimits::entered(SteadyTime now, const RoomState& state, Sequence member) {
    const auto* inside = left_.empty() ? nullptr : state.roster().find(member);
    if (inside == nullptr) {
        return;
    }
    const auto left = left_.find(Source::of_network(inside->address));
    if (left == left_.end()) {
        return;
    }
    if (!left->second.is_forgiven(now)) {
        uses_.insert_or_assign(member.value, left->second);
    }
    left_.erase(left);
}

} // namespace chatroom
