// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace chatroom {

/// What the programs' code and SQLite do to make things last, while this lives, as lines in their
/// order: "sync numbers.? 6" (a file of six bytes), "rename numbers.? numbers", "sync ." for the
/// directory. A power failure cannot be had in a test; that nothing was left out can be seen.
/// disk_watch.cpp takes the place of the C library's functions in every program that links it.
class DiskWatch {
public:
    /// Paths are told relative to the directory; what is outside is not told. One at a time.
    explicit DiskWatch(const std::filesystem::path& directory);
    ~DiskWatch();
    DiskWatch(const DiskWatch&) = delete;
    DiskWatch& operator=(const DiskWatch&) = delete;

    /// What was done since the last time.
    std::vector<std::string> take();
};

} // namespace chatroom
