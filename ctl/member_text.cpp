// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/member_text.hpp"

#include "base/printable.hpp"

#include <cstdio>

namespace chatroom {

std::string milliseconds_text(std::uint64_t microseconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f ms", static_cast<double>(microseconds) / 1000);
    return text;
}

namespace {

/// "3 of 120 datagrams (2.5%)".
std::string loss_text(const control::MemberDetails& member) {
    char percent[32];
    std::snprintf(percent, sizeof percent, " (%.1f%%)",
                  member.sent == 0
                      ? 0.0
                      : 100 * static_cast<double>(member.lost) / static_cast<double>(member.sent));
    return std::to_string(member.lost) + " of " + std::to_string(member.sent) + " datagrams" +
           percent;
}

} // namespace

std::string idle_text(const control::MemberInfo& member) {
    return control::duration_text(std::chrono::seconds(member.idle_seconds)) +
           (member.lagging     ? " (lagging)"
            : member.reachable ? ""
                               : " (unreachable)") +
           (member.muted ? " (muted)" : "");
}

std::string state_text(const control::MemberDetails& member) {
    return std::string(member.lagging     ? "lagging"
                       : member.reachable ? "reachable"
                                          : "unreachable") +
           (member.muted ? ", muted" : "") +
           (member.silenced.count() > 0
                ? " for " + control::duration_text(member.silenced) + ", as it flooded the room"
                : "") +
           (member.exempt ? ", exempt from the limits" : "");
}

void add_link(std::vector<Row>& rows, const control::MemberDetails& member) {
    rows.push_back({"key", member.fingerprint.empty() ? "-" : printable(member.fingerprint)});
    rows.push_back({"program", member.program.empty() ? "-" : printable(member.program)});
    rows.push_back({"round trip", member.round_trip_us == 0
                                      ? "not known yet"
                                      : milliseconds_text(member.round_trip_us)});
    rows.push_back({"lost", loss_text(member)});
    rows.push_back(
        {"behind",
         member.behind == 0
             ? "nothing"
             : std::to_string(member.behind) + " events" +
                   (member.lag.count() > 0 ? ", for " + control::duration_text(member.lag) : "")});
}

} // namespace chatroom
