// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

namespace chatroom::sealed {

/// Which counters have been received (RFC 6479 explains the idea): the highest, and which of the
/// `size` counters up to it.
class ReplayWindow {
public:
    /// Four times the datagrams of events or messages that a side has on the way at most. What is
    /// overtaken by more than these comes so late that its contents have been sent again.
    static constexpr std::size_t size = 128;

    /// Whether a datagram with that counter may be new.
    bool may_accept(std::uint64_t counter) const;

    /// Remembers the counter, which may_accept() and whose datagram is authentic. True if no
    /// counter before was higher.
    bool accept(std::uint64_t counter);

    /// The highest counter received; 0 also when there is none.
    std::uint64_t highest() const { return highest_; }

private:
    bool is_newest(std::uint64_t counter) const { return received_.none() || counter > highest_; }

    std::bitset<size> received_; ///< By counter modulo size.
    std::uint64_t highest_ = 0;
};

} // namespace chatroom::sealed
