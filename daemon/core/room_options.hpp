// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/allowance.hpp"
#include "protocol/address_range.hpp"
#include "protocol/classic_wording.hpp"
#include "protocol/sealed/keys.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// How much one person, or one network, may take of the room.
struct Limits {
    Rate lines{.per_second = 5, .at_once = 50};        ///< Of a member.
    Rate bytes{.per_second = 4096, .at_once = 32'768}; ///< Likewise, of what it says.
    std::size_t classic_of_an_address = 16;            ///< Members.
    std::size_t classic_of_this_machine = 256;         ///< Likewise, over loopback.
    std::size_t sealed_of_a_network = 250;             ///< Likewise.
    std::chrono::hours classic_silence{12};            ///< Who says nothing so long has gone.

    bool operator==(const Limits&) const = default;
};

/// What the administrator decides about the room; etc/chatroomd.toml explains each and has the
/// defaults.
struct RoomOptions {
    /// What this one of several machines that share the room is called; empty if there is only one.
    std::string node;
    /// After such a silence of another node its members are one's own. More than a beat.
    std::chrono::seconds node_timeout{10};
    std::size_t max_members = 1000;
    std::chrono::seconds grace{120};
    /// So long a sealed member may take to get as far as the room was.
    std::chrono::seconds lag{120};
    classic::Language language = classic::Language::zh;
    std::vector<std::string> farewell{"Exit", "EXIT"};
    std::vector<AddressRange> allow;
    Limits limits;
    /// Who is believed when it says for whom it speaks, such as chatroom-web.
    std::vector<AddressRange> gateways;
    /// Of the page that shows the room, for invitations; empty if there is none.
    std::string page;
    /// How many of the latest events a newcomer gets.
    std::size_t history = 50;
    /// How long an unused name stays its owner's.
    std::chrono::days keep_names{365};
    /// How long a name under which nothing was ever said stays its owner's: who only looks in keeps
    /// it overnight, and who takes names to keep others from them has to come back for each.
    static constexpr std::chrono::days keep_unused_names{1};
    /// What the room's passphrase comes down to; nothing if it has none.
    std::optional<sealed::SecretKey> pre_shared_key;

    /// Whether this node serves the members of that one. A machine that is alone serves all.
    bool serves(std::string_view of_node) const { return node.empty() || of_node == node; }

    bool operator==(const RoomOptions&) const = default;
};

/// What makes this room this room and nobody can guess.
struct RoomSecrets {
    sealed::KeyPair static_key;
    sealed::FillRandom fill_random;
};

} // namespace chatroom
