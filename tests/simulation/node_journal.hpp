// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "tests/simulation/database.hpp"

namespace chatroom::simulation {

/// What goes wrong between a node and the database.
struct LinkFaults {
    double lost_answer =
        0; ///< So often the connection breaks when a statement has been carried out,
    double lost_question = 0; ///< or before it is.
    Duration longest_delay{}; ///< Each way takes so long at most.
};

/// How far one node has followed the database: it outlasts the node.
struct Copy {
    Disk disk;
    std::uint64_t applied = 0; ///< So many batches.
};

/// The journal of one run of a node, as daemon/io has it: one connection to the database, which may
/// break at any time, and a copy of what was decided.
class NodeJournal final : public Journal, private NewsListener {
public:
    /// How long the database may be away before people should know.
    static constexpr std::chrono::seconds patience{5};

    /// Reads what it has missed. Everything outlives the journal.
    NodeJournal(Database& database, Copy& copy, const LinkFaults& faults, Random& random, Time now);
    ~NodeJournal() override;

    NodeJournal(const NodeJournal&) = delete;
    NodeJournal& operator=(const NodeJournal&) = delete;

    Sequence head() const override;
    Result<std::vector<Fact>, JournalError> facts() const override { return facts_of(copy_.disk); }
    void append(Ticket ticket, Batch batch) override;
    std::vector<Decided> take_decided() override { return std::exchange(decided_, {}); }
    std::string away() const override;
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override {
        return latest_of(copy_.disk, count);
    }
    Result<std::vector<Event>, JournalError> read(Sequence first,
                                                  std::size_t count) const override {
        return read_from(copy_.disk, first, count);
    }
    Sequence oldest() const override;

    /// Nothing gets through until then. What was on the way may still have arrived.
    void cut(Time now, Time until);
    void end_cut() { cut_until_ = {}; }
    bool is_connected() const { return !reconnect_at_; }

    void advance(Time now);
    std::optional<Time> next_deadline() const;

private:
    struct Asked {
        Ticket ticket;
        Batch batch;
        std::uint64_t id = 0;
        std::uint64_t expected = 0;
        std::optional<Time> arrives_at{};
        std::optional<Time> answered_at{};
    };

    void has_news(Time now) override;
    Duration delay() { return random_.between(Duration{}, faults_.longest_delay); }
    void lose_connection(Time now);
    void connect(Time now);
    void ask(Time now);
    void read_news();
    void give_up_if_outrun();

    Database& database_;
    Copy& copy_;
    const LinkFaults& faults_;
    Random& random_;
    Time now_;
    std::uint64_t epoch_;
    Time cut_until_{};
    std::optional<Time> reconnect_at_; ///< Nothing while there is a connection.
    Time lost_at_{};
    std::optional<Time> news_at_;
    std::optional<Asked> asked_;
    std::vector<Decided> decided_;
};

} // namespace chatroom::simulation
