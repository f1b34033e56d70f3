// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/request.hpp"
#include "daemon/core/room_log.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What was refused: counted by cause since the start, told to the log, and the last of it
/// remembered, so that the administrator can help whoever asks why. Every door tells it here.
class Refusals {
public:
    /// So many are remembered, some 300 KB: in a busy room that is hours, and a crowd that is
    /// turned away at once can take no more memory.
    static constexpr std::size_t max_remembered = control::max_why_count;
    /// The same again, by one of so many that met refusals lately, takes no new place: whoever
    /// tries on and on drives nobody else out.
    static constexpr std::size_t looked_back = 32;

    /// Whom a door refuses something.
    struct Asker {
        DoorKind door = DoorKind::classic;
        Address address;
        std::string_view name{}; ///< That it asks for or claims; empty if it says none.
        std::optional<sealed::PublicKey> key{};
    };

    struct Entry {
        WallTime time; ///< The last time.
        std::uint64_t times = 1;
        classic::Refusal cause = classic::Refusal::not_allowed;
        DoorKind door = DoorKind::classic;
        Address address;
        std::string name{}; ///< UTF-8, cut.
        std::optional<sealed::PublicKey> key{};
        std::string words{}; ///< In English.

        bool operator==(const Entry&) const = default;
    };

    /// Both are the room's and outlive this.
    Refusals(RoomLog& log, control::Counters& counters) : log_(log), counters_(counters) {}

    void note(Now now, const Asker& asker, const answer::Refused& refused,
              LogKind kind = LogKind::refused);

    const control::RefusalCounts& counts() const { return counts_; }

    /// The last refusals of whoever has the name, in any spelling, or the address: with the port
    /// exactly that one, without it or as a network whoever is there. Oldest first. Takes a look at
    /// each that is remembered.
    std::vector<const Entry*> of(std::string_view whom, std::size_t most) const;

    /// How often each cause was met, as far as is remembered, by whoever has the key or, if there
    /// is none, by a classic program at exactly that address. Takes a look at each.
    control::RefusalCounts counts_of(const Address& address,
                                     const std::optional<sealed::PublicKey>& key) const;

private:
    Entry* same_as(const Entry& entry);

    RoomLog& log_;
    control::Counters& counters_;
    control::RefusalCounts counts_;
    std::deque<Entry> entries_; ///< Oldest first.
};

} // namespace chatroom
