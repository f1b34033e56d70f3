// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"

#include <filesystem>

namespace chatroom {

/// The key by which members know this server, from the file; where there is no file, one is made
/// and written there first. Throws std::runtime_error in words if the file cannot be read or made,
/// is damaged, or if others have access to it: it is never replaced.
sealed::KeyPair load_server_key(const std::filesystem::path& file,
                                const sealed::FillRandom& fill_random);

} // namespace chatroom
