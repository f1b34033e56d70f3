// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/decided.hpp"

#include <deque>
#include <map>
#include <utility>

namespace chatroom::simulation {

/// What is on the disk: it outlasts daemons and power.
struct Disk {
    std::deque<Event> events;
    std::map<std::pair<std::uint8_t, std::string>, std::string> facts;
    // What the facts say:
    std::vector<StoredMember> members; ///< In the order of entry.
    std::map<std::string, OwnedName> names;
    Sequence reserved; ///< Numbers up to this one may have been given.
};

/// The disk has the batch from now on; what it recalls has no text any more.
void keep(Disk& disk, const Batch& batch);

/// As Journal has them:
std::vector<Fact> facts_of(const Disk& disk);
std::vector<Event> latest_of(const Disk& disk, std::size_t count);
std::vector<Event> read_from(const Disk& disk, Sequence first, std::size_t count);

} // namespace chatroom::simulation
