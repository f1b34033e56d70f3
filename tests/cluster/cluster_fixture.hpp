// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/postgres_journal.hpp"
#include "tests/cluster/postgres_server.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::cluster {

inline constexpr const char* room_key = "SHA256:the-room";

/// One of several nodes, without the room around its journal.
class Node {
public:
    /// The setup says where the database is; the rest is made up.
    explicit Node(std::string uri, std::string name = "a");

    /// Opens it; throws what the journal throws.
    void open();
    void close() { journal.reset(); }

    /// Asks for a batch.
    void ask(std::uint64_t ticket, std::vector<Record> records);

    /// Waits until so many more are decided, and returns them. Fails the test if that takes a
    /// minute.
    std::vector<Decided> wait(std::size_t count);

    /// Waits for that to hold, looking whenever the journal wakes; what is decided meanwhile is
    /// kept for wait().
    bool wait_until(const std::function<bool()>& holds);

    /// Asks and waits; whether the batch is decided.
    bool decide(std::vector<Record> records);

    /// What it has of the past, as texts.
    std::vector<std::string> texts() const;

    PostgresJournal::Setup setup;
    std::unique_ptr<PostgresJournal> journal;
    TemporaryDirectory state;

private:
    std::vector<Decided> decided_;
    std::uint64_t tickets_ = 1000;
};

/// An event with that number, said by 小明.
Record said(std::uint64_t sequence, std::string text);

/// A change that nobody is told of.
Record changed(std::string key, std::optional<std::string> bytes);

/// Why the node cannot be opened.
std::string refusal(Node& node);

/// A server for all tests, and a new database for each.
class ClusterTest : public testing::Test {
protected:
    static PostgresServer& server();

    std::string database = server().new_database();
    std::string uri = server().uri(database);
};

} // namespace chatroom::cluster
