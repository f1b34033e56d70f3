// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;
struct pg_result;

namespace chatroom {

/// Why the database did not do something.
struct DatabaseError {
    enum class Kind {
        lost,    ///< There is no connection (any more): nobody knows whether it was done.
        refused, ///< It was not done.
        busy,    ///< Likewise, for something that may be over soon.
        fatal,   ///< And it never will: going on would make two rooms of one.
    };
    Kind kind = Kind::refused;
    std::string message;    ///< In words for the administrator.
    std::string state = {}; ///< PostgreSQL's code of five letters, if it has given one.
};

template <typename Value>
using DatabaseResult = Result<Value, DatabaseError>;

/// What a statement returned, as text.
class Rows {
public:
    explicit Rows(pg_result* result);

    int size() const;
    std::string_view text(int row, int column) const;
    bool is_null(int row, int column) const;
    /// 0 if the column holds no number.
    std::int64_t number(int row, int column) const;
    bool is_true(int row, int column) const { return text(row, column) == "t"; }

private:
    struct Free {
        void operator()(pg_result* result) const;
    };
    std::unique_ptr<pg_result, Free> result_;
};

/// Where the database is and how long to wait for it.
struct DatabaseSetup {
    std::string uri; ///< As libpq takes it, without a password.
    std::filesystem::path password_file{};
    std::string node; ///< Of this machine; the database's list of connections shows it.
    std::chrono::seconds connect_timeout{5}; ///< Of each address.
    std::chrono::seconds answer_timeout{10}; ///< Of each statement.
    bool allow_unsafe = false;               ///< Also a server that does not wait for its disk.

    bool operator==(const DatabaseSetup&) const = default;
};

/// A connection to PostgreSQL. Its calls wait, but never longer than the setup says; so it belongs
/// to a thread that has nothing else to do.
class DatabaseConnection {
public:
    /// Waits for each address of the database as long as connect_timeout; looking up a name may
    /// take the system longer. When the descriptor is readable no statement is waited for any more;
    /// -1: nothing ends the wait.
    static DatabaseResult<DatabaseConnection> open(const DatabaseSetup& setup, int stop = -1);

    /// One statement, with its parameters $1, $2 and so on; nothing: null.
    DatabaseResult<Rows> run(const char* statement,
                             std::span<const std::optional<std::string>> values = {});

    /// Several statements in one go, with a result of each.
    DatabaseResult<std::vector<Rows>> run_all(const std::string& statements);

    /// The highest number that anybody has notified since the last call, as far as that has
    /// arrived; 0 if nobody has.
    std::uint64_t take_notified();

    /// Takes in what has arrived. False if the connection is lost.
    bool take_in();

    /// Readable when something arrives.
    int descriptor() const;

private:
    struct Finish {
        void operator()(pg_conn* connection) const;
    };

    DatabaseConnection(pg_conn* connection, std::chrono::seconds answer_timeout, int stop);
    std::optional<DatabaseError> flush_and_wait(std::chrono::steady_clock::time_point deadline);
    DatabaseResult<std::vector<Rows>> take_results();
    DatabaseError lost(const std::string& why) const;
    DatabaseError error_in(const pg_result* result) const;

    std::unique_ptr<pg_conn, Finish> connection_;
    std::chrono::seconds answer_timeout_;
    int stop_;
};

/// Why the text is no URI of a database for [cluster]; nothing if it is one.
std::optional<std::string> find_uri_fault(const std::string& uri);

} // namespace chatroom
