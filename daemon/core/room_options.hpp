// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address_range.hpp"
#include "protocol/classic_wording.hpp"
#include "protocol/sealed/keys.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// What the administrator decides about the room; etc/chatroomd.toml explains each and has the
/// defaults.
struct RoomOptions {
    std::size_t max_members = 1000;
    std::chrono::seconds grace{120};
    /// So long a sealed member may take to get as far as the room was.
    std::chrono::seconds lag{120};
    classic::Language language = classic::Language::zh;
    std::vector<std::string> farewell{"Exit", "EXIT"};
    std::vector<AddressRange> allow;
    /// How many of the latest events a newcomer gets.
    std::size_t history = 50;
    /// How long an unused name stays its owner's.
    std::chrono::days keep_names{365};
    /// What the room's passphrase comes down to; nothing if it has none.
    std::optional<sealed::SecretKey> pre_shared_key;

    bool operator==(const RoomOptions&) const = default;
};

/// What makes this room this room and nobody can guess.
struct RoomSecrets {
    sealed::KeyPair static_key;
    sealed::FillRandom fill_random;
};

} // namespace chatroom
