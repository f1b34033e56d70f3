// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/sealed/sealed_link.hpp"

#include <vector>

namespace chatroom {

/// The links that something has to be done about in time, as a heap: each link knows its place, so
/// that it can be moved or taken out.
class DeadlineQueue {
public:
    /// The link has that deadline from now on, and no other.
    void set(SealedLink& link, SteadyTime deadline);

    /// The link has none; nothing happens if it had none.
    void remove(SealedLink& link);

    /// Whose deadline comes first, of several at once the one with the lowest index; null if there
    /// is none.
    SealedLink* first() const { return heap_.empty() ? nullptr : heap_.front(); }

    /// Gives back the memory that it does not need as it is.
    void rest() { heap_.shrink_to_fit(); }

private:
    void put(SealedLink& link, std::size_t place);
    void settle(SealedLink& link, std::size_t place);

    std::vector<SealedLink*> heap_; ///< None precedes the one at (place - 1) / 2.
};

} // namespace chatroom
