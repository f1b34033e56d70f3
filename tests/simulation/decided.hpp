// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "daemon/core/member.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatroom::simulation {

/// Somebody who is inside, as the disk has it.
struct StoredMember {
    Sequence entered;
    MemberName name;
    Address address;
    std::optional<sealed::PublicKey> key; ///< Of a sealed member.
    Rare<Address> reached_at{};           ///< If a gateway speaks for it.
};

/// An event with what its facts say of who enters by it.
struct DecidedRecord {
    Event event;
    std::optional<Address> address;
    std::optional<sealed::PublicKey> key; ///< Of a sealed member.
};

/// A batch in the simulation's own words.
struct DecidedBatch {
    std::vector<DecidedRecord> records; ///< Those with an event.
    std::vector<OwnedName> names;
    std::vector<std::string> released;
    std::vector<Record> written; ///< As it is.
};

/// Throws Violation if a fact is none.
DecidedBatch decided(const Batch& batch);

} // namespace chatroom::simulation
