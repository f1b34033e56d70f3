// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace chatroom {

/// A file cannot be written; what() says which one and why.
class WriteError : public std::runtime_error {
public:
    WriteError(const std::filesystem::path& file, std::string system_reason);

    std::string reason; ///< Of the system, such as "No space left on device".
};

/// Makes the text all that is in the file, for its owner alone. When it returns, that is on the
/// disk; a crash before leaves what there was, and maybe a file with six more letters to its name.
/// Throws WriteError.
void write_durably(const std::filesystem::path& file, std::string_view text);

/// Gives the file, which is on the disk, its name in the same directory, also on the disk. Throws
/// WriteError.
void rename_durably(const std::filesystem::path& file, const std::filesystem::path& name);

/// The same as write_durably(), but a file that is there already stays as it is: false then.
bool create_durably(const std::filesystem::path& file, std::string_view text);

} // namespace chatroom
