// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/connection.hpp"

#include "base/printable.hpp"
#include "daemon/io/cluster/database_password.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <stdexcept>

#include <libpq-fe.h>
#include <poll.h>

namespace chatroom {

namespace {

using Clock = std::chrono::steady_clock;

/// 0 if the text is no number.
template <typename Number>
Number number_in(std::string_view digits) {
    Number number = 0;
    const auto [rest, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc{} && rest == digits.data() + digits.size() ? number : 0;
}

/// libpq's messages end their lines, and have several of them.
std::string in_one_line(std::string_view message) {
    std::string line;
    for (const char character : message) {
        const bool is_space = character == '\n' || character == '\t' || character == ' ';
        if (!is_space) {
            line += character;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    while (!line.empty() && line.back() == ' ') {
        line.pop_back();
    }
    return printable(line);
}

/// What the server says beside the answers is for its own log.
void ignore_notice(void* /*nobody*/, const char* /*message*/) {}

/// So the server notices within half a minute that a node is gone and gives its name free, and has
/// given up a statement when the node does.
std::string session_options(const DatabaseSetup& setup) {
    const auto timeout = std::to_string(std::chrono::milliseconds(setup.answer_timeout).count());
    return "-c statement_timeout=" + timeout +
           " -c idle_in_transaction_session_timeout=60000 -c tcp_keepalives_idle=10"
           " -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";
}

struct Options {
    std::vector<const char*> names;
    std::vector<const char*> values;

    void add(const char* name, const char* value) {
        names.push_back(name);
        values.push_back(value);
    }
};

/// The states after which the connection is of no use: it ends, or the server takes no writes.
bool is_lost_by(std::string_view state) {
    return state.starts_with("57P") || state.starts_with("08") || state == "25006" ||
           state == "57014" || state.starts_with("40");
}

} // namespace

Rows::Rows(pg_result* result) : result_(result) {}

void Rows::Free::operator()(pg_result* result) const {
    ::PQclear(result);
}

int Rows::size() const {
    return ::PQntuples(result_.get());
}

std::string_view Rows::text(int row, int column) const {
    return {::PQgetvalue(result_.get(), row, column),
            static_cast<std::size_t>(::PQgetlength(result_.get(), row, column))};
}

bool Rows::is_null(int row, int column) const {
    return ::PQgetisnull(result_.get(), row, column) != 0;
}

std::int64_t Rows::number(int row, int column) const {
    return number_in<std::int64_t>(text(row, column));
}

void DatabaseConnection::Finish::operator()(pg_conn* connection) const {
    ::PQfinish(connection);
}

DatabaseConnection::DatabaseConnection(pg_conn* connection, std::chrono::seconds answer_timeout,
                                       int stop)
    : connection_(connection), answer_timeout_(answer_timeout), stop_(stop) {}

DatabaseResult<DatabaseConnection> DatabaseConnection::open(const DatabaseSetup& setup,
                                                            int stop) try {
    const auto password = read_database_password(setup.password_file);
    const auto timeout = std::to_string(setup.connect_timeout.count());
    const auto name = "chatroomd node " + setup.node;
    const auto session = session_options(setup);
    Options options;
    // What follows the URI goes before what that says.
    options.add("target_session_attrs", "read-write");
    options.add("keepalives_idle", "10");
    options.add("keepalives_interval", "5");
    options.add("keepalives_count", "3");
    options.add("dbname", setup.uri.c_str());
    options.add("connect_timeout", timeout.c_str());
    options.add("application_name", name.c_str());
    options.add("client_encoding", "UTF8");
    options.add("options", session.c_str());
    if (password) {
        options.add("password", password->view().data());
    }
    options.add(nullptr, nullptr);
    DatabaseConnection connection(
        ::PQconnectdbParams(options.names.data(), options.values.data(), /*expand_dbname=*/1),
        setup.answer_timeout, stop);
    auto* handle = connection.connection_.get();
    if (::PQstatus(handle) != CONNECTION_OK) {
        return Unexpected(
            DatabaseError{DatabaseError::Kind::lost, "cannot connect to the database: " +
                                                         in_one_line(::PQerrorMessage(handle))});
    }
    ::PQsetNoticeProcessor(handle, ignore_notice, nullptr);
    ::PQsetnonblocking(handle, 1);
    return connection;
} catch (const std::runtime_error& error) { // Of the password.
    return Unexpected(DatabaseError{DatabaseError::Kind::refused, error.what()});
}

int DatabaseConnection::descriptor() const {
    return ::PQsocket(connection_.get());
}

DatabaseError DatabaseConnection::lost(const std::string& why) const {
    return {DatabaseError::Kind::lost, why};
}

DatabaseError DatabaseConnection::error_in(const pg_result* result) const {
    const char* state = ::PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* primary = ::PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    DatabaseError error{DatabaseError::Kind::refused,
                        in_one_line(primary != nullptr ? primary : ::PQresultErrorMessage(result)),
                        state != nullptr ? state : ""};
    if (error.state.empty() || is_lost_by(error.state)) {
        error.kind = DatabaseError::Kind::lost;
    }
    return error;
}

/// Sends what is to be sent, and waits until there is a result. Nothing if there is.
std::optional<DatabaseError> DatabaseConnection::flush_and_wait(Clock::time_point deadline) {
    auto* handle = connection_.get();
    for (;;) {
        const int unsent = ::PQflush(handle);
        if (unsent < 0) {
            return lost(in_one_line(::PQerrorMessage(handle)));
        }
        if (unsent == 0 && ::PQisBusy(handle) == 0) {
            return std::nullopt;
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) {
            return lost("no answer within " + std::to_string(answer_timeout_.count()) + " s");
        }
        const auto events = static_cast<short>(POLLIN | (unsent > 0 ? POLLOUT : 0));
        std::array<pollfd, 2> waits{{{.fd = ::PQsocket(handle), .events = events, .revents = 0},
                                     {.fd = stop_, .events = POLLIN, .revents = 0}}};
        ::poll(waits.data(), waits.size(), static_cast<int>(left));
        if ((waits[1].revents & POLLIN) != 0) {
            return lost("the node ends");
        }
        if ((waits[0].revents & (POLLIN | POLLERR | POLLHUP)) != 0 &&
            ::PQconsumeInput(handle) == 0) {
            return lost(in_one_line(::PQerrorMessage(handle)));
        }
    }
}

DatabaseResult<std::vector<Rows>> DatabaseConnection::take_results() {
    const auto deadline = Clock::now() + answer_timeout_;
    std::vector<Rows> results;
    std::optional<DatabaseError> failure;
    for (;;) {
        if (auto error = flush_and_wait(deadline)) {
            return Unexpected(*std::move(error));
        }
        auto* result = ::PQgetResult(connection_.get());
        if (result == nullptr) {
            break;
        }
        const auto status = ::PQresultStatus(result);
        Rows rows(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            failure = failure ? failure : error_in(result);
        }
        results.push_back(std::move(rows));
    }
    if (failure) {
        return Unexpected(*std::move(failure));
    }
    return results;
}

DatabaseResult<Rows> DatabaseConnection::run(const char* statement,
                                             std::span<const std::optional<std::string>> values) {
    std::vector<const char*> texts;
    for (const auto& value : values) {
        texts.push_back(value ? value->c_str() : nullptr);
    }
    if (::PQsendQueryParams(connection_.get(), statement, static_cast<int>(texts.size()), nullptr,
                            texts.data(), nullptr, nullptr, 0) == 0) {
        return Unexpected(lost(in_one_line(::PQerrorMessage(connection_.get()))));
    }
    auto results = take_results();
    if (!results) {
        return Unexpected(std::move(results).error());
    }
    if (results->empty()) {
        return Unexpected(lost("the database has ended the connection"));
    }
    return std::move(results->back());
}

DatabaseResult<std::vector<Rows>> DatabaseConnection::run_all(const std::string& statements) {
    if (::PQsendQuery(connection_.get(), statements.c_str()) == 0) {
        return Unexpected(lost(in_one_line(::PQerrorMessage(connection_.get()))));
    }
    return take_results();
}

bool DatabaseConnection::take_in() {
    return ::PQconsumeInput(connection_.get()) != 0 &&
           ::PQstatus(connection_.get()) == CONNECTION_OK;
}

std::uint64_t DatabaseConnection::take_notified() {
    std::uint64_t highest = 0;
    while (auto* notification = ::PQnotifies(connection_.get())) {
        highest = std::max(highest, number_in<std::uint64_t>(notification->extra));
        ::PQfreemem(notification);
    }
    return highest;
}

std::optional<std::string> find_uri_fault(const std::string& uri) {
    constexpr std::string_view example =
        R"(, such as "postgresql://chatroom@db.example.org/chatroom")";
    if (!uri.starts_with("postgresql://") && !uri.starts_with("postgres://")) {
        return "must be the address of a database" + std::string(example);
    }
    struct Free {
        void operator()(PQconninfoOption* options) const { ::PQconninfoFree(options); }
    };
    const std::unique_ptr<PQconninfoOption, Free> options(::PQconninfoParse(uri.c_str(), nullptr));
    if (!options) { // libpq's words would show what may be a password.
        return "is no address of a database that can be read" + std::string(example);
    }
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        if (std::string_view(option->keyword) == "password" && option->val != nullptr) {
            return "must not have a password in it, which others would see: use password_file";
        }
    }
    return std::nullopt;
}

} // namespace chatroom
