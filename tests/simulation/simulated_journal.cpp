// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/simulated_journal.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

constexpr std::size_t most_kept_by_trimming = 40;

} // namespace

SimulatedJournal::SimulatedJournal(Disk& disk, const JournalFaults& faults, Random& random,
                                   OnDurable on_durable)
    : disk_(disk), faults_(faults), random_(random), on_durable_(std::move(on_durable)),
      head_(disk.reserved) {
    if (!disk_.events.empty()) {
        head_ = std::max(head_, disk_.events.back().sequence);
    }
}

std::variant<std::vector<StoredMember>, JournalError> SimulatedJournal::members() const {
    return disk_.members;
}

std::variant<std::vector<StoredName>, JournalError> SimulatedJournal::names() const {
    std::vector<StoredName> result;
    for (const auto& [text, name] : disk_.names) {
        result.push_back(name);
    }
    return result;
}

std::optional<JournalError> SimulatedJournal::append(const Batch& batch) {
    require(!batch.empty(), "an empty batch is written");
    auto next = head_.next();
    for (const auto& record : batch.records) {
        require(record.event.sequence == next, "a batch does not follow the head");
        next = next.next();
    }
    if (faults_.reserve > 0 && next > disk_.reserved.next()) {
        disk_.reserved.value = next.value - 1 + faults_.reserve;
    }
    if (power_ == PowerPlan::fails_before_commit) {
        throw PowerLoss();
    }
    if (random_.chance(faults_.append_error)) {
        return JournalError{"simulated"};
    }
    commit(batch);
    if (power_ == PowerPlan::fails_after_commit) {
        throw PowerLoss();
    }
    return std::nullopt;
}

void SimulatedJournal::commit(const Batch& batch) {
    for (const auto& record : batch.records) {
        commit(record);
    }
    for (const auto& name : batch.released) {
        disk_.names.erase(name);
    }
    for (const auto& name : batch.names) {
        disk_.names.insert_or_assign(name.name.text(), name);
    }
    for (const auto& move : batch.moves) {
        for (auto& member : disk_.members) {
            if (member.entered == move.entered) {
                member.address = move.address;
            }
        }
    }
    on_durable_(batch);
    if (!batch.records.empty() && random_.chance(faults_.trimming)) {
        trim();
    }
}

void SimulatedJournal::commit(const Record& record) {
    const auto& event = record.event;
    head_ = event.sequence;
    disk_.events.push_back(event);
    if (event.kind == EventKind::entered) {
        disk_.members.push_back({.entered = event.sequence,
                                 .name = MemberName::from_journal(event.name),
                                 .address = record.address.value_or(Address{}),
                                 .since = event.time,
                                 .key = record.key});
    } else if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
        std::erase_if(disk_.members,
                      [&](const auto& member) { return member.name.text() == event.name; });
    }
}

/// The latest event always stays.
void SimulatedJournal::trim() {
    const auto kept = random_.between(1, most_kept_by_trimming);
    while (disk_.events.size() > kept) {
        disk_.events.pop_front();
    }
}

std::variant<std::vector<Event>, JournalError> SimulatedJournal::latest(std::size_t count) const {
    const auto shown = std::min(count, disk_.events.size());
    return std::vector<Event>(disk_.events.end() - static_cast<std::ptrdiff_t>(shown),
                              disk_.events.end());
}

std::variant<std::vector<Event>, JournalError> SimulatedJournal::read(Sequence first,
                                                                      std::size_t count) const {
    if (random_.chance(faults_.read_error)) {
        return JournalError{"simulated"};
    }
    const auto begin = std::lower_bound(
        disk_.events.begin(), disk_.events.end(), first,
        [](const Event& event, Sequence number) { return event.sequence < number; });
    const auto rest = static_cast<std::size_t>(disk_.events.end() - begin);
    return std::vector<Event>(begin, begin + static_cast<std::ptrdiff_t>(std::min(count, rest)));
}

Sequence SimulatedJournal::oldest() const {
    return disk_.events.empty() ? head_.next() : disk_.events.front().sequence;
}

} // namespace chatroom::simulation
