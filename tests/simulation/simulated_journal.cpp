// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/simulated_journal.hpp"

#include "daemon/core/clock_watch.hpp"

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
    return facts_of(disk_);
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
    keep(disk_, batch);
    for (const auto& record : batch.records) {
        head_ = record.event ? record.event->sequence : head_;
    }
    on_durable_(decided(batch));
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
    return latest_of(disk_, count);
}

Result<std::vector<Event>, JournalError> SimulatedJournal::read(Sequence first,
                                                                std::size_t count) const {
    if (random_.chance(faults_.read_error)) {
        return Unexpected(JournalError{"simulated"});
    }
    return read_from(disk_, first, count);
}

Sequence SimulatedJournal::oldest() const {
    return disk_.events.empty() ? head_.next() : disk_.events.front().sequence;
}

} // namespace chatroom::simulation
