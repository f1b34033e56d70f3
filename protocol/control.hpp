// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "protocol/control_daemon.hpp"
#include "protocol/control_events.hpp"
#include "protocol/control_log.hpp"
#include "protocol/control_member.hpp"
#include "protocol/control_moderation.hpp"
#include "protocol/control_refusals.hpp"
#include "protocol/control_storage.hpp"

/// What the administrator asks of the room and what the room answers, as values. CONTROL.md is the
/// description; control_json.hpp turns these into JSON and back.
///
/// All that has to be known of a verb stands here: a type for the request with its row and fields,
/// one for its answer, and a place in the list at the end. (Those that keep order in the room stand
/// in control_moderation.hpp, those about what was said in control_events.hpp, those that show it
/// in control_log.hpp, those about members in control_member.hpp, those about the program that runs
/// in control_daemon.hpp, those that trace refusals in control_refusals.hpp, those about the disk
/// in control_storage.hpp.) An answer that is more than one line for people has a function in
/// ctl/render.cpp instead of a sentence.
namespace chatroom::control {

/// The versions of the control protocol that this program speaks; CONTROL.md says what came with
/// which. Both ends of a socket are mostly of one version, and say so when they are not.
inline constexpr std::uint64_t oldest_protocol = 1;
inline constexpr std::uint64_t newest_protocol = 5;

inline constexpr std::size_t max_line_bytes = 64 * 1024;

/// How many names one answer has at most: 100,000 may be owned, more than fit an answer, and a
/// daemon that lists them must not keep its members waiting.
inline constexpr std::size_t max_names_count = 1000;

struct Pong {
    std::string version;

    static constexpr auto fields() { return std::array{field<&Pong::version>("version")}; }
    bool operator==(const Pong&) const = default;
};

struct Ping {
    using Answer = Pong;
    static constexpr Row row{"ping", Access::read, "See whether the daemon answers"};
    bool operator==(const Ping&) const = default;
};

/// The versions of the control protocol that somebody speaks, both included.
struct ProtocolRange {
    std::uint64_t oldest = oldest_protocol;
    std::uint64_t newest = newest_protocol;

    static constexpr auto fields() {
        return std::array{field<&ProtocolRange::oldest>("oldest"),
                          field<&ProtocolRange::newest>("newest")};
    }
    bool operator==(const ProtocolRange&) const = default;
};

struct VersionInfo {
    std::string version;
    ProtocolRange protocol;

    static constexpr auto fields() {
        return std::array{field<&VersionInfo::version>("version"),
                          field<&VersionInfo::protocol>("protocol")};
    }
    bool operator==(const VersionInfo&) const = default;
};

struct Version {
    using Answer = VersionInfo;
    static constexpr Row row{"version", Access::read, "Show the versions of both ends"};
    bool operator==(const Version&) const = default;
};

struct Announced {
    Sequence sequence; ///< The number of the announcement, of its last part if it was split.
    std::uint64_t members = 0;

    static constexpr auto fields() {
        return std::array{field<&Announced::sequence>("sequence"),
                          field<&Announced::members>("members")};
    }
    bool operator==(const Announced&) const = default;
};

struct Announce {
    std::string text;
    bool pin = false; ///< Whoever comes in later gets it, too.

    using Answer = Announced;
    static constexpr Row row{"announce", Access::change, "Tell everyone in the room something"};
    static constexpr auto fields() {
        return std::array{
            field<&Announce::text>("text", {.label = "TEXT",
                                            .takes_all_words = true,
                                            .may_be_input = true,
                                            .help = "What to say; several words are one text; - "
                                                    "is what standard input has"}),
            field<&Announce::pin>("pin", {.optional = true,
                                          .option = "--pin",
                                          .help = "Greet with it whoever comes in later"})};
    }
    bool operator==(const Announce&) const = default;
};

struct Kicked {
    Sequence sequence;
    std::string name;                ///< As the room shows it.
    std::string target{};            ///< Of the ban, as `bans` lists it; empty if there is none.
    std::vector<NamedMember> also{}; ///< Who else was inside and was hit by it.

    static constexpr auto fields() {
        return std::array{field<&Kicked::sequence>("sequence"), field<&Kicked::name>("name"),
                          field<&Kicked::target>("target", {.optional = true}),
                          field<&Kicked::also>("also", {.optional = true})};
    }
    bool operator==(const Kicked&) const = default;
};

struct Kick {
    std::string name;
    std::string reason;          ///< Empty if none was given.
    std::chrono::seconds ban{0}; ///< How long to keep the member out; 0: not at all.

    using Answer = Kicked;
    static constexpr Row row{"kick", Access::change, "Remove a member from the room"};
    static constexpr auto fields() {
        return std::array{
            field<&Kick::name>("name", {.label = "NAME", .listed_by = "who", .help = "Whom"}),
            field<&Kick::reason>("reason",
                                 {.optional = true,
                                  .label = "REASON",
                                  .takes_all_words = true,
                                  .help = "Why, told to everyone; several words are one text"}),
            field<&Kick::ban>("ban_seconds",
                              duration_option("--ban", "Keep the member out for so long"))};
    }
    bool operator==(const Kick&) const = default;
};

/// Since the daemon started.
struct Counters {
    std::uint64_t datagrams_received = 0;
    std::uint64_t datagrams_sent = 0;
    std::uint64_t malformed = 0; ///< Datagrams that have no form of the classic protocol.
    std::uint64_t refused = 0;
    std::uint64_t unreachable = 0;
    std::uint64_t handshakes = 0; ///< Completed ones of the sealed protocol.
    std::uint64_t ignored = 0;    ///< Sealed datagrams that were ignored, as PROTOCOL.md says.
    std::uint64_t overrun = 0;    ///< Datagrams of whom too many waited.
    std::uint64_t unanswered = 0; ///< Answers to strangers that were too many.

    static constexpr auto fields() {
        return std::array{field<&Counters::datagrams_received>("datagrams_received"),
                          field<&Counters::datagrams_sent>("datagrams_sent"),
                          field<&Counters::malformed>("malformed"),
                          field<&Counters::refused>("refused"),
                          field<&Counters::unreachable>("unreachable"),
                          field<&Counters::handshakes>("handshakes"),
                          field<&Counters::ignored>("ignored"),
                          field<&Counters::overrun>("overrun", {.optional = true}),
                          field<&Counters::unanswered>("unanswered", {.optional = true})};
    }
    bool operator==(const Counters&) const = default;
};

/// Something that the daemon cannot do as it should.
struct TroubleInfo {
    std::string words; ///< What, and what mends it.
    WallTime since;

    static constexpr auto fields() {
        return std::array{field<&TroubleInfo::words>("words"), field<&TroubleInfo::since>("since")};
    }
    bool operator==(const TroubleInfo&) const = default;
};

/// One of several machines that share the room.
struct NodeInfo {
    std::string name;
    std::uint64_t members = 0; ///< Whom it serves.
    Sequence delivered;        ///< Up to there each of its sealed members has everything.

    static constexpr auto fields() {
        return std::array{field<&NodeInfo::name>("name"), field<&NodeInfo::members>("members"),
                          field<&NodeInfo::delivered>("delivered")};
    }
    bool operator==(const NodeInfo&) const = default;
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
    RefusalCounts refusals; ///< What Counters::refused consists of.
    bool locked = false;
    bool muted = false; ///< Everybody is.
    std::chrono::seconds slow{0};
    std::uint64_t bans = 0;
    std::uint64_t mutes = 0;
    std::vector<TroubleInfo> troubles{}; ///< The worst first.
    std::string node{};                  ///< Which one answers, if several share the room,
    std::vector<NodeInfo> nodes{};       ///< and all of them.

    static constexpr auto fields() {
        return std::array{field<&StatusInfo::version>("version"),
                          field<&StatusInfo::pid>("pid"),
                          field<&StatusInfo::uptime_seconds>("uptime_seconds"),
                          field<&StatusInfo::listening>("listening"),
                          field<&StatusInfo::members>("members"),
                          field<&StatusInfo::max_members>("max_members"),
                          field<&StatusInfo::sequence>("sequence"),
                          field<&StatusInfo::counters>("counters"),
                          field<&StatusInfo::refusals>("refusals", {.optional = true}),
                          field<&StatusInfo::locked>("locked", {.optional = true}),
                          field<&StatusInfo::muted>("muted", {.optional = true}),
                          field<&StatusInfo::slow>("slow_seconds", {.optional = true}),
                          field<&StatusInfo::bans>("bans", {.optional = true}),
                          field<&StatusInfo::mutes>("mutes", {.optional = true}),
                          field<&StatusInfo::troubles>("troubles", {.optional = true}),
                          field<&StatusInfo::node>("node", {.optional = true}),
                          field<&StatusInfo::nodes>("nodes", {.optional = true})};
    }
    bool operator==(const StatusInfo&) const = default;
};

struct Status {
    using Answer = StatusInfo;
    static constexpr Row row{"status", Access::read, "Show how the daemon is doing"};
    bool operator==(const Status&) const = default;
};

/// Numbers to be drawn over time.
struct StatsInfo {
    std::string version;
    std::uint64_t uptime_seconds = 0;
    std::uint64_t members = 0; ///< Sealed and classic ones.
    std::uint64_t max_members = 0;
    std::uint64_t sealed = 0;
    std::uint64_t classic = 0;
    std::uint64_t unreachable = 0; ///< Of the members, those who lag included.
    std::uint64_t lagging = 0;
    std::uint64_t names = 0; ///< That belong to a key.
    std::uint64_t bans = 0;
    std::uint64_t mutes = 0;
    Sequence sequence; ///< The number of the latest event.
    Sequence oldest;   ///< The number of the oldest that is kept, or of the next one.
    std::uint64_t resident_bytes = 0; ///< Of memory; 0: nobody knows.
    std::uint64_t troubles = 0;       ///< How many StatusInfo::troubles there are.
    Counters counters;
    RefusalCounts refusals; ///< What Counters::refused consists of.

    static constexpr auto fields() {
        return std::array{field<&StatsInfo::version>("version"),
                          field<&StatsInfo::uptime_seconds>("uptime_seconds"),
                          field<&StatsInfo::members>("members"),
                          field<&StatsInfo::max_members>("max_members"),
                          field<&StatsInfo::sealed>("sealed"),
                          field<&StatsInfo::classic>("classic"),
                          field<&StatsInfo::unreachable>("unreachable"),
                          field<&StatsInfo::lagging>("lagging"),
                          field<&StatsInfo::names>("names"),
                          field<&StatsInfo::bans>("bans"),
                          field<&StatsInfo::mutes>("mutes"),
                          field<&StatsInfo::sequence>("sequence"),
                          field<&StatsInfo::oldest>("oldest"),
                          field<&StatsInfo::resident_bytes>("resident_bytes", {.optional = true}),
                          field<&StatsInfo::troubles>("troubles", {.optional = true}),
                          field<&StatsInfo::counters>("counters"),
                          field<&StatsInfo::refusals>("refusals", {.optional = true})};
    }
    bool operator==(const StatsInfo&) const = default;
};

struct Stats {
    bool prometheus = false; ///< As text for Prometheus.

    using Answer = StatsInfo;
    static constexpr Row row{"stats", Access::read, "Show numbers to be drawn over time"};
    static constexpr auto fields() {
        return std::array{
            field<&Stats::prometheus>("prometheus", {.optional = true,
                                                     .is_local = true,
                                                     .option = "--prometheus",
                                                     .help = "In the text format of Prometheus"})};
    }
    bool operator==(const Stats&) const = default;
};

/// How things stand behind an event, and so what the records that follow lead on from.
struct Snapshot {
    StatusInfo status;
    std::vector<MemberInfo> members; ///< In the order of entry.

    static constexpr auto fields() {
        return std::array{field<&Snapshot::status>("status"), field<&Snapshot::members>("members")};
    }
    bool operator==(const Snapshot&) const = default;
};

struct Monitor {
    using Answer = Snapshot;
    static constexpr Row row{"monitor", Access::read,
                             "Show who is there, and then what happens until it is stopped"};
    bool operator==(const Monitor&) const = default;
};

struct ServerFingerprint {
    std::string fingerprint; ///< "SHA256:…".
    std::string page{};      ///< Where the room is shown in a browser; empty: nowhere.

    /// Bare, so that a script or an eye can compare it.
    static constexpr std::string_view sentence = "{fingerprint}";
    static constexpr auto fields() {
        return std::array{field<&ServerFingerprint::fingerprint>("fingerprint"),
                          field<&ServerFingerprint::page>("page", {.optional = true})};
    }
    bool operator==(const ServerFingerprint&) const = default;
};

struct Fingerprint {
    using Answer = ServerFingerprint;
    static constexpr Row row{"fingerprint", Access::read,
                             "Show the fingerprint of the server's key"};
    bool operator==(const Fingerprint&) const = default;
};

/// A name that belongs to a key.
struct NameInfo {
    std::string name;
    std::string fingerprint; ///< The key's.
    WallTime first_used;
    WallTime last_used;
    bool inside = false; ///< Its owner is in the room.
    bool unused = false; ///< Nothing was ever said under it.

    static constexpr auto fields() {
        return std::array{field<&NameInfo::name>("name"),
                          field<&NameInfo::fingerprint>("fingerprint"),
                          field<&NameInfo::first_used>("first_used"),
                          field<&NameInfo::last_used>("last_used"),
                          field<&NameInfo::inside>("inside"),
                          field<&NameInfo::unused>("unused", {.optional = true})};
    }
    bool operator==(const NameInfo&) const = default;
};

struct OwnedNames {
    std::vector<NameInfo> names; ///< In the order of their bytes, at most max_names_count.
    bool more = false;           ///< There are names behind the last of these, so there is one.

    static constexpr auto fields() {
        return std::array{field<&OwnedNames::names>("names"), field<&OwnedNames::more>("more")};
    }
    bool operator==(const OwnedNames&) const = default;
};

struct ListNames {
    std::string after; ///< The names behind this one, which need not exist; empty: from the first.
    bool unused = false; ///< Only those under which nothing was ever said.

    using Answer = OwnedNames;
    static constexpr Row row{"names", Access::read, "List the names that belong to somebody"};
    static constexpr auto fields() {
        return std::array{
            field<&ListNames::after>("after", {.optional = true}),
            field<&ListNames::unused>(
                "unused",
                {.optional = true, .option = "--unused", .help = "Only those that never spoke"})};
    }
    bool operator==(const ListNames&) const = default;
};

struct Released {
    std::string name;        ///< As the room showed it; empty if it was about all unused ones.
    std::uint64_t count = 0; ///< How many of those.

    static constexpr auto fields() {
        return std::array{field<&Released::name>("name", {.optional = true}),
                          field<&Released::count>("count", {.optional = true})};
    }
    bool operator==(const Released&) const = default;
};

struct ReleaseName {
    std::string name;    ///< Empty if it is about
    bool unused = false; ///< all under which nothing was ever said, and whose owners are away.

    using Answer = Released;
    static constexpr Row row{"release", Access::change,
                             "Make a name nobody's, so that others can use it"};
    static constexpr auto fields() {
        return std::array{
            field<&ReleaseName::name>(
                "name", {.optional = true, .label = "NAME", .listed_by = "names", .help = "Which"}),
            field<&ReleaseName::unused>(
                "unused",
                {.optional = true, .option = "--unused", .help = "All that never spoke"})};
    }
    bool operator==(const ReleaseName&) const = default;
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
    no_such_ban = 6,
    not_permitted = 7,
    no_such_event = 8,
};

struct Error {
    ErrorCode code = ErrorCode::refused;
    std::string message; ///< One English sentence without a full stop, for people.
    bool operator==(const Error&) const = default;
};

/// In the order of the help.
using Request = std::variant<Announce, Unpin, Topic, Who, Show, Kick, Ban, Unban, ListBans, Mute,
                             Unmute, Slow, Exempt, Unexempt, Lock, Unlock, Recall, Delivered, Log,
                             Monitor, Status, Stats, Check, Backup, Why, Config, Ping, Wait,
                             Version, ListNames, ReleaseName, Fingerprint>;

template <typename... Asked>
std::variant<typename Asked::Answer...> answers_of(const std::variant<Asked...>* request);

/// In the same order; each verb has an answer of its own.
using AnyAnswer = decltype(answers_of(static_cast<const Request*>(nullptr)));
using Reply = Result<AnyAnswer, Error>;

/// A row of the table of verbs, for code that treats all of them alike.
struct Verb {
    Row row;
    std::span<const Field> parameters;
    std::span<const Field> result;
    Request (*new_request)() = nullptr;  ///< One with every parameter at its default.
    AnyAnswer (*new_result)() = nullptr; ///< Likewise.
};

/// All verbs, in the order of Request.
std::span<const Verb> verbs();

/// The verb of that method; null if there is none.
const Verb* find_verb(std::string_view method);

/// The verb that the request is one of.
const Verb& verb_of(const Request& request);

/// Whether the request changes something. Some verbs that may only look when they are given
/// nothing.
Access access_of(const Request& request);

/// The object inside, which the verb's fields describe.
const void* object_in(const Request& request);
void* object_in(Request& request);
const void* object_in(const AnyAnswer& result);
void* object_in(AnyAnswer& result);

} // namespace chatroom::control
