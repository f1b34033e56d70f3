// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <filesystem>
#include <vector>

namespace chatroom {

/// What a restored room has.
struct Restored {
    std::uint64_t events = 0;
    Sequence latest;                 ///< The number of the latest of them.
    Sequence go_on_above;            ///< Events to come have greater numbers.
    std::vector<NumberRange> damage; ///< What could not be read in the backup.
};

/// Makes the database in the state directory, which has none, from a backup, and the file `numbers`
/// beside it. All that can be read in the backup is copied into a new database, so damage does not
/// come along; numbers go on above all that was given, as far as anybody can know. Throws
/// std::runtime_error, in words for the administrator, and leaves the directory as it was.
Restored restore_journal(const std::filesystem::path& backup, const std::filesystem::path& state);

} // namespace chatroom
