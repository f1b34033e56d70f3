// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/monitor_watch.hpp"

#include "tests/simulation/violation.hpp"

namespace chatroom::simulation {

void MonitorWatch::started(CallId call) {
    call_ = call;
    untold_.clear();
}

void MonitorWatch::decided(const DecidedBatch& batch) {
    for (const auto& record : batch.records) {
        untold_.push_back(record.event.sequence);
    }
}

void MonitorWatch::turn_over(const Outputs& outputs, bool is_settled) {
    for (const auto& [call, reply] : outputs.replies) {
        if (call_ != call) {
            continue;
        }
        call_.reset();
        const auto& snapshot = std::get<control::Snapshot>(reply.value());
        while (!untold_.empty() && untold_.front() <= snapshot.status.sequence) {
            untold_.pop_front();
        }
        require(snapshot.members.size() == snapshot.status.members,
                "a snapshot has other members than it says");
    }
    for (const auto& event : outputs.told) {
        require(!untold_.empty() && untold_.front() == event.sequence,
                "who monitors is told another event than the next one");
        untold_.pop_front();
    }
    require(!is_settled || untold_.empty(), "who monitors is not told what was decided");
}

} // namespace chatroom::simulation
