// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/outputs.hpp"
#include "tests/simulation/decided.hpp"

#include <deque>
#include <optional>

namespace chatroom::simulation {

/// Sees to it that who monitors is told each event that is decided behind the snapshot, once and in
/// order, and none that is not.
class MonitorWatch {
public:
    /// A daemon has been started, and was asked at once to be monitored.
    void started(CallId call);

    /// The disk has got the batch.
    void decided(const DecidedBatch& batch);

    /// What the turn has led to; if the room is settled it knows all that was decided.
    void turn_over(const Outputs& outputs, bool is_settled);

private:
    std::optional<CallId> call_;  ///< That has not been answered yet.
    std::deque<Sequence> untold_; ///< Events that were decided.
};

} // namespace chatroom::simulation
