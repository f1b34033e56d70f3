// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstddef>
#include <functional>
#include <set>

namespace chatroom {

/// Which messages of ours stand somewhere as on their way although they have arrived: their mark
/// came when nobody knew any more where on the screen they are.
class LateMarks {
public:
    /// The message stands on the screen, marked as on its way.
    void stands(MessageId message) { unmarked_.insert(message); }

    /// The message gets another mark, where it stands or not. What was not said is told in words
    /// anyway, and what was recalled is gone.
    void marked(const Marked& marked, bool is_placed);

    /// How many have arrived so, each told once; 0 while others that are out of reach have not.
    std::size_t take(const std::function<bool(MessageId)>& is_in_reach);

private:
    std::set<MessageId> unmarked_; ///< At most as many as may be on the way, and those that failed.
    std::size_t count_ = 0;
};

} // namespace chatroom
