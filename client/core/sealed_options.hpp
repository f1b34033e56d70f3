// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"
#include "protocol/sealed/secret_text.hpp"
#include "protocol/sealed/version.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Who we are and what we know of the server.
struct SealedOptions {
    sealed::KeyPair identity;
    /// The key the server had the last time; nothing if this is the first.
    std::optional<sealed::PublicKey> known_server;
    /// The fingerprint the server's key must have, whatever it had the last time.
    std::optional<std::string> fingerprint;
    std::optional<sealed::SecretText> passphrase;
    /// Turns a passphrase into a key; it takes a tenth of a second, so tests have their own.
    std::function<sealed::SecretKey(std::string_view, const sealed::PublicKey&)>
        derive_passphrase_key = sealed::passphrase_key;
    /// The versions of the protocol that are spoken: fewer make a client of yesterday.
    sealed::Versions versions = sealed::all_versions;
    /// As what the program introduces itself, "chatroom-client 0.2.0"; empty if it does not.
    std::string program{};
    /// What a client of tomorrow sends: a frame that may be skipped, which goes along wherever the
    /// session may have one and there is room.
    std::string frame_of_tomorrow{};
};

} // namespace chatroom
