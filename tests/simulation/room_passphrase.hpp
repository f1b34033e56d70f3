// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"

namespace chatroom::simulation {

/// The passphrase of rooms that have one.
inline constexpr std::string_view room_passphrase = "open sesame";

/// A key that is good enough here and, unlike the real one, costs nothing.
inline sealed::SecretKey cheap_passphrase_key(std::string_view passphrase,
                                              const sealed::PublicKey& server) {
    sealed::SecretKey result(server.bytes);
    for (std::size_t index = 0; index < passphrase.size(); ++index) {
        auto& byte = result.bytes()[index % sealed::key_bytes];
        byte = static_cast<std::uint8_t>(byte ^ static_cast<std::uint8_t>(passphrase[index]));
    }
    return result;
}

} // namespace chatroom::simulation
