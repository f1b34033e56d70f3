// SPDX-License-Identifier: GPL-3.0-or-later
// What the administrator is told of members, one by one and counted.
#include "base/printable.hpp"
#include "daemon/core/control/control_desk.hpp"

#include <algorithm>

namespace chatroom {

namespace {

std::uint64_t whole_seconds(SteadyTime::duration time) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

} // namespace

control::Reply ControlDesk::tell(Now now, const control::Who& /*asked*/) const {
    return control::Members{members(now)};
}

std::vector<control::MemberInfo> ControlDesk::members(Now now) const {
    const auto& roster = context().state.roster();
    std::vector<control::MemberInfo> result;
    result.reserve(roster.size());
    for (const auto& [entered, member] : roster.members()) {
        result.push_back(info_of(member, now));
    }
    return result;
}

control::MemberInfo ControlDesk::info_of(const Member& member, Now now) const {
    const auto presence = attendance_.presence(member);
    const auto& state = context().state;
    const bool is_muted = context().admission.is_silenced(now, member.entered) ||
                          state.rules().hits(Measure::mute, state.speaker(member), now.wall);
    return {.name = member.name.text(),
            .address = to_string(presence.address),
            .protocol = member.door == DoorKind::sealed ? "sealed" : "classic",
            .since = member.since,
            .idle_seconds =
                presence.is_elsewhere ? 0 : whole_seconds(now.steady - presence.last_heard),
            .reachable = presence.is_reachable,
            .muted = is_muted,
            .lagging = presence.is_lagging,
            .node = member.node};
}

std::optional<sealed::PublicKey> ControlDesk::key_of(const Member& member) const {
    const auto* owned = member.door == DoorKind::classic
                            ? nullptr
                            : context().state.names().find_exact(member.name.text());
    return owned != nullptr ? std::optional(owned->key) : std::nullopt;
}

control::Reply ControlDesk::tell(Now now, const control::Show& asked) const {
    const auto& state = context().state;
    const auto* member = state.roster().find(asked.name);
    if (member == nullptr) {
        return error(control::ErrorCode::no_such_member, "nobody named \"" +
                                                             printable(asked.name, max_name_bytes) +
                                                             "\" is in the room");
    }
    const auto info = info_of(*member, now);
    const auto presence = attendance_.presence(*member);
    const auto key = key_of(*member);
    control::MemberDetails result{
        .name = info.name,
        .address = info.address,
        .protocol = info.protocol,
        .since = info.since,
        .entered = member->entered,
        .idle_seconds = info.idle_seconds,
        .reachable = info.reachable,
        .muted = info.muted,
        .lagging = info.lagging,
        .exempt = state.rules().hits(Measure::exemption, state.speaker(*member), now.wall),
        .fingerprint = key ? sealed::fingerprint(*key) : "",
        .silenced = std::chrono::ceil<std::chrono::seconds>(
            context().admission.silenced_for(now, member->entered)),
        .node = info.node,
        .refused = context().refusals.counts_of(presence.address, key)};
    if (member->door == DoorKind::sealed) {
        result.cursor = presence.cursor;
        result.behind = state.head().value - presence.cursor.value;
    }
    if (const auto reach = attendance_.reach(now, *member)) {
        result.program = reach->program;
        result.protocol_version = reach->version;
        if (reach->round_trip) { // 0 would say that it is not known.
            constexpr std::chrono::microseconds least{1};
            result.round_trip_us =
                static_cast<std::uint64_t>(std::max(least, *reach->round_trip).count());
        }
        result.sent = reach->sent;
        result.lost = reach->lost;
        result.lag = std::chrono::duration_cast<std::chrono::seconds>(reach->lag);
    }
    return result;
}

control::Reply ControlDesk::tell(Now now, const control::Stats& /*asked*/) const {
    const auto& state = context().state;
    control::StatsInfo result;
    for (const auto& [entered, member] : state.roster().members()) {
        const auto presence = attendance_.presence(member);
        ++(member.door == DoorKind::sealed ? result.sealed : result.classic);
        result.unreachable += presence.is_reachable ? 0 : 1;
        result.lagging += presence.is_lagging ? 1 : 0;
    }
    result.version = CHATROOM_VERSION;
    result.members = state.roster().size();
    result.max_members = context().options.max_members;
    result.names = state.names().size();
    result.bans = state.rules().count_at(Measure::ban, now.wall);
    result.mutes = state.rules().count_at(Measure::mute, now.wall);
    result.sequence = state.head();
    result.oldest = journal_.oldest();
    result.troubles = context().troubles.all().size();
    result.counters = context().counters;
    result.refusals = context().refusals.counts();
    return result;
}

} // namespace chatroom
