// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

namespace chatroom {

/// Reads the events of a journal's database, also past what is damaged in it: that is left out, and
/// remembered.
class EventReader {
public:
    /// The database, which has the table of events, outlives the reader.
    explicit EventReader(const SQLite::Database& database);

    /// As Journal::read() has it. Up to number `last` there may be events.
    std::vector<Event> read(Sequence first, std::size_t count, Sequence last);

    /// As Journal::latest() has it; if one in between is damaged, those behind it.
    std::vector<Event> latest(std::size_t count);

    /// What was found so far, by numbers. There may be other events in it that were left out.
    const std::vector<NumberRange>& damage() const { return damage_; }

private:
    struct Part {
        std::vector<Event> events;
        bool is_whole = true; ///< Otherwise what follows cannot be read.
    };

    Part read_part(SQLite::Statement& query);
    Part read_part(Sequence first, std::size_t count);
    Sequence first_behind(Sequence damaged, Sequence last);
    void note_damage(NumberRange range);

    const SQLite::Database& database_;
    SQLite::Statement read_;
    std::vector<NumberRange> damage_;
};

} // namespace chatroom
