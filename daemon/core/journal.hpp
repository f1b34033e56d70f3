// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"
#include "protocol/event.hpp"
#include "protocol/member_name.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace chatroom {

/// An event with what the journal keeps beside it and nobody is told.
struct Record {
    Event event;
    std::optional<Address> address; ///< Of an `entered`: where the member is reached.

    bool operator==(const Record&) const = default;
};

/// Somebody who is in the room, as the journal remembers it.
struct StoredMember {
    Sequence entered; ///< The number of the event by which the member entered.
    MemberName name;
    Address address;
    WallTime since;

    bool operator==(const StoredMember&) const = default;
};

/// Why the journal could not do something, in words for the administrator.
struct JournalError {
    std::string message;
};

/// What the room asks of its memory. The members it remembers are what its events make of an empty
/// room, kept so that they outlive the events themselves.
class Journal {
public:
    virtual ~Journal() = default;

    /// The number of the latest event ever appended, 0 if there was none. Trimming does not lower
    /// it.
    virtual Sequence head() const = 0;

    /// Who is in the room after the latest event, in the order of entry.
    virtual std::variant<std::vector<StoredMember>, JournalError> members() const = 0;

    /// Appends the records, whose numbers follow head() without a gap, all or none. When it returns
    /// without an error they outlast the process and the power.
    virtual std::optional<JournalError> append(std::span<const Record> records) = 0;

    /// The latest events, at most so many, oldest first.
    virtual std::variant<std::vector<Event>, JournalError> latest(std::size_t count) const = 0;
};

} // namespace chatroom
