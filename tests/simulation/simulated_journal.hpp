// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "tests/simulation/random.hpp"

#include <deque>
#include <functional>
#include <map>

namespace chatroom::simulation {

/// What is on the disk: it outlasts daemons and power.
struct Disk {
    std::deque<Event> events;
    std::vector<StoredMember> members;
    std::map<std::string, StoredName> names;
    Sequence reserved; ///< Numbers up to this one may have been given.
};

struct JournalFaults {
    double append_error = 0;
    double read_error = 0;
    double trimming = 0;          ///< So many appends forget something.
    std::uint64_t reserve = 1000; ///< So many numbers are reserved at once; 0: none are left out.
};

/// The process dies at this point: thrown through the room, which must not hold it up.
struct PowerLoss {};

/// When the power is to fail.
enum class PowerPlan : std::uint8_t { stays, fails_before_commit, fails_after_commit };

/// The journal of one run of the daemon, as daemon/io/ has it: what append() returned without an
/// error for is on the disk, a batch is there whole or not at all, and after a crash numbers may be
/// left out.
class SimulatedJournal final : public Journal {
public:
    /// Is told what the disk has got, at once.
    using OnDurable = std::function<void(const Batch&)>;

    /// The disk and the faults, which may change, outlive the journal.
    SimulatedJournal(Disk& disk, const JournalFaults& faults, Random& random, OnDurable on_durable);

    Sequence head() const override { return head_; }
    std::variant<std::vector<StoredMember>, JournalError> members() const override;
    std::variant<std::vector<StoredName>, JournalError> names() const override;
    std::optional<JournalError> append(const Batch& batch) override;
    std::variant<std::vector<Event>, JournalError> latest(std::size_t count) const override;
    std::variant<std::vector<Event>, JournalError> read(Sequence first,
                                                        std::size_t count) const override;
    Sequence oldest() const override;

    /// The daemon ends as it should: no number is left out.
    void close() { disk_.reserved = head_; }

    /// What happens in the next append().
    void plan(PowerPlan plan) { power_ = plan; }

private:
    void commit(const Batch& batch);
    void commit(const Record& record);
    void trim();

    Disk& disk_;
    const JournalFaults& faults_;
    Random& random_;
    OnDurable on_durable_;
    Sequence head_;
    PowerPlan power_ = PowerPlan::stays;
};

} // namespace chatroom::simulation
