// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/secret_file.hpp"

#include <filesystem>

namespace chatroom {

/// The passphrase of the room: the first line of the file, without its end. The file may be
/// readable for its group, because the service is not its owner. Throws std::runtime_error in words
/// if the file cannot be read, others have access to it, or the line is no passphrase.
sealed::SecretText read_passphrase(const std::filesystem::path& file);

} // namespace chatroom
