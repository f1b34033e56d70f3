// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// What the administrator asks of the room and what the room answers, as values. CONTROL.md is the
/// description; control_json.hpp turns these into JSON and back.
namespace chatroom::control {

inline constexpr std::size_t max_line_bytes = 64 * 1024;
inline constexpr std::uint32_t default_log_count = 20;
inline constexpr std::uint32_t max_log_count = 1000;

/// How many names one answer has at most: 100,000 may be owned, more than fit an answer, and a
/// daemon that lists them must not keep its members waiting.
inline constexpr std::size_t max_names_count = 1000;

struct Ping {
    bool operator==(const Ping&) const = default;
};

struct Announce {
    std::string text;
    bool operator==(const Announce&) const = default;
};

struct Who {
    bool operator==(const Who&) const = default;
};

struct Kick {
    std::string name;
    std::string reason; ///< Empty if none was given.
    bool operator==(const Kick&) const = default;
};

struct Status {
    bool operator==(const Status&) const = default;
};

struct Log {
    std::uint32_t count = default_log_count; ///< 1 to max_log_count.
    bool operator==(const Log&) const = default;
};

struct Fingerprint {
    bool operator==(const Fingerprint&) const = default;
};

struct Names {
    std::string after; ///< The names behind this one, which need not exist; empty: from the first.
    bool operator==(const Names&) const = default;
};

struct Release {
    std::string name;
    bool operator==(const Release&) const = default;
};

using Request = std::variant<Ping, Announce, Who, Kick, Status, Log, Fingerprint, Names, Release>;

struct Pong {
    std::string version;
    bool operator==(const Pong&) const = default;
};

struct Announced {
    Sequence sequence; ///< The number of the announcement, of its last part if it was split.
    std::uint64_t members = 0;
    bool operator==(const Announced&) const = default;
};

struct MemberInfo {
    std::string name;
    std::string address;  ///< "192.168.1.7:40123" or "[fe80::1%2]:40123".
    std::string protocol; ///< "classic" or "sealed".
    WallTime since;
    std::uint64_t idle_seconds = 0;
    bool reachable = true;
    bool operator==(const MemberInfo&) const = default;
};

struct Members {
    std::vector<MemberInfo> members; ///< In the order of entry.
    bool operator==(const Members&) const = default;
};

struct Kicked {
    Sequence sequence;
    std::string name; ///< As the room shows it.
    bool operator==(const Kicked&) const = default;
};

/// Since the daemon started.
struct Counters {
    std::uint64_t datagrams_received = 0;
    std::uint64_t datagrams_sent = 0;
    std::uint64_t malformed = 0;
    std::uint64_t refused = 0;
    std::uint64_t unreachable = 0;
    std::uint64_t handshakes = 0; ///< Completed ones of the sealed protocol.
    std::uint64_t ignored = 0;    ///< Sealed datagrams that were ignored, as PROTOCOL.md says.
    bool operator==(const Counters&) const = default;
};

struct StatusInfo {
    std::string version;
    std::uint64_t pid = 0;
    std::uint64_t uptime_seconds = 0;
    std::string listening; ///< The chat port's real address, "[::]:8888".
    std::uint64_t members = 0;
    std::uint64_t max_members = 0;
    Sequence sequence; ///< The number of the latest event.
    Counters counters;
    bool operator==(const StatusInfo&) const = default;
};

struct Events {
    std::vector<Event> events; ///< Oldest first.
    bool operator==(const Events&) const = default;
};

struct ServerFingerprint {
    std::string fingerprint; ///< "SHA256:…".
    bool operator==(const ServerFingerprint&) const = default;
};

/// A name that belongs to a key.
struct NameInfo {
    std::string name;
    std::string fingerprint; ///< The key's.
    WallTime first_used;
    WallTime last_used;
    bool inside = false; ///< Its owner is in the room.
    bool operator==(const NameInfo&) const = default;
};

struct OwnedNames {
    std::vector<NameInfo> names; ///< In the order of their bytes, at most max_names_count.
    bool more = false;           ///< There are names behind the last of these, so there is one.
    bool operator==(const OwnedNames&) const = default;
};

struct Released {
    std::string name; ///< As the room showed it.
    bool operator==(const Released&) const = default;
};

enum class ErrorCode : std::int32_t {
    parse_error = -32700,
    invalid_request = -32600,
    method_not_found = -32601,
    invalid_params = -32602,
    refused = 1,
    no_such_member = 2,
    journal_failed = 3,
    limit_reached = 4,
    no_such_name = 5,
};

struct Error {
    ErrorCode code = ErrorCode::refused;
    std::string message; ///< One English sentence without a full stop, for people.
    bool operator==(const Error&) const = default;
};

using Result = std::variant<Pong, Announced, Members, Kicked, StatusInfo, Events, ServerFingerprint,
                            OwnedNames, Released>;
using Reply = std::variant<Result, Error>;

} // namespace chatroom::control
