// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/application.hpp"
#include "client/classic_session.hpp"
#include "client/display.hpp"
#include "client/plain_terminal.hpp"
#include "client/readline_terminal.hpp"
#include "client/server_address.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/asio/ip/udp.hpp>
#include <fcntl.h>
#include <unistd.h>

namespace chatroom {

namespace {

struct Options {
    ServerAddress server;
    std::optional<std::string> name;
};

std::optional<std::string> environment_variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

/// A descriptor that was closed when we were started must not become our socket's.
void open_standard_descriptors() {
    int descriptor = -1;
    do {
        descriptor = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    ::close(descriptor);
}

ServerConnection::Endpoints look_up(boost::asio::io_context& io, const ServerAddress& server) {
    boost::asio::ip::udp::resolver resolver(io);
    ServerConnection::Endpoints endpoints;
    for (const auto& entry : resolver.resolve(server.host, std::to_string(server.port))) {
        endpoints.push_back(entry.endpoint());
    }
    return endpoints;
}

std::unique_ptr<Terminal> make_terminal(boost::asio::io_context& io) {
    if (::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1) {
        return std::make_unique<ReadlineTerminal>(io);
    }
    return std::make_unique<PlainTerminal>(io);
}

ExitCode run(const Options& options) {
    const auto& wording = choose_wording(environment_variable);
    const auto server = to_string(options.server);
    boost::asio::io_context io(1);
    ServerConnection::Endpoints endpoints;
    try {
        endpoints = look_up(io, options.server);
    } catch (const boost::system::system_error& error) {
        std::cerr << displayable(worded(wording.not_found, server)) << ": "
                  << error.code().message() << '\n';
        return ExitCode::failed;
    }
    ServerConnection connection(io, std::move(endpoints));
    ClassicSession session;
    const auto terminal = make_terminal(io);
    Application application(io, session, connection, *terminal, wording, server);
    return application.run(options.name);
}

ExitCode parse_and_run(int argc, char** argv) {
    CLI::App app("Chat in the room of a chatroomd.", "chatroom-client");
    app.set_version_flag("--version", "chatroom-client " CHATROOM_VERSION);
    Options options;
    std::string server = to_string(options.server);
    app.add_option("server", server,
                   "where the room is; an IPv6 address with a port is written [ADDRESS]:PORT")
        ->type_name("HOST[:PORT]")
        ->capture_default_str();
    app.add_option("--name", options.name, "the name to enter under; asked for if left out")
        ->type_name("NAME");
    try {
        app.parse(argc, argv);
        if (const auto address = parse_server_address(server)) {
            options.server = *address;
        } else {
            throw CLI::ValidationError("server", "not HOST[:PORT]: " + displayable(server));
        }
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? ExitCode::left : ExitCode::usage;
    }
    return run(options);
}

} // namespace

} // namespace chatroom

int main(int argc, char** argv) {
    // A reader that goes away is an error of write(), which is handled.
    std::signal(SIGPIPE, SIG_IGN);
    chatroom::open_standard_descriptors();
    try {
        return static_cast<int>(chatroom::parse_and_run(argc, argv));
    } catch (const std::exception& error) {
        // Getting here has undone the terminal's settings.
        std::cerr << "chatroom-client: " << error.what() << '\n';
        return static_cast<int>(chatroom::ExitCode::failed);
    }
}
