// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace chatroom {

/// What is in a configuration file; an error says in words for the administrator which file cannot
/// be read and why. One of more than 1 MiB is none: a wrong path must not fill the memory.
Result<std::string, std::string> read_configuration_file(const std::filesystem::path& path);

} // namespace chatroom
