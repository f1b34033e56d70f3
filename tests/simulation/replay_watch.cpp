// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/replay_watch.hpp"

#include <utility>

namespace chatroom::simulation {

void ReplayWatch::turn_over(const std::vector<ControlReply>& replies) {
    std::map<CallId, std::uint64_t> ignored;
    for (const auto& [call, reply] : replies) {
        const auto* status = reply ? std::get_if<control::StatusInfo>(&*reply) : nullptr;
        if (status != nullptr) {
            ignored.emplace(call, status->counters.ignored);
        }
    }
    for (auto& question : std::exchange(questions_, {})) {
        const auto before = ignored.find(question.before);
        const auto after = ignored.find(question.after);
        // If the journal has failed nobody is told anything.
        if (before != ignored.end() && after != ignored.end() && before->second == after->second) {
            require(opened_.insert(std::move(question.datagram)).second,
                    "the room opens one datagram twice");
        }
    }
}

void ReplayWatch::restarted() {
    questions_.clear();
    opened_.clear();
}

} // namespace chatroom::simulation
