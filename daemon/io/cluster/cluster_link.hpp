// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/batch_store.hpp"
#include "daemon/io/cluster/connection.hpp"
#include "daemon/io/cluster/node_name.hpp"
#include "daemon/io/cluster/position.hpp"
#include "daemon/io/cluster/waker.hpp"

#include <deque>
#include <mutex>
#include <thread>

namespace chatroom {

/// How a node gets a connection, and what it has to be sure of before it uses one.
struct ClusterSetup {
    DatabaseSetup database;
    std::string key; ///< The fingerprint of the server's key.
};

/// Opens a connection to the room: a safe server, a schema that this program knows, the right key,
/// and a name that nobody else has.
DatabaseResult<DatabaseConnection> open_room(const ClusterSetup& setup, NodeName& name, int stop);

/// What the database has decided.
struct Arrival {
    std::optional<Ticket> ticket; ///< Of one's own.
    Result<Batch, JournalError> batch;
    Position position; ///< After it.
};

/// What is too much in the database may go.
struct DatabaseTidying {
    std::uint64_t keep_events = 0;
    std::optional<WallTime> oldest_time; ///< Nothing goes because of its age if there is none.
};

/// The thread that talks to the database, and waits for it so that the room does not have to. It
/// asks, listens for what others have decided, and gets another connection when one is lost; what
/// became of a batch that was on the way then it finds by the batch's id.
class ClusterLink {
public:
    /// After so long without an answer people are told.
    static constexpr std::chrono::seconds told_after{5};

    /// Goes on from the position over a connection that open_room() has opened.
    ClusterLink(ClusterSetup setup, NodeName name, DatabaseConnection connection,
                Position position);

    /// What is on the way is decided or not: the next start finds out.
    ~ClusterLink();
    ClusterLink(const ClusterLink&) = delete;
    ClusterLink& operator=(const ClusterLink&) = delete;

    /// Asks for the batch, which was made over that one, to be decided. One at a time.
    void ask(Ticket ticket, Batch batch, std::uint64_t expected);

    /// What has arrived next; it stays the next one until done() is called. Null: nothing.
    Arrival* next();
    void done();

    /// Something may be taken away when there is time.
    void tidy(DatabaseTidying tidying);

    /// As Journal::away() has it.
    std::string away() const;

    /// Why the room must not go on, in words; empty if it may.
    std::string fault() const;

    /// Readable when there is something new of any of these.
    int wakes_by() const { return waker_.descriptor(); }
    void clear_wake() { waker_.clear(); }

private:
    struct Asked {
        Ticket ticket;
        Batch batch;
        std::uint64_t expected = 0;
        std::string id;
    };

    using Error = std::optional<DatabaseError>;

    void run();
    bool is_stopping() const;
    void take_orders();
    Error step();
    Error connect();
    Error settle();
    Error look();
    Error clear_away();
    Error wait();
    Error beat();
    void give_up(const DatabaseError& error);
    void arrive(StoredBatch stored);
    void arrive(Arrival arrival);
    void begin_question();
    void end_question();
    bool has_room() const;

    const ClusterSetup setup_;
    FileDescriptor orders_; ///< Readable when there is something to do,
    FileDescriptor stop_;   ///< or nothing any more.
    Waker waker_;

    // Of the thread alone.
    NodeName name_;
    std::optional<DatabaseConnection> connection_;
    Position position_; ///< Of what has arrived.
    std::optional<Asked> asked_;
    std::optional<DatabaseTidying> tidying_;
    bool should_look_ = true;
    bool was_lost_ = false;
    std::chrono::milliseconds pause_;
    std::chrono::steady_clock::time_point beat_at_;

    mutable std::mutex mutex_; ///< Of what follows.
    std::optional<Asked> ordered_;
    std::optional<DatabaseTidying> ordered_tidying_;
    std::deque<Arrival> arrivals_;
    /// Since when there is no answer, for deadlines and for people.
    std::optional<std::chrono::steady_clock::time_point> unanswered_;
    std::chrono::system_clock::time_point unanswered_since_;
    std::string trouble_; ///< Why, as far as it is known.
    std::string fault_;

    std::jthread thread_; ///< The last member, so that it has ended before the others go.
};

} // namespace chatroom
