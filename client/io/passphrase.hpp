// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/secret_text.hpp"

#include <filesystem>
#include <string_view>

namespace chatroom {

/// Whether the text can be a room's passphrase: one line, 1 to 256 bytes of UTF-8 (PROTOCOL.md,
/// Passphrase).
bool is_passphrase(std::string_view text);

/// The passphrase in the file: its first line, as for chatroomd(8). Throws FileError, also if
/// others may read the file.
sealed::SecretText read_passphrase(const std::filesystem::path& file);

} // namespace chatroom
