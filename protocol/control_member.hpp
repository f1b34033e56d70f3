// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control_refusals.hpp"

/// The verbs of control.hpp that tell of members.
namespace chatroom::control {

struct MemberInfo {
    std::string name;
    std::string address;  ///< "192.168.1.7:40123" or "[fe80::1%2]:40123".
    std::string protocol; ///< "classic" or "sealed".
    WallTime since;
    std::uint64_t idle_seconds = 0;
    bool reachable = true;
    bool muted = false;   ///< By itself; everybody may be, see StatusInfo.
    bool lagging = false; ///< It counts as not reachable, as it is too far behind.
    /// Which of several machines that share the room serves it. If that is another than the one
    /// that answers, idle_seconds and reachable say nothing.
    std::string node{};

    static constexpr auto fields() {
        return std::array{field<&MemberInfo::name>("name"),
                          field<&MemberInfo::address>("address"),
                          field<&MemberInfo::protocol>("protocol"),
                          field<&MemberInfo::since>("since"),
                          field<&MemberInfo::idle_seconds>("idle_seconds"),
                          field<&MemberInfo::reachable>("reachable"),
                          field<&MemberInfo::muted>("muted", {.optional = true}),
                          field<&MemberInfo::lagging>("lagging", {.optional = true}),
                          field<&MemberInfo::node>("node", {.optional = true})};
    }
    bool operator==(const MemberInfo&) const = default;
};

struct Members {
    std::vector<MemberInfo> members; ///< In the order of entry.

    static constexpr auto fields() { return std::array{field<&Members::members>("members")}; }
    bool operator==(const Members&) const = default;
};

struct Who {
    using Answer = Members;
    static constexpr Row row{"who", Access::read, "List who is in the room"};
    bool operator==(const Who&) const = default;
};

/// All that is known of a member. What a classic program cannot tell is missing.
struct MemberDetails {
    std::string name;
    std::string address;
    std::string protocol; ///< "classic" or "sealed".
    WallTime since;
    Sequence entered; ///< The number of the event by which it came in.
    std::uint64_t idle_seconds = 0;
    bool reachable = true;
    bool muted = false;
    bool lagging = false;
    bool exempt = false;       ///< The limits do not hold for it.
    std::string fingerprint{}; ///< Of the key that owns the name.
    std::string program{};     ///< "chatroom-client 0.2.0", as it calls itself.
    std::uint32_t protocol_version =
        0;                           ///< Of the sealed protocol; 0: no session serves it just now.
    std::uint64_t round_trip_us = 0; ///< Smoothed; 0: not known yet.
    std::uint64_t sent = 0;          ///< Datagrams of events in this session,
    std::uint64_t lost = 0;          ///< and how many of them counted as lost, and were sent again.
    Sequence cursor{};               ///< Up to where it has all events.
    std::uint64_t behind = 0;        ///< How many numbers lie between that and the latest event.
    std::chrono::seconds lag{0};     ///< For how long it has not got as far as the room was.
    std::chrono::seconds silenced{0}; ///< How much longer it is to say nothing, as it flooded.
    std::string node{};               ///< As MemberInfo has it.
    RefusalCounts refused{};          ///< What it was refused lately, by cause.

    static constexpr auto fields() {
        return std::array{
            field<&MemberDetails::name>("name"),
            field<&MemberDetails::address>("address"),
            field<&MemberDetails::protocol>("protocol"),
            field<&MemberDetails::since>("since"),
            field<&MemberDetails::entered>("entered"),
            field<&MemberDetails::idle_seconds>("idle_seconds"),
            field<&MemberDetails::reachable>("reachable"),
            field<&MemberDetails::muted>("muted", {.optional = true}),
            field<&MemberDetails::lagging>("lagging", {.optional = true}),
            field<&MemberDetails::exempt>("exempt", {.optional = true}),
            field<&MemberDetails::fingerprint>("fingerprint", {.optional = true}),
            field<&MemberDetails::program>("program", {.optional = true}),
            field<&MemberDetails::protocol_version>("protocol_version", {.optional = true}),
            field<&MemberDetails::round_trip_us>("round_trip_us", {.optional = true}),
            field<&MemberDetails::sent>("sent", {.optional = true}),
            field<&MemberDetails::lost>("lost", {.optional = true}),
            field<&MemberDetails::cursor>("cursor", {.optional = true}),
            field<&MemberDetails::behind>("behind", {.optional = true}),
            field<&MemberDetails::lag>("lag_seconds", {.optional = true}),
            field<&MemberDetails::silenced>("silenced_seconds", {.optional = true}),
            field<&MemberDetails::node>("node", {.optional = true}),
            field<&MemberDetails::refused>("refused", {.optional = true})};
    }
    bool operator==(const MemberDetails&) const = default;
};

struct Show {
    std::string name;

    using Answer = MemberDetails;
    static constexpr Row row{"show", Access::read, "Show all that is known of a member"};
    static constexpr auto fields() {
        return std::array{
            field<&Show::name>("name", {.label = "NAME", .listed_by = "who", .help = "Whom"})};
    }
    bool operator==(const Show&) const = default;
};

} // namespace chatroom::control
