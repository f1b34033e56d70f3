// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/temporary_directory.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace chatroom::cluster {

/// Whether there is a PostgreSQL to test with.
bool has_postgres();

/// A port of 127.0.0.1 that nobody listens on.
std::uint16_t free_port();

/// A PostgreSQL 15 server of this test alone, in a temporary directory. It does not run as root,
/// which PostgreSQL refuses. Users: `chatroom` may everything and needs no password; `guarded`
/// needs the password `open sesame` and may nothing.
class PostgresServer {
public:
    /// Makes it and starts it. Throws std::runtime_error if that does not work.
    PostgresServer();

    /// A standby of the primary, which follows it by streaming; it is started, too.
    explicit PostgresServer(const PostgresServer& primary);
    ~PostgresServer();
    PostgresServer& operator=(const PostgresServer&) = delete;

    void start();
    /// Ends it in good order, or at once as when its machine dies.
    void stop();
    void kill9();
    /// The processes stand still, so that nothing is answered and no connection ends.
    void freeze();
    void thaw();

    /// The standby takes writes from then on.
    void promote();

    /// A line of postgresql.conf, which is taken at once.
    void configure(const std::string& line);

    std::uint16_t port() const { return port_; }
    std::string uri(const std::string& database, const std::string& user = "chatroom") const;

    /// A new empty database, by its name.
    std::string new_database(const std::string& options = "");

    /// Runs the statement as `chatroom` and returns the first column of the first row; throws
    /// std::runtime_error if it fails.
    std::string ask(const std::string& database, const std::string& statement) const;

    /// Everything that is in the tables of the room, as text.
    std::string dump(const std::string& database) const;

private:
    std::vector<pid_t> children() const;
    void signal_all(int signal) const;
    void wait_until_ready() const;
    std::string data() const { return (folder_.path() / "data").string(); }
    std::string log() const { return (folder_.path() / "log").string(); }

    TemporaryDirectory folder_;
    std::uint16_t port_;
    pid_t process_ = -1;
    int databases_ = 0;
};

} // namespace chatroom::cluster
