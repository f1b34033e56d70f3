// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/database.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

/// Names are unique in the whole room.
void require_different_names(const Disk& disk) {
    std::set<std::string> names;
    for (const auto& member : disk.members) {
        require(names.insert(member.name.text()).second, "two members have one name");
    }
}

} // namespace

void Database::decide(Time now, std::uint64_t expected, std::uint64_t id, const Batch& batch) {
    const bool is_in = std::any_of(batches_.begin(), batches_.end(),
                                   [&](const Committed& one) { return one.id == id; });
    if (is_in || batches_.size() != expected) {
        return;
    }
    const auto head = disk_.events.empty() ? Sequence{} : disk_.events.back().sequence;
    auto next = head.next();
    for (const auto& record : batch.records) {
        if (record.event) {
            require(record.event->sequence == next, "a batch does not follow the head");
            next = next.next();
        }
    }
    batches_.push_back({id, batch});
    keep(disk_, batch);
    require_different_names(disk_);
    on_durable_(simulation::decided(batch));
    for (auto* listener : listeners_) {
        listener->has_news(now);
    }
}

} // namespace chatroom::simulation
