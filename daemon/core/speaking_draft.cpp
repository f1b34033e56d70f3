// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/speaking_draft.hpp"

#include <algorithm>

namespace chatroom {

void SpeakingDraft::entered(Sequence member, const std::vector<Trace>& traces) {
    auto use = limits_.left_by(traces);
    for (const auto& trace : traces) {
        if (const auto left = left_.find(trace); left != left_.end()) {
            use.merge(left->second);
        }
    }
    uses_.insert_or_assign(member, use);
}

void SpeakingDraft::left(Sequence member, const std::vector<Trace>& traces) {
    const auto use = use_of(member);
    for (const auto& trace : traces) {
        left_[trace].merge(use);
    }
}

void SpeakingDraft::said(SteadyTime now, const Member& member, std::size_t bytes, bool is_exempt) {
    auto use = use_of(member.entered);
    use.spoke_at = now;
    if (!is_exempt) {
        limits_.charge_member(use, now, bytes);
    }
    uses_.insert_or_assign(member.entered, use);
    if (!is_exempt && !member.address.is_loopback()) {
        const auto network = Source::of_network(member.address);
        auto of_network = use_of(network);
        limits_.charge_network(of_network, now, bytes);
        networks_.insert_or_assign(network, of_network);
    }
}

SpeakingLimits::Use SpeakingDraft::use_of(Sequence member) const {
    const auto drafted = uses_.find(member);
    return drafted != uses_.end() ? drafted->second : limits_.use_of(member);
}

SpeakingLimits::Use SpeakingDraft::use_of(const Source& network) const {
    const auto drafted = networks_.find(network);
    return drafted != networks_.end() ? drafted->second : limits_.use_of(network);
}

SteadyTime::duration SpeakingDraft::wait_for(SteadyTime now, const Member& member,
                                             std::size_t bytes) const {
    const auto wait = limits_.wait_of_member(use_of(member.entered), now, bytes);
    if (member.address.is_loopback()) {
        return wait;
    }
    const auto of_network = use_of(Source::of_network(member.address));
    return std::max(wait, limits_.wait_of_network(of_network, now, bytes));
}

SteadyTime::duration SpeakingDraft::silenced_for(SteadyTime now, Sequence member) const {
    return std::max(use_of(member).silent_until - now, SteadyTime::duration::zero());
}

} // namespace chatroom
