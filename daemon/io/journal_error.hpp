// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

namespace chatroom {

/// Whether the error says that a part of the database is not what was written there, or cannot be
/// read from the disk any more.
bool is_damage(const SQLite::Exception& error);

/// What the error means, in words for the administrator: which file it is about, why, and what
/// mends it. The file is that of the database in which it happened.
std::string explain(const SQLite::Exception& error, const SQLite::Database& database,
                    const std::filesystem::path& file);

/// The same of a journal that could not be opened.
std::string explain_opening(const SQLite::Exception& error, const std::filesystem::path& file);

} // namespace chatroom
