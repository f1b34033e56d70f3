// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control_row.hpp"

/// The verbs of control.hpp that keep order in the room. What lasts for ever has no end: a duration
/// of 0, or a time that is WallTime{}.
namespace chatroom::control {

/// Ten years: whoever wants longer means for ever.
inline constexpr std::uint64_t max_measure_seconds = 10ULL * 365 * 24 * 60 * 60;

/// Who says one line an hour can as well be muted.
inline constexpr std::uint64_t max_slow_seconds = 60 * 60;

/// How many bans one answer has at most, as of names.
inline constexpr std::size_t max_bans_count = 1000;

/// How long something is to last, as an option; left out it lasts for ever.
constexpr Rules duration_option(std::string_view option, std::string_view help) {
    return {.optional = true,
            .min = 1,
            .max = max_measure_seconds,
            .label = "DURATION",
            .option = option,
            .help = help};
}

/// Somebody, as the room shows the name.
struct NamedMember {
    std::string name;

    static constexpr auto fields() { return std::array{field<&NamedMember::name>("name")}; }
    bool operator==(const NamedMember&) const = default;
};

struct Banned {
    std::string target;              ///< As `bans` lists it.
    std::string whom;                ///< The name that was asked for; empty if none was.
    WallTime until;                  ///< WallTime{}: for ever.
    std::vector<NamedMember> kicked; ///< Those inside whom it hit.

    static constexpr auto fields() {
        return std::array{
            field<&Banned::target>("target"), field<&Banned::whom>("whom", {.optional = true}),
            field<&Banned::until>("until", {.optional = true}), field<&Banned::kicked>("kicked")};
    }
    bool operator==(const Banned&) const = default;
};

struct Ban {
    std::string target; ///< A name, an address, a network or the fingerprint of a key.
    std::string reason; ///< Empty if none was given.
    std::chrono::seconds duration{0};

    using Answer = Banned;
    static constexpr Row row{"ban", Access::change, "Keep somebody out of the room"};
    static constexpr auto fields() {
        return std::array{
            field<&Ban::target>("target",
                                {.label = "WHOM",
                                 .listed_by = "who",
                                 .help = "A name, an address, a network such as 10.0.0.0/8, or a "
                                         "key (SHA256:...)"}),
            field<&Ban::reason>("reason",
                                {.optional = true,
                                 .label = "REASON",
                                 .takes_all_words = true,
                                 .help = "Why, told to those it hits; several words are one text"}),
            field<&Ban::duration>("duration_seconds",
                                  duration_option("--for", "How long (default: for ever)"))};
    }
    bool operator==(const Ban&) const = default;
};

struct Unbanned {
    std::string target;

    static constexpr std::string_view sentence = "{target} is banned no more";
    static constexpr auto fields() { return std::array{field<&Unbanned::target>("target")}; }
    bool operator==(const Unbanned&) const = default;
};

struct Unban {
    std::string target;

    using Answer = Unbanned;
    static constexpr Row row{"unban", Access::change, "Let somebody in again who is banned"};
    static constexpr auto fields() {
        return std::array{field<&Unban::target>(
            "target", {.label = "TARGET", .listed_by = "bans", .help = "Which, as bans lists it"})};
    }
    bool operator==(const Unban&) const = default;
};

struct BanInfo {
    std::string target;
    std::string whom; ///< The name that it was meant for; empty if there was none.
    std::string reason;
    WallTime since;
    WallTime until; ///< WallTime{}: for ever.

    static constexpr auto fields() {
        return std::array{
            field<&BanInfo::target>("target"), field<&BanInfo::whom>("whom", {.optional = true}),
            field<&BanInfo::reason>("reason", {.optional = true}), field<&BanInfo::since>("since"),
            field<&BanInfo::until>("until", {.optional = true})};
    }
    bool operator==(const BanInfo&) const = default;
};

struct Bans {
    std::vector<BanInfo> bans; ///< In the order of the bytes of their targets.
    bool more = false; ///< There may be bans behind the last of these, and there is a last one.

    static constexpr auto fields() {
        return std::array{field<&Bans::bans>("bans"), field<&Bans::more>("more")};
    }
    bool operator==(const Bans&) const = default;
};

struct ListBans {
    std::string
        after; ///< Those behind this target, which need not be banned; empty: from the first.

    using Answer = Bans;
    static constexpr Row row{"bans", Access::read, "List who is banned"};
    static constexpr auto fields() {
        return std::array{field<&ListBans::after>("after", {.optional = true})};
    }
    bool operator==(const ListBans&) const = default;
};

struct Locked {
    Sequence sequence; ///< 0 if it was locked already.

    static constexpr std::string_view sentence = "the room is locked: nobody new comes in";
    static constexpr auto fields() {
        return std::array{field<&Locked::sequence>("sequence", {.optional = true})};
    }
    bool operator==(const Locked&) const = default;
};

struct Lock {
    using Answer = Locked;
    static constexpr Row row{"lock", Access::change, "Let nobody new into the room"};
    bool operator==(const Lock&) const = default;
};

struct Unlocked {
    Sequence sequence; ///< 0 if it was not locked.

    static constexpr std::string_view sentence = "the room is not locked";
    static constexpr auto fields() {
        return std::array{field<&Unlocked::sequence>("sequence", {.optional = true})};
    }
    bool operator==(const Unlocked&) const = default;
};

struct Unlock {
    using Answer = Unlocked;
    static constexpr Row row{"unlock", Access::change, "Let newcomers into the room again"};
    bool operator==(const Unlock&) const = default;
};

struct Muted {
    Sequence sequence;
    std::string name;              ///< As the room shows it; empty: everybody.
    WallTime until;                ///< WallTime{}: for ever.
    std::vector<NamedMember> also; ///< Who else is inside and is muted by it.

    static constexpr auto fields() {
        return std::array{field<&Muted::sequence>("sequence"),
                          field<&Muted::name>("name", {.optional = true}),
                          field<&Muted::until>("until", {.optional = true}),
                          field<&Muted::also>("also", {.optional = true})};
    }
    bool operator==(const Muted&) const = default;
};

/// The word of `mute` and `unmute`, and the option in its place.
constexpr Rules muted_name{
    .optional = true, .label = "NAME", .listed_by = "who", .help = "Whom; or --all"};
constexpr Rules muted_all{
    .optional = true, .label = "", .option = "--all", .help = "Everybody but the administrator"};

struct Mute {
    std::string name; ///< Empty if it is everybody.
    bool all = false;
    std::chrono::seconds duration{0};

    using Answer = Muted;
    static constexpr Row row{"mute", Access::change, "Let somebody, or everybody, say nothing"};
    static constexpr auto fields() {
        return std::array{
            field<&Mute::name>("name", muted_name), field<&Mute::all>("all", muted_all),
            field<&Mute::duration>("duration_seconds",
                                   duration_option("--for", "How long (default: for ever)"))};
    }
    bool operator==(const Mute&) const = default;
};

struct Unmuted {
    Sequence sequence;
    std::string name; ///< Empty: everybody.

    static constexpr auto fields() {
        return std::array{field<&Unmuted::sequence>("sequence"),
                          field<&Unmuted::name>("name", {.optional = true})};
    }
    bool operator==(const Unmuted&) const = default;
};

struct Unmute {
    std::string name; ///< Empty if it is everybody.
    bool all = false;

    using Answer = Unmuted;
    static constexpr Row row{"unmute", Access::change, "Let somebody, or everybody, speak again"};
    static constexpr auto fields() {
        return std::array{field<&Unmute::name>("name", muted_name),
                          field<&Unmute::all>("all", muted_all)};
    }
    bool operator==(const Unmute&) const = default;
};

/// The word of `exempt` and `unexempt`.
constexpr Rules exempted_name{.label = "NAME", .listed_by = "who", .help = "Whom"};

struct Exempted {
    std::string name;

    static constexpr std::string_view sentence = "{name} may say as much as it likes";
    static constexpr auto fields() { return std::array{field<&Exempted::name>("name")}; }
    bool operator==(const Exempted&) const = default;
};

struct Exempt {
    std::string name;

    using Answer = Exempted;
    static constexpr Row row{"exempt", Access::change, "Let somebody say as much as it likes"};
    static constexpr auto fields() {
        return std::array{field<&Exempt::name>("name", exempted_name)};
    }
    bool operator==(const Exempt&) const = default;
};

struct Unexempted {
    std::string name;

    static constexpr std::string_view sentence = "the limits hold for {name} again";
    static constexpr auto fields() { return std::array{field<&Unexempted::name>("name")}; }
    bool operator==(const Unexempted&) const = default;
};

struct Unexempt {
    std::string name;

    using Answer = Unexempted;
    static constexpr Row row{"unexempt", Access::change, "Keep somebody to the limits again"};
    static constexpr auto fields() {
        return std::array{field<&Unexempt::name>("name", exempted_name)};
    }
    bool operator==(const Unexempt&) const = default;
};

struct Slowed {
    Sequence sequence; ///< 0 if it was so already.
    std::chrono::seconds between_lines{0};

    static constexpr auto fields() {
        return std::array{field<&Slowed::sequence>("sequence", {.optional = true}),
                          field<&Slowed::between_lines>("seconds")};
    }
    bool operator==(const Slowed&) const = default;
};

struct Slow {
    std::chrono::seconds between_lines{0};

    using Answer = Slowed;
    static constexpr Row row{"slow", Access::change, "Let each member say one line in so long"};
    static constexpr auto fields() {
        return std::array{field<&Slow::between_lines>(
            "seconds", {.max = max_slow_seconds,
                        .label = "SECONDS",
                        .help = "How long a member waits between two lines, or off"})};
    }
    bool operator==(const Slow&) const = default;
};

struct TopicInfo {
    std::string topic;  ///< Empty if there is none, as below.
    std::string pinned; ///< The announcement that newcomers get.
    Sequence sequence;  ///< The event that changed the topic; 0 if nothing did.

    static constexpr auto fields() {
        return std::array{field<&TopicInfo::topic>("topic"), field<&TopicInfo::pinned>("pinned"),
                          field<&TopicInfo::sequence>("sequence", {.optional = true})};
    }
    bool operator==(const TopicInfo&) const = default;
};

struct Topic {
    std::string text; ///< Empty: it is only asked for, unless it is to be cleared.
    bool clear = false;

    bool only_looks() const { return text.empty() && !clear; }

    using Answer = TopicInfo;
    static constexpr Row row{"topic", Access::change, "Show, set or clear the topic of the room"};
    static constexpr auto fields() {
        return std::array{
            field<&Topic::text>("text", {.optional = true,
                                         .label = "TEXT",
                                         .takes_all_words = true,
                                         .help = "The new one; several words are one text"}),
            field<&Topic::clear>("clear",
                                 {.optional = true, .option = "--clear", .help = "Have none"})};
    }
    bool operator==(const Topic&) const = default;
};

struct Unpinned {
    Sequence sequence;

    static constexpr std::string_view sentence =
        "the announcement is pinned no more (event {sequence})";
    static constexpr auto fields() { return std::array{field<&Unpinned::sequence>("sequence")}; }
    bool operator==(const Unpinned&) const = default;
};

struct Unpin {
    using Answer = Unpinned;
    static constexpr Row row{"unpin", Access::change, "Greet nobody with an announcement any more"};
    bool operator==(const Unpin&) const = default;
};

} // namespace chatroom::control
