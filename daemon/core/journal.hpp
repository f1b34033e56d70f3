// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"
#include "protocol/event.hpp"
#include "protocol/member_name.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/keys.hpp"

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
    std::optional<Address> address{};       ///< Of an `entered`: where the member is reached.
    std::optional<sealed::PublicKey> key{}; ///< Of an `entered`: the key of a sealed member.

    bool operator==(const Record&) const = default;
};

/// Somebody who is in the room, as the journal remembers it.
struct StoredMember {
    Sequence entered; ///< The number of the event by which the member entered.
    MemberName name;
    Address address;
    WallTime since;
    std::optional<sealed::PublicKey> key{}; ///< Of a sealed member.

    bool operator==(const StoredMember&) const = default;
};

/// A name that belongs to a key, and what the room has to remember of its owner.
struct StoredName {
    MemberName name;
    sealed::PublicKey key;
    /// The latest program that entered under the name, and the last of its messages in the journal.
    sealed::Instance instance;
    std::uint32_t client_sequence = 0;
    Sequence cursor; ///< Up to where the owner is known to have all events.
    WallTime first_used;
    WallTime last_used;

    bool operator==(const StoredName&) const = default;
};

/// Where a member is reached from now on.
struct Move {
    Sequence entered;
    Address address;

    bool operator==(const Move&) const = default;
};

/// What one turn changes, all of it or nothing.
struct Batch {
    std::vector<Record> records;   ///< In order, after head(), without a gap.
    std::vector<StoredName> names; ///< In place of those of the same text, or beside the rest.
    /// Names that belonged to somebody, as stored. They are released before the others are kept.
    std::vector<std::string> released;
    std::vector<Move> moves; ///< Of members who are inside after the records.

    bool empty() const {
        return records.empty() && names.empty() && released.empty() && moves.empty();
    }
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

    /// The highest number that was ever, or may ever have been, given to an event; 0 if there was
    /// none. Trimming does not lower it. After a crash it may be above the latest event's.
    virtual Sequence head() const = 0;

    /// Who is in the room after the latest event, in the order of entry.
    virtual std::variant<std::vector<StoredMember>, JournalError> members() const = 0;

    /// The names that belong to somebody, in any order.
    virtual std::variant<std::vector<StoredName>, JournalError> names() const = 0;

    /// Keeps the batch, all of it or nothing. When it returns without an error it outlasts the
    /// process and the power.
    virtual std::optional<JournalError> append(const Batch& batch) = 0;

    /// The latest events, at most so many, oldest first.
    virtual std::variant<std::vector<Event>, JournalError> latest(std::size_t count) const = 0;

    /// The events from number `first` on that it still has, at most so many, oldest first. There
    /// may be holes: numbers that were never given, and before oldest() what was trimmed.
    virtual std::variant<std::vector<Event>, JournalError> read(Sequence first,
                                                                std::size_t count) const = 0;

    /// The number of the oldest event it still has; the one after head() if it has none.
    virtual Sequence oldest() const = 0;
};

} // namespace chatroom
