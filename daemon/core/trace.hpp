// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/member.hpp"
#include "daemon/core/source.hpp"

#include <string>
#include <variant>
#include <vector>

namespace chatroom {

/// One of the things by which somebody is known again who leaves and comes back: its network, its
/// address with the port, its key, its name.
using Trace = std::variant<Source, Address, sealed::PublicKey, std::string>;

/// By which of them the member is known again; the key is null if it has none. Whoever shares a
/// network answers for the others there, as nothing else tells them apart. On this machine, that is
/// over loopback, people are different ones, and its administrator knows them: there it is the key
/// that tells, or the same port or name.
std::vector<Trace> traces_of(const Member& member, const sealed::PublicKey* key);

} // namespace chatroom
