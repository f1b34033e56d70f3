// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <SQLiteCpp/SQLiteCpp.h>

namespace chatroom {

/// Opens or creates the database of a journal and locks it for this process. One that an older
/// version wrote is brought to the form of this one. Throws std::runtime_error, in words for the
/// administrator, if that cannot be done.
SQLite::Database open_journal_database(const std::filesystem::path& file);

} // namespace chatroom
