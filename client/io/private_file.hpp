// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "client/core/file_error.hpp"
#include "protocol/sealed/secret_text.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// What the file holds; nothing if there is none. Throws FileError if it is longer than max_bytes
/// or cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& file, std::size_t max_bytes);

/// The same of a file that only its owner may have access to. Throws FileError if others have.
std::optional<sealed::SecretText> read_secret(const std::filesystem::path& file,
                                              std::size_t max_bytes);

/// Makes the file, for its owner alone, and the directories it is in; it appears whole and is on
/// the disk then. False if there is one already, which stays as it is. Throws FileError.
bool create_file(const std::filesystem::path& file, std::string_view contents);

/// Puts the new contents in the place of the old: whoever reads it gets the one or the other, also
/// after a loss of power. Otherwise as create_file().
void replace_file(const std::filesystem::path& file, std::string_view contents);

/// Keeps other programs that lock the same file waiting as long as it lives. The file is
/// `FILE.lock` because replace_file() puts another one in the place of FILE.
class FileLock {
public:
    /// Far longer than a program of ours has it; one that is stopped in between may have it for
    /// ever.
    static constexpr std::chrono::milliseconds patience{2000};

    /// Throws FileError, also if somebody else has it for so long.
    explicit FileLock(const std::filesystem::path& file);

private:
    FileDescriptor descriptor_;
};

} // namespace chatroom
