// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control_row.hpp"

/// The verb of control.hpp that shows what has happened, and what those who monitor are told.
namespace chatroom::control {

inline constexpr std::uint32_t default_log_count = 20;
inline constexpr std::uint32_t max_log_count = 1000;

/// An event as the control protocol tells it.
struct LoggedEvent {
    Sequence sequence;
    WallTime time;
    std::string kind; ///< A word, "said": that of a newer daemon may be one that nobody knows here.
    std::string name;
    std::string text;
    Sequence about;        ///< The earlier event that it is about; 0 for none.
    bool recalled = false; ///< That is why there is no text.

    static constexpr auto fields() {
        return std::array{field<&LoggedEvent::sequence>("sequence"),
                          field<&LoggedEvent::time>("time"),
                          field<&LoggedEvent::kind>("kind"),
                          field<&LoggedEvent::name>("name"),
                          field<&LoggedEvent::text>("text"),
                          field<&LoggedEvent::about>("about", {.optional = true}),
                          field<&LoggedEvent::recalled>("recalled", {.optional = true})};
    }
    bool operator==(const LoggedEvent&) const = default;
};

struct Events {
    std::vector<LoggedEvent> events; ///< Oldest first.
    Sequence before{}; ///< What is in front of that was not looked at; 0: all was, or enough found.

    static constexpr auto fields() {
        return std::array{field<&Events::events>("events"),
                          field<&Events::before>("before", {.optional = true})};
    }
    bool operator==(const Events&) const = default;
};

/// What has happened, and of that only what all the conditions hold for that are given.
struct Log {
    std::uint32_t count = 0; ///< 0: 20, or as many as there may be if it is said since when.
    WallTime since{};        ///< WallTime{}: whenever it was.
    WallTime until{};        ///< Likewise.
    std::string user{};      ///< Who does it or whom it is about, in any spelling; empty: anybody.
    std::string grep{};      ///< A part of the text, in small or capital letters.
    Sequence before{};       ///< 0: up to the latest.
    bool follow = false;     ///< And what happens from then on.

    std::uint32_t most() const {
        return count > 0 ? count : since == WallTime{} ? default_log_count : max_log_count;
    }

    /// Whether it is about some events and not just the latest.
    bool chooses() const {
        return since != WallTime{} || until != WallTime{} || !user.empty() || !grep.empty() ||
               before != Sequence{};
    }

    using Answer = Events;
    static constexpr Row row{"log", Access::read, "Show what has happened in the room"};
    static constexpr auto fields() {
        return std::array{
            field<&Log::count>("count", {.optional = true,
                                         .min = 1,
                                         .max = max_log_count,
                                         .label = "N",
                                         .option = "-n",
                                         .help = "The latest N, 1 to 1000 (default: 20, with "
                                                 "--since 1000)"}),
            field<&Log::since>("since", {.optional = true,
                                         .label = "TIME",
                                         .option = "--since",
                                         .help = "Not before 14:54, 2026-11-23, \"2026-11-23 "
                                                 "14:54\", or so long ago (10m)"}),
            field<&Log::until>("until", {.optional = true,
                                         .label = "TIME",
                                         .option = "--until",
                                         .help = "Not after that, likewise"}),
            field<&Log::user>("user", {.optional = true,
                                       .label = "NAME",
                                       .option = "--user",
                                       .listed_by = "who",
                                       .help = "Only what somebody does or what happens to it"}),
            field<&Log::grep>("grep", {.optional = true,
                                       .label = "TEXT",
                                       .option = "--grep",
                                       .help = "Only what has this in its text"}),
            field<&Log::before>("before", {.optional = true, .min = 1}),
            field<&Log::follow>("follow", {.optional = true,
                                           .is_local = true,
                                           .option = "--follow",
                                           .help = "Go on with what happens, until stopped"})};
    }
    bool operator==(const Log&) const = default;
};

/// All before it was the snapshot: what follows are records.
struct Ready {
    Sequence sequence; ///< Of the latest event that the snapshot has in it.

    static constexpr auto fields() { return std::array{field<&Ready::sequence>("sequence")}; }
    bool operator==(const Ready&) const = default;
};

/// One thing that has happened, as those who monitor are told.
struct MonitorRecord {
    std::uint64_t number = 0; ///< 1 is the first on a connection, each next one is greater by one.
    LoggedEvent event;

    static constexpr auto fields() {
        return std::array{field<&MonitorRecord::number>("number"),
                          field<&MonitorRecord::event>("event")};
    }
    bool operator==(const MonitorRecord&) const = default;
};

} // namespace chatroom::control
