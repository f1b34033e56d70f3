// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/disk.hpp"
#include "tests/simulation/random.hpp"

#include <functional>
#include <utility>

namespace chatroom::simulation {

struct JournalFaults {
    double append_error = 0;
    double read_error = 0;
    double trimming = 0;          ///< So often something is forgotten when it is looked after.
    std::uint64_t reserve = 1000; ///< So many numbers are reserved at once; 0: none are left out.
    Duration longest_thought{};   ///< A decision takes so long at most; 0: it is there at once.
    double outrun = 0;            ///< So many batches come after one of another node's.
};

/// The process dies at this point: thrown through the room, which must not hold it up.
struct PowerLoss {};

/// When the power is to fail.
enum class PowerPlan : std::uint8_t { stays, fails_before_commit, fails_after_commit };

/// The journal of one run of the daemon, as daemon/io/ has it, or as one that it shares with other
/// nodes would be: what it has decided is on the disk, a batch is there whole or not at all, and
/// after a crash numbers may be left out.
class SimulatedJournal final : public Journal {
public:
    /// Is told what the disk has got, at once.
    using OnDurable = std::function<void(const DecidedBatch&)>;

    /// The disk and the faults, which may change, outlive the journal.
    SimulatedJournal(Disk& disk, const JournalFaults& faults, Random& random, OnDurable on_durable);

    Sequence head() const override { return head_; }
    Result<std::vector<Fact>, JournalError> facts() const override;
    void append(Ticket ticket, Batch batch) override;
    std::vector<Decided> take_decided() override { return std::exchange(decided_, {}); }
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override;
    Result<std::vector<Event>, JournalError> read(Sequence first, std::size_t count) const override;
    Sequence oldest() const override;
    bool needs_tidying() const override;
    std::optional<JournalError> leave_out(Sequence last) override;
    Tidied tidy(const Tidying& tidying) override;

    /// Time has passed: what is due is decided.
    void advance(Time now);

    /// When advance() decides something.
    std::optional<Time> next_deadline() const;

    /// The daemon ends as it should: no number is left out.
    void close() { disk_.reserved = head_; }

    /// What happens in the next decision.
    void plan(PowerPlan plan) { power_ = plan; }

private:
    struct Asked {
        Ticket ticket;
        Batch batch;
        Time due;
    };

    void decide(const Asked& asked);
    void reserve_for(const Batch& batch);
    void let_another_node_go_first();
    void commit(const Batch& batch);
    void trim();

    Disk& disk_;
    const JournalFaults& faults_;
    Random& random_;
    OnDurable on_durable_;
    Sequence head_;
    Time now_{};
    std::optional<Asked> asked_;
    std::vector<Decided> decided_;
    PowerPlan power_ = PowerPlan::stays;
};

} // namespace chatroom::simulation
