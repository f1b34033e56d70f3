// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/event_reader.hpp"

#include "base/utf8.hpp"
#include "daemon/io/journal_error.hpp"
#include "protocol/member_name.hpp"
#include "protocol/text.hpp"

#include <algorithm>

namespace chatroom {

namespace {

/// So many damaged ranges are remembered, which is more than anybody mends; of others it is only
/// not known why they are missing.
constexpr std::size_t max_ranges = 1000;

constexpr const char* read_events =
    "SELECT sequence, time_ms, kind, name, text, client_sequence, about FROM events"
    " WHERE sequence >= ? ORDER BY sequence LIMIT ?";
constexpr const char* read_latest =
    "SELECT sequence, time_ms, kind, name, text, client_sequence, about FROM events"
    " ORDER BY sequence DESC LIMIT ?";

Event event_in(SQLite::Statement& query) {
    return {.sequence = {static_cast<std::uint64_t>(query.getColumn(0).getInt64())},
            .time = WallTime(std::chrono::milliseconds(query.getColumn(1).getInt64())),
            .kind = static_cast<EventKind>(query.getColumn(2).getInt()),
            .name = query.getColumn(3).getString(),
            .text = query.getColumn(4).getString(),
            .client_sequence = static_cast<std::uint32_t>(query.getColumn(5).getInt64()),
            .about = {static_cast<std::uint64_t>(query.getColumn(6).getInt64())}};
}

/// Whether it could be told to anybody. What a disk has changed often could not, and would stop
/// whoever has to get it.
bool is_sound(const Event& event) {
    const auto kind = static_cast<std::uint8_t>(event.kind);
    return kind > 0 && kind <= max_event_kind && fits_name(event.kind, !event.name.empty()) &&
           event.name.size() <= max_name_bytes && is_utf8(event.name) &&
           event.text.size() <= max_event_text_bytes && is_utf8(event.text) &&
           event.about < event.sequence;
}

} // namespace

EventReader::EventReader(const SQLite::Database& database)
    : database_(database), read_(database, read_events) {}

EventReader::Part EventReader::read_part(SQLite::Statement& query) {
    Part part;
    try {
        while (query.executeStep()) {
            part.events.push_back(event_in(query));
        }
    } catch (const SQLite::Exception& error) {
        if (!is_damage(error)) {
            throw;
        }
        part.is_whole = false;
    }
    query.tryReset(); // It returns the error once more.
    return part;
}

EventReader::Part EventReader::read_part(Sequence first, std::size_t count) {
    read_.tryReset();
    read_.bind(1, static_cast<std::int64_t>(first.value));
    read_.bind(2, static_cast<std::int64_t>(count));
    return read_part(read_);
}

std::vector<Event> EventReader::read(Sequence first, std::size_t count, Sequence last) {
    std::vector<Event> result;
    while (result.size() < count && first <= last) {
        const auto wanted = count - result.size();
        auto part = read_part(first, wanted);
        const bool is_end = part.is_whole && part.events.size() < wanted;
        for (auto& event : part.events) {
            first = event.sequence.next();
            if (is_sound(event)) {
                result.push_back(std::move(event));
            } else {
                note_damage({event.sequence, event.sequence});
            }
        }
        if (is_end) {
            break;
        }
        if (!part.is_whole) {
            const auto behind = first_behind(first, last);
            note_damage({first, {behind.value - 1}});
            first = behind;
        }
    }
    return result;
}

/// From that number on reading fails: the first from which it works again, at most the one after
/// the last. Pages hold some dozens of events, so it is mostly near.
Sequence EventReader::first_behind(Sequence damaged, Sequence last) {
    auto bad = damaged.value;
    auto good = damaged.value + 1;
    for (std::uint64_t step = 1; good <= last.value && !read_part({good}, 1).is_whole; step *= 2) {
        bad = good;
        good += step;
    }
    good = std::min(good, last.value + 1);
    while (bad + 1 < good) {
        const auto middle = bad + (good - bad) / 2;
        (read_part({middle}, 1).is_whole ? good : bad) = middle;
    }
    return {good};
}

std::vector<Event> EventReader::latest(std::size_t count) {
    SQLite::Statement query(database_, read_latest);
    query.bind(1, static_cast<std::int64_t>(count));
    auto part = read_part(query);
    std::erase_if(part.events, [](const Event& event) { return !is_sound(event); });
    std::reverse(part.events.begin(), part.events.end());
    return std::move(part.events);
}

/// In order, and each number once.
void EventReader::note_damage(NumberRange range) {
    const auto touches = [&](const NumberRange& other) {
        return other.first <= range.last.next() && range.first <= other.last.next();
    };
    for (const auto& other : damage_) {
        if (touches(other)) {
            range = {std::min(range.first, other.first), std::max(range.last, other.last)};
        }
    }
    std::erase_if(damage_, touches);
    const auto behind = std::find_if(damage_.begin(), damage_.end(), [&](const NumberRange& other) {
        return other.first > range.last;
    });
    damage_.insert(behind, range);
    if (damage_.size() > max_ranges) {
        damage_.erase(damage_.begin());
    }
}

} // namespace chatroom
