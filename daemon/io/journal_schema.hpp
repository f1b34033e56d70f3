// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <SQLiteCpp/SQLiteCpp.h>

namespace chatroom {

/// How a database was found.
struct DatabaseOrigin {
    int found_version = 0; ///< 0: there was none.
    int version = 0;       ///< That it has now.

    bool is_new() const { return found_version == 0; }
    bool is_migrated() const { return !is_new() && found_version < version; }
};

/// Opens or creates the database of a journal and locks it for this process. One that an older
/// version wrote is brought to the form of this one; `origin` tells. Throws std::runtime_error, in
/// words for the administrator, if that cannot be done.
SQLite::Database open_journal_database(const std::filesystem::path& file, DatabaseOrigin& origin);

} // namespace chatroom
