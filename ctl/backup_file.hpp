// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"

#include <filesystem>

namespace chatroom {

/// A new file for a backup, which its owner alone may read. It is gone again unless it is kept.
class BackupFile {
public:
    /// Throws std::runtime_error in words if the file cannot be made, as there is one of that name
    /// already, be it a link.
    explicit BackupFile(std::filesystem::path path);
    ~BackupFile();
    BackupFile(const BackupFile&) = delete;
    BackupFile& operator=(const BackupFile&) = delete;

    int descriptor() const { return descriptor_.get(); }

    /// The backup is in it.
    void keep() { is_kept_ = true; }

private:
    std::filesystem::path path_;
    FileDescriptor descriptor_;
    bool is_kept_ = false;
};

} // namespace chatroom
