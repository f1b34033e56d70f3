// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/frame.hpp"
#include "tests/simulation/simulated_journal.hpp"

#include <map>
#include <set>
#include <span>
#include <string_view>

namespace chatroom::simulation {

/// Sees to it that what was recalled is gone: from the disk at once, and no datagram carries its
/// text from then on, to whomever.
class RecallWatch {
public:
    /// The disk outlives the watch.
    explicit RecallWatch(const Disk& disk) : disk_(disk) {}

    /// A daemon has been started on the disk, which may have lost that something was recalled.
    void started();

    /// The disk has got the batch.
    void decided(const DecidedBatch& batch);

    /// Something leaves the room, before it is sealed.
    void sent(std::span<const sealed::ServerFrame> frames) const;

private:
    void take(const Event& event);

    const Disk& disk_;
    std::map<Sequence, Event> said_; ///< And announced.
    std::set<Sequence> recalled_;
};

} // namespace chatroom::simulation
