// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// The time people see, UTC. It may jump; deadlines never depend on it.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// The times that RFC 3339 can say, the years 0000 to 9999.
inline constexpr WallTime earliest_time{std::chrono::sys_days{std::chrono::year{0} / 1 / 1}};
inline constexpr WallTime latest_time{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1} -
                                      std::chrono::milliseconds{1}};

/// The time, or the one of those that is next to it: what comes from elsewhere goes through this,
/// so that nothing behind it computes with, or shows, what no calendar has.
constexpr WallTime bounded(WallTime time) {
    return time < earliest_time ? earliest_time : time > latest_time ? latest_time : time;
}

/// The number of an event: 1 is the first, each next one is greater by one, none is ever reused.
/// 0 stands for "before the first event".
struct Sequence {
    std::uint64_t value = 0;

    auto operator<=>(const Sequence&) const = default;
    Sequence next() const { return {value + 1}; }
};

/// 1 to 127. Values that have no name here are kinds of a later version: they are numbered, kept
/// and acknowledged as any other, and shown as nothing.
enum class EventKind : std::uint8_t {
    entered = 1,
    said = 2,
    left = 3,
    kicked = 4,
    announced = 5,
    muted = 6,   ///< Without a name: everybody is.
    unmuted = 7, ///< Likewise.
    locked = 8,
    unlocked = 9,
    slowed = 10,
    topic = 11,
    pinned = 12, ///< It is about the announcement.
    unpinned = 13,
    recalled = 14, ///< It is about what has lost its text; see recall.hpp.
};

inline constexpr std::uint8_t max_event_kind = 127;

/// Something that happened in the room.
struct Event {
    Sequence sequence;
    WallTime time;
    EventKind kind = EventKind::announced;
    /// Whom it is about, as the room shows the name; empty if it is about nobody in particular.
    std::string name;
    /// What was said or announced, unless it was recalled; why somebody was kicked, the topic; how
    /// many seconds somebody is muted, or have to be between two lines of a member; up to which
    /// number messages are recalled. Empty if there is no such thing.
    std::string text;
    /// Which of its author's messages it is, as sealed members number them; 0 for everything else.
    std::uint32_t client_sequence = 0;
    /// The earlier event that this one is about; 0 is none.
    Sequence about{};

    bool operator==(const Event&) const = default;
};

/// Whether the kind has a name, and so a meaning, here.
bool is_known(EventKind kind);

/// Whether an event of the kind may be about somebody, or, without a name, about nobody. Those of
/// kinds that are not known may be both.
bool fits_name(EventKind kind, bool has_name);

/// The kind as one lower-case word ("entered"), as the control protocol and the logs write it; one
/// that has no name by its number ("kind-77").
std::string to_string(EventKind kind);

/// The reverse of to_string(), for exactly those forms; nothing if the word is no kind.
std::optional<EventKind> event_kind_from(std::string_view word);

/// The number of seconds in the text of an event; nothing if it has none.
std::optional<std::chrono::seconds> seconds_in(const Event& event);

/// RFC 3339 in UTC with milliseconds, "2026-11-23T14:54:00.000Z"; of the bounded() time.
std::string to_rfc3339(WallTime time);

/// The reverse of to_rfc3339(), for exactly that form; nothing if the text has another one.
std::optional<WallTime> from_rfc3339(std::string_view text);

} // namespace chatroom
