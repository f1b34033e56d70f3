// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/speaking_limits.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace chatroom {

namespace {

std::vector<Trace> traces_of(const RoomState& state, const Member& member) {
    const auto key = state.speaker(member).key;
    return chatroom::traces_of(member, key ? &*key : nullptr);
}

bool is_exempt(const RoomState& state, const Member& member, WallTime now) {
    return state.rules().of(Measure::exemption).size() > 0 &&
           state.rules().hits(Measure::exemption, state.speaker(member), now);
}

SteadyTime::duration wait_for(const SpeakingLimits::Use& use, const Rate& lines, const Rate& bytes,
                              SteadyTime now, std::size_t amount) {
    return std::max(use.lines.wait_for(lines, now, 1), use.bytes.wait_for(bytes, now, amount));
}

} // namespace

void SpeakingLimits::Use::merge(const Use& other) {
    lines.merge(other.lines);
    bytes.merge(other.bytes);
    refused.merge(other.refused);
    silent_until = std::max(silent_until, other.silent_until);
    heeds_from = std::max(heeds_from, other.heeds_from);
    spoke_at = std::max(spoke_at, other.spoke_at);
}

SteadyTime SpeakingLimits::Use::forgiven_at(std::chrono::seconds slow) const {
    return std::max({lines.forgiven_at(), bytes.forgiven_at(), refused.forgiven_at(), silent_until,
                     spoke_at ? *spoke_at + slow : SteadyTime{}});
}

SpeakingLimits::Use SpeakingLimits::use_of(Sequence member) const {
    const auto found = uses_.find(member.value);
    return found != uses_.end() ? found->second.use : Use{};
}

SpeakingLimits::Use SpeakingLimits::use_of(const Source& network) const {
    const auto found = networks_.find(network);
    return found != networks_.end() ? found->second : Use{};
}

SpeakingLimits::Use SpeakingLimits::left_by(const std::vector<Trace>& traces) const {
    Use use;
    for (const auto& trace : traces) {
        if (const auto left = left_.find(trace); left != left_.end()) {
            use.merge(left->second);
        }
    }
    return use;
}

Rate SpeakingLimits::of_network(const Rate& of_member) {
    const auto times = [](std::uint64_t amount) {
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        return static_cast<std::uint32_t>(std::min(amount * members_of_a_network, most));
    };
    return {.per_second = times(of_member.per_second), .at_once = times(of_member.at_once)};
}

void SpeakingLimits::charge_member(Use& use, SteadyTime now, std::size_t bytes) const {
    use.lines.use(options_.limits.lines, now, 1);
    use.bytes.use(options_.limits.bytes, now, bytes);
}

void SpeakingLimits::charge_network(Use& use, SteadyTime now, std::size_t bytes) const {
    use.lines.use(of_network(options_.limits.lines), now, 1);
    use.bytes.use(of_network(options_.limits.bytes), now, bytes);
}

SteadyTime::duration SpeakingLimits::wait_of_member(const Use& use, SteadyTime now,
                                                    std::size_t bytes) const {
    return wait_for(use, options_.limits.lines, options_.limits.bytes, now, bytes);
}

SteadyTime::duration SpeakingLimits::wait_of_network(const Use& use, SteadyTime now,
                                                     std::size_t bytes) const {
    return wait_for(use, of_network(options_.limits.lines), of_network(options_.limits.bytes), now,
                    bytes);
}

void SpeakingLimits::happened(Now now, const RoomState& state, const Record& record) {
    if (!record.event) {
        return;
    }
    switch (record.event->kind) {
    case EventKind::said:
        said(now, state, record);
        break;
    case EventKind::entered:
        entered(now.steady, state, record.member);
        break;
    case EventKind::left:
    case EventKind::kicked:
        left(now.steady, state, record.member);
        break;
    default:
        break;
    }
}

/// Whoever is exempt uses nothing, or it would be silent for long when it is not any more.
void SpeakingLimits::said(Now now, const RoomState& state, const Record& record) {
    const auto* member = state.roster().find(record.member);
    auto* use = kept_use_of(now.steady, state, record.member);
    if (member == nullptr || use == nullptr) {
        return;
    }
    use->spoke_at = now.steady;
    if (is_exempt(state, *member, now.wall)) {
        return;
    }
    const auto bytes = record.event->text.size();
    charge_member(*use, now.steady, bytes);
    if (!member->address.is_loopback()) {
        charge_network(networks_[Source::of_network(member->address)], now.steady, bytes);
    }
}

bool SpeakingLimits::note_refused(SteadyTime now, const RoomState& state, Sequence member) {
    auto* use = kept_use_of(now, state, member);
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
    if (auto* use = kept_use_of(now, state, member)) {
        use->silent_until = now + sentence;
        use->heeds_from = now + heed_time;
    }
}

void SpeakingLimits::pardon(Sequence member) {
    const auto found = uses_.find(member.value);
    if (found == uses_.end()) {
        return;
    }
    for (const auto& trace : found->second.traces) {
        left_.erase(trace);
    }
    uses_.erase(found);
}

/// Null if the member is not inside.
SpeakingLimits::Use* SpeakingLimits::kept_use_of(SteadyTime now, const RoomState& state,
                                                 Sequence member) {
    if (const auto found = uses_.find(member.value); found != uses_.end()) {
        return &found->second.use;
    }
    const auto* inside = state.roster().find(member);
    if (inside == nullptr) {
        return nullptr;
    }
    if (uses_.size() + networks_.size() >= forget_at_size_) {
        forget_forgiven(now, state.rules().settings().slow);
    }
    return &uses_.emplace(member.value, Known{{}, traces_of(state, *inside)}).first->second.use;
}

void SpeakingLimits::forget_forgiven(SteadyTime now, std::chrono::seconds slow) {
    constexpr std::size_t least = 64;
    std::erase_if(uses_,
                  [&](const auto& entry) { return entry.second.use.forgiven_at(slow) <= now; });
    std::erase_if(networks_,
                  [&](const auto& entry) { return entry.second.forgiven_at({}) <= now; });
    forget_at_size_ = std::max(least, 2 * (uses_.size() + networks_.size()));
}

/// Whoever leaves and comes again under another name begins where it has stopped.
void SpeakingLimits::left(SteadyTime now, const RoomState& state, Sequence member) {
    const auto found = uses_.find(member.value);
    if (found == uses_.end()) {
        return;
    }
    const auto known = std::move(found->second);
    uses_.erase(found);
    const auto slow = state.rules().settings().slow;
    if (known.use.forgiven_at(slow) > now) {
        for (const auto& trace : known.traces) {
            leave(now, slow, trace, known.use);
        }
    }
}

/// Somebody else may have left something there, and whoever comes in leaves it to the next one.
void SpeakingLimits::leave(SteadyTime now, std::chrono::seconds slow, const Trace& trace,
                           const Use& use) {
    if (left_.size() >= max_remembered && !left_.contains(trace)) {
        std::erase_if(left_,
                      [&](const auto& entry) { return entry.second.forgiven_at(slow) <= now; });
        if (left_.size() >= max_remembered) {
            left_.erase(std::min_element(
                left_.begin(), left_.end(), [&](const auto& one, const auto& other) {
                    return one.second.forgiven_at(slow) < other.second.forgiven_at(slow);
                }));
        }
    }
    left_[trace].merge(use);
}

void SpeakingLimits::entered(SteadyTime now, const RoomState& state, Sequence member) {
    const auto* inside = left_.empty() ? nullptr : state.roster().find(member);
    if (inside == nullptr) {
        return;
    }
    auto traces = traces_of(state, *inside);
    const auto use = left_by(traces);
    if (use.forgiven_at(state.rules().settings().slow) > now) {
        uses_.insert_or_assign(member.value, Known{use, std::move(traces)});
    }
}

} // namespace chatroom
