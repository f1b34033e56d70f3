// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/roster.hpp"

namespace chatroom {

/// Up to where every sealed member who is inside has acknowledged all events. The members are
/// counted anew only when it may have changed, which is seldom while thousands acknowledge.
class Watermark {
public:
    Sequence value() const { return value_; }

    /// Somebody has come or gone, or the roster is another one.
    void doubt() { is_doubtful_ = true; }

    /// A member who had acknowledged everything up to `before` has now up to `after`.
    void acknowledged(Sequence before, Sequence after);

    /// Counts, if that is needed, the members of the roster, who have been sent nothing beyond the
    /// head. Whether the watermark is higher now; it never falls.
    bool raise(const Roster& roster, Sequence head);

private:
    Sequence value_;
    Sequence lowest_;           ///< What those who are furthest behind have acknowledged,
    std::size_t at_lowest_ = 0; ///< and how many they are.
    bool is_doubtful_ = true;
};

} // namespace chatroom
