// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/journal_notes.hpp"

namespace chatroom {

std::optional<std::string> read_note(const SQLite::Database& database, const std::string& word) {
    SQLite::Statement query(database, "SELECT value FROM notes WHERE word = ?");
    query.bind(1, word);
    return query.executeStep() ? std::optional(query.getColumn(0).getString()) : std::nullopt;
}

void write_note(const SQLite::Database& database, const std::string& word,
                const std::string& value) {
    SQLite::Statement statement(database, "REPLACE INTO notes VALUES (?, ?)");
    statement.bind(1, word);
    statement.bind(2, value);
    statement.exec();
}

std::vector<NumberRange> read_lost(const SQLite::Database& database) {
    std::vector<NumberRange> result;
    SQLite::Statement query(database, "SELECT first, last FROM lost ORDER BY first");
    while (query.executeStep()) {
        result.push_back({{static_cast<std::uint64_t>(query.getColumn(0).getInt64())},
                          {static_cast<std::uint64_t>(query.getColumn(1).getInt64())}});
    }
    return result;
}

void add_lost(const SQLite::Database& database, const NumberRange& range) {
    SQLite::Statement statement(database, "REPLACE INTO lost VALUES (?, ?)");
    statement.bind(1, static_cast<std::int64_t>(range.first.value));
    statement.bind(2, static_cast<std::int64_t>(range.last.value));
    statement.exec();
}

} // namespace chatroom
