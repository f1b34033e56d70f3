// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace chatroom {

/// What is wrong with a file of the user's; the wording is chosen where it is shown.
enum class FileFault : std::uint8_t {
    failed,         ///< The system says no; the detail is its reason.
    open_to_others, ///< Others may read what is a secret.
    damaged,        ///< It does not hold what it should; the detail is the line, if it is one.
    no_passphrase,  ///< It does not hold a passphrase.
};

class FileError : public std::runtime_error {
public:
    FileError(FileFault file_fault, std::filesystem::path file_path, std::string what_else = {});

    FileFault fault;
    std::filesystem::path path;
    std::string detail;
};

} // namespace chatroom
