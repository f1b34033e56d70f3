// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/simulated_journal.hpp"

#include "daemon/core/clock_watch.hpp"
#include "daemon/core/facts.hpp"
#include "protocol/recall.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

constexpr std::size_t most_kept_by_trimming = 40;

/// Of a version that is still to come.
constexpr EventKind kind_of_tomorrow{78};

} // namespace

SimulatedJournal::SimulatedJournal(Disk& disk, const JournalFaults& faults, Random& random,
                                   OnDurable on_durable)
    : disk_(disk), faults_(faults), random_(random), on_durable_(std::move(on_durable)),
      head_(disk.reserved) {
    if (!disk_.events.empty()) {
        head_ = std::max(head_, disk_.events.back().sequence);
    }
}

Result<std::vector<Fact>, JournalError> SimulatedJournal::facts() const {
    std::vector<Fact> result;
    for (const auto& [key, bytes] : disk_.facts) {
        result.push_back({.kind = key.first, .key = key.second, .bytes = bytes});
    }
    return result;
}

void SimulatedJournal::append(Ticket ticket, Batch batch) {
    require(!batch.records.empty(), "an empty batch is written");
    require(!asked_, "two batches are on the way");
    auto next = head_.next();
    for (const auto& record : batch.records) {
        if (record.event) {
            require(record.event->sequence == next, "a batch does not follow the head");
            next = next.next();
        }
    }
    Asked asked{ticket, std::move(batch), now_};
    if (faults_.longest_thought == Duration{}) {
        decide(asked);
        return;
    }
    asked.due += random_.between(Duration{}, faults_.longest_thought);
    asked_ = std::move(asked);
}

void SimulatedJournal::advance(Time now) {
    now_ = now;
    if (asked_ && asked_->due <= now) {
        const auto asked = *std::exchange(asked_, std::nullopt);
        decide(asked);
    }
}

std::optional<Time> SimulatedJournal::next_deadline() const {
    return asked_ ? std::optional(asked_->due) : std::nullopt;
}

void SimulatedJournal::decide(const Asked& asked) {
    reserve_for(asked.batch);
    if (power_ == PowerPlan::fails_before_commit) {
        throw PowerLoss();
    }
    if (random_.chance(faults_.append_error)) {
        decided_.push_back({asked.ticket, Unexpected(JournalError{"simulated"})});
        return;
    }
    if (random_.chance(faults_.outrun)) {
        let_another_node_go_first();
        decided_.push_back(
            {asked.ticket, Unexpected(JournalError{.message = "outrun", .was_outrun = true})});
        return;
    }
    commit(asked.batch);
    decided_.push_back({asked.ticket, asked.batch});
    if (power_ == PowerPlan::fails_after_commit) {
        throw PowerLoss();
    }
}

/// Before anything is committed.
void SimulatedJournal::reserve_for(const Batch& batch) {
    auto last = head_;
    for (const auto& record : batch.records) {
        last = record.event ? record.event->sequence : last;
    }
    if (faults_.reserve > 0 && last > disk_.reserved) {
        disk_.reserved.value = last.value + faults_.reserve;
    }
}

/// It is a newer one.
void SimulatedJournal::let_another_node_go_first() {
    const bool is_announcement = random_.chance(0.5);
    Batch batch;
    batch.records.push_back(
        {.event = Event{.sequence = head_.next(),
                        .time = {},
                        .kind = is_announcement ? EventKind::announced : kind_of_tomorrow,
                        .name = {},
                        .text = "from another node"},
         .member = {},
         .facts = {}});
    reserve_for(batch);
    commit(batch);
    decided_.push_back({std::nullopt, std::move(batch)});
}

void SimulatedJournal::commit(const Batch& batch) {
    for (const auto& record : batch.records) {
        commit(record);
    }
    on_durable_(decided(batch));
}

void SimulatedJournal::commit(const Record& record) {
    if (record.event) {
        head_ = record.event->sequence;
        disk_.events.push_back(*record.event);
        if (const auto recall = recall_in(*record.event)) {
            for (auto& event : disk_.events) {
                event.text = recall->covers(event) ? "" : event.text;
            }
        }
    }
    for (const auto& fact : record.facts) {
        put(fact);
    }
}

void SimulatedJournal::put(const Fact& fact) {
    const bool is_member = facts::Kind{fact.kind} == facts::Kind::member;
    const bool is_name = facts::Kind{fact.kind} == facts::Kind::name;
    if (is_member) {
        const auto entered = facts::member_key(fact).value();
        std::erase_if(disk_.members, [&](const auto& one) { return one.entered == entered; });
    } else if (is_name) {
        disk_.names.erase(fact.key);
    }
    if (!fact.bytes) {
        disk_.facts.erase({fact.kind, fact.key});
        return;
    }
    disk_.facts.insert_or_assign({fact.kind, fact.key}, *fact.bytes);
    if (!is_member && !is_name) {
        return; // A rule; nobody has to know it otherwise.
    }
    if (is_name) {
        const auto name = facts::read_name(fact).value();
        disk_.names.insert_or_assign(fact.key, name);
        for (auto& one : disk_.members) {
            if (one.name == name.name) {
                one.key = name.key;
            }
        }
        return;
    }
    const auto member = facts::read_member(fact).value();
    StoredMember stored{member.entered, member.name, member.address, std::nullopt,
                        member.reached_at};
    if (const auto owned = disk_.names.find(member.name.text());
        member.door == DoorKind::sealed && owned != disk_.names.end()) {
        stored.key = owned->second.key;
    }
    const auto behind = std::find_if(disk_.members.begin(), disk_.members.end(),
                                     [&](const auto& one) { return one.entered > stored.entered; });
    disk_.members.insert(behind, std::move(stored));
}

bool SimulatedJournal::needs_tidying() const {
    return faults_.trimming > 0;
}

std::optional<JournalError> SimulatedJournal::leave_out(Sequence last) {
    require(!asked_, "numbers are left out while a batch is on the way");
    head_ = std::max(head_, last);
    disk_.reserved = std::max(disk_.reserved, last);
    return std::nullopt;
}

Tidied SimulatedJournal::tidy(const Tidying& tidying) {
    require(!asked_, "the journal is tidied while a batch is on the way");
    require(!tidying.time || now_.time_since_epoch() >= ClockWatch::trusted_after,
            "the clock is believed too soon");
    if (!disk_.events.empty() && random_.chance(faults_.trimming)) {
        trim();
    }
    return {.has_more = random_.chance(faults_.trimming)};
}

/// The latest event always stays.
void SimulatedJournal::trim() {
    const auto kept = random_.between(1, most_kept_by_trimming);
    while (disk_.events.size() > kept) {
        disk_.events.pop_front();
    }
}

Result<std::vector<Event>, JournalError> SimulatedJournal::latest(std::size_t count) const {
    const auto shown = std::min(count, disk_.events.size());
    return std::vector<Event>(disk_.events.end() - static_cast<std::ptrdiff_t>(shown),
                              disk_.events.end());
}

Result<std::vector<Event>, JournalError> SimulatedJournal::read(Sequence first,
                                                                std::size_t count) const {
    if (random_.chance(faults_.read_error)) {
        return Unexpected(JournalError{"simulated"});
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
