// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cluster/postgres_server.hpp"

#include "base/file_descriptor.hpp"
#include "daemon/io/cluster/connection.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chatroom::cluster {

namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";
constexpr uid_t nobody = 65534;

/// In a child: becomes somebody else than root, and goes when the test goes.
[[noreturn]] void become(std::vector<std::string> command, const std::string& log) {
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    if (::geteuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0)) {
        ::_exit(126);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::setpgid(0, 0);
    if (!command.front().starts_with('/')) {
        command.front() = programs + command.front();
    }
    std::vector<char*> arguments;
    for (auto& word : command) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

pid_t begin(const std::vector<std::string>& command, const std::string& log) {
    const auto child = ::fork();
    if (child == 0) {
        become(command, log);
    }
    return child;
}

void append(const std::string& file, const std::string& text) {
    std::ofstream(file, std::ios::app) << text;
}

} // namespace

bool has_postgres() {
    return ::access((std::string(programs) + "postgres").c_str(), X_OK) == 0;
}

std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool is_bound =
        ::bind(socket, generic, size) == 0 && ::getsockname(socket, generic, &size) == 0;
    ::close(socket);
    if (!is_bound) {
        throw std::runtime_error("there is no free port");
    }
    return ntohs(address.sin_port);
}

namespace {

void give_away(const std::string& path) {
    if (::geteuid() == 0 && ::chown(path.c_str(), nobody, nobody) != 0) {
        throw std::runtime_error("the directory of the server cannot be given away");
    }
}

/// Throws with what it has said if it fails.
void run(const std::vector<std::string>& command, const std::string& log) {
    int status = 0;
    ::waitpid(begin(command, log), &status, 0);
    if (status != 0) {
        std::ostringstream text;
        text << std::ifstream(log).rdbuf();
        throw std::runtime_error(command.front() + " failed: " + text.str());
    }
}

/// What a new server has, which takes long to make, so it is made once.
class NewServer {
public:
    NewServer() {
        give_away(folder_.path().string());
        run({"initdb", "-D", data(), "-U", "chatroom", "--auth=trust", "--encoding=UTF8",
             "--locale=C.UTF-8", "--no-sync"},
            (folder_.path() / "log").string());
        std::ofstream(data() + "/pg_hba.conf") << "local all all trust\n"
                                                  "local replication all trust\n"
                                                  "host all guarded 127.0.0.1/32 scram-sha-256\n"
                                                  "host all all 127.0.0.1/32 trust\n"
                                                  "host replication all 127.0.0.1/32 trust\n";
        append(data() + "/postgresql.conf", "max_connections = 40\nshared_buffers = 16MB\n"
                                            "wal_keep_size = 64MB\nlog_min_messages = warning\n");
    }

    std::string data() const { return (folder_.path() / "data").string(); }

private:
    TemporaryDirectory folder_;
};

} // namespace

PostgresServer::PostgresServer() : port_(free_port()) {
    static const NewServer made;
    give_away(folder_.path().string());
    run({"/bin/cp", "-a", made.data(), data()}, log());
    start();
    ask("postgres", "create role guarded login password 'open sesame'");
}

PostgresServer::PostgresServer(const PostgresServer& primary) : port_(free_port()) {
    give_away(folder_.path().string());
    run({"pg_basebackup", "-D", data(), "-R", "--no-sync", "-c", "fast", "-d",
         "postgresql://chatroom@127.0.0.1:" + std::to_string(primary.port_) +
             "/postgres?application_name=standby"},
        log());
    start();
}

PostgresServer::~PostgresServer() {
    if (process_ > 0) {
        kill9();
    }
}

void PostgresServer::start() {
    process_ = begin({"postgres", "-D", data(), "-p", std::to_string(port_), "-c",
                      "listen_addresses=127.0.0.1", "-c",
                      "unix_socket_directories=" + folder_.path().string()},
                     log());
    wait_until_ready();
}

void PostgresServer::stop() {
    ::kill(process_, SIGINT);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

/// The server's processes have groups of their own, so they are found by their parent.
std::vector<pid_t> PostgresServer::children() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/task/" + std::to_string(process_) +
                       "/children");
    return {std::istream_iterator<pid_t>(file), {}};
}

void PostgresServer::signal_all(int signal) const {
    const auto others = children();
    ::kill(process_, signal);
    for (const auto child : others) {
        ::kill(child, signal);
    }
}

/// None is left of them: no server starts over the shared memory of another one.
void PostgresServer::kill9() {
    ::kill(process_, SIGSTOP);
    ::waitpid(process_, nullptr, WUNTRACED); // From here on it makes no others.
    std::vector<FileDescriptor> others;
    for (const auto child : children()) {
        others.emplace_back(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
    }
    signal_all(SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
    for (const auto& other : others) {
        pollfd ended{other.get(), POLLIN, 0};
        while (other.get() >= 0 && ::poll(&ended, 1, -1) < 0) {
        }
    }
}

void PostgresServer::freeze() {
    signal_all(SIGSTOP);
}

void PostgresServer::thaw() {
    signal_all(SIGCONT);
}

void PostgresServer::promote() {
    run({"pg_ctl", "promote", "-w", "-D", data()}, log());
}

void PostgresServer::configure(const std::string& line) {
    append(data() + "/postgresql.conf", line + "\n");
    ask("postgres", "select pg_reload_conf()");
}

std::string PostgresServer::uri(const std::string& database, const std::string& user) const {
    return "postgresql://" + user + "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string PostgresServer::new_database(const std::string& options) {
    const auto name = "room" + std::to_string(++databases_);
    ask("postgres", "create database " + name + " template template0 " + options);
    return name;
}

std::string PostgresServer::ask(const std::string& database, const std::string& statement) const {
    auto connection = DatabaseConnection::open(
        {.uri = uri(database) + "?target_session_attrs=any", .node = "test"});
    if (!connection) {
        throw std::runtime_error(connection.error().message);
    }
    const auto rows = connection->run(statement.c_str());
    if (!rows) {
        throw std::runtime_error(rows.error().message);
    }
    return rows->size() > 0 ? std::string(rows->text(0, 0)) : "";
}

std::string PostgresServer::dump(const std::string& database) const {
    std::string text;
    for (const auto* table : {"batch", "batch_fact", "event", "fact", "history"}) {
        text += ask(database, std::string("select coalesce(string_agg(t::text, e'\\n'), '') from "
                                          "chatroom.") +
                                  table + " t");
    }
    return text;
}

/// A server tells nobody when it is ready.
void PostgresServer::wait_until_ready() const {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!DatabaseConnection::open(
        {.uri = uri("postgres") + "?target_session_attrs=any", .node = "test"})) {
        if (std::chrono::steady_clock::now() > give_up) {
            throw std::runtime_error("the database server does not become ready");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

} // namespace chatroom::cluster
