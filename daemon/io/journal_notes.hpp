// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

namespace chatroom {

/// What a journal has to remember of itself, in its database. All of these throw SQLite::Exception.

/// The note under that word; nothing if there is none.
std::optional<std::string> read_note(const SQLite::Database& database, const std::string& word);
void write_note(const SQLite::Database& database, const std::string& word,
                const std::string& value);

/// The numbers that may have been given to events that are lost, in order.
std::vector<NumberRange> read_lost(const SQLite::Database& database);
void add_lost(const SQLite::Database& database, const NumberRange& range);

} // namespace chatroom
