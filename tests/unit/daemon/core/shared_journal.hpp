// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/memory_journal.hpp"

#include <utility>
#include <vector>

namespace chatroom {

/// What several nodes have decided together, in order.
using SharedBatches = std::vector<Batch>;

/// The journal of one of several nodes: it decides at once, over what all of them have decided.
class SharedJournal final : public Journal {
public:
    explicit SharedJournal(SharedBatches& shared) : shared_(shared) { follow(); }

    Sequence head() const override { return copy_.head(); }
    Result<std::vector<Fact>, JournalError> facts() const override { return copy_.facts(); }
    void append(Ticket ticket, Batch batch) override {
        if (is_cut) {
            asked_ = {ticket, std::move(batch)};
        } else if (applied_ < shared_.size()) {
            follow();
            outrun(ticket);
        } else {
            shared_.push_back(batch);
            keep(ticket, std::move(batch));
        }
    }
    std::vector<Decided> take_decided() override {
        if (!is_cut) {
            const auto before = applied_;
            follow();
            if (const auto asked = std::exchange(asked_, std::nullopt)) {
                before < applied_ ? outrun(asked->first) : append(asked->first, asked->second);
            }
        }
        return std::exchange(decided_, {});
    }
    std::string away() const override { return words; }
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override {
        return copy_.latest(count);
    }
    Result<std::vector<Event>, JournalError> read(Sequence first,
                                                  std::size_t count) const override {
        return copy_.read(first, count);
    }
    Sequence oldest() const override { return copy_.oldest(); }

    bool is_cut = false; ///< From what the others decide.
    std::string words;   ///< What away() says.

private:
    void follow() {
        while (applied_ < shared_.size()) {
            keep(std::nullopt, shared_[applied_]);
        }
    }
    void keep(std::optional<Ticket> ticket, Batch batch) {
        ++applied_;
        copy_.append({}, batch);
        copy_.take_decided();
        decided_.push_back({ticket, std::move(batch)});
    }
    void outrun(Ticket ticket) {
        decided_.push_back(
            {ticket, Unexpected(JournalError{.message = "outrun", .was_outrun = true})});
    }

    SharedBatches& shared_;
    MemoryJournal copy_;
    std::size_t applied_ = 0;
    std::optional<std::pair<Ticket, Batch>> asked_;
    std::vector<Decided> decided_;
};

} // namespace chatroom
