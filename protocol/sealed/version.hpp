// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

/// The versions of the sealed protocol (PROTOCOL.md, Versions).
namespace chatroom::sealed {

/// A range of versions that somebody speaks.
struct Versions {
    std::uint8_t lowest = 1;
    std::uint8_t highest = 1;

    bool operator==(const Versions&) const = default;
    bool contains(std::uint8_t version) const { return lowest <= version && version <= highest; }

    /// The highest version that these and those of somebody else have in common, or, if there is
    /// none, the nearest one of these.
    std::uint8_t chosen_for(const Versions& others) const {
        return std::clamp(others.highest, lowest, highest);
    }
};

/// What this code speaks.
inline constexpr Versions all_versions{1, 2};

/// The prologue of the Noise handshake of that version, so that both ends agree on it.
inline std::string prologue_of(std::uint8_t version) {
    return "chatroom sealed " + std::to_string(version);
}

/// Since version 2 a session has all kinds of events, known or not, events that are about others,
/// and frames that one may skip.
constexpr bool can_grow(std::uint8_t version) {
    return version >= 2;
}

/// Whether a session of that version can be told of an event of that kind.
constexpr bool has_kind(std::uint8_t version, EventKind kind) {
    return can_grow(version) || kind <= EventKind::announced;
}

} // namespace chatroom::sealed
