// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace chatroom::sealed {

/// Which counters have been received (RFC 6479 explains the idea): the highest, and which of the
/// `size` counters up to it. While none of these is missing that takes no memory of its own.
class ReplayWindow {
public:
    static constexpr std::size_t size = 1024;

    /// Whether a datagram with that counter may be new.
    bool may_accept(std::uint64_t counter) const;

    /// Remembers the counter, which may_accept() and whose datagram is authentic. True if no
    /// counter before was higher.
    bool accept(std::uint64_t counter);

    /// The highest counter received; 0 also when there is none.
    std::uint64_t highest() const { return highest_; }

private:
    using Received = std::bitset<size>;

    std::unique_ptr<Received> received_; ///< By counter modulo size; null if it would be all.
    std::uint64_t highest_ = 0;
    bool is_empty_ = true;
};

} // namespace chatroom::sealed
