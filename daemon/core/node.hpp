// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace chatroom {

/// One of several machines that share the room, as the journal has it.
struct Node {
    std::string name;
    std::uint64_t beat = 0; ///< How often it has said that it is there.
    Sequence delivered;     ///< Up to there each of its sealed members has all events.

    bool operator==(const Node&) const = default;
};

/// By name.
using Nodes = std::map<std::string, Node, std::less<>>;

} // namespace chatroom
