// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/secret_text.hpp"

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace chatroom {

/// A file that holds a secret.
struct SecretFile {
    /// Who may have access to it.
    enum class Access { owner, owner_and_group };

    std::string_view what; ///< For messages, such as "the server's key".
    std::filesystem::path path;
    Access access = Access::owner;

    /// What is in the file, or the beginning of it that has so many bytes. Throws error() if it
    /// cannot be read, is no regular file, or others have access to it.
    sealed::SecretText read(std::size_t max_bytes) const;

    /// What is wrong with the file, for the administrator.
    std::runtime_error error(std::string_view why) const;
};

} // namespace chatroom
