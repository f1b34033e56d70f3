// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"

#include <filesystem>

namespace chatroom {

/// By what a room knows a member: the names that the member uses belong to this key.
struct Identity {
    sealed::KeyPair keys;
    bool is_new = false; ///< It has just been made.
};

/// The identity in the file, which holds the secret key as 64 lower-case hexadecimal digits and a
/// line end. If there is no such file it is made, for its owner alone; of several programs that do
/// so at once one makes it and all have the same. Throws FileError, also if others may read it.
Identity load_identity(const std::filesystem::path& file, const sealed::FillRandom& fill_random);

} // namespace chatroom
