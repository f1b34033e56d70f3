// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/secret_text.hpp"

#include <filesystem>
#include <optional>

namespace chatroom {

/// The password for the database: the first line of the file; without a file that of the systemd
/// credential "database-password"; nothing if there is neither. Read anew for each connection, so
/// that it can be changed. A zero byte follows it. Throws std::runtime_error in words as
/// read_passphrase() does.
std::optional<sealed::SecretText> read_database_password(const std::filesystem::path& file);

} // namespace chatroom
