// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/display_width.hpp"
#include "base/user_paths.hpp"
#include "client/core/classic_session.hpp"
#include "client/core/display.hpp"
#include "client/core/sealed_session.hpp"
#include "client/io/application.hpp"
#include "client/io/identity.hpp"
#include "client/io/known_rooms.hpp"
#include "client/io/passphrase.hpp"
#include "client/io/plain_terminal.hpp"
#include "client/io/private_file.hpp"
#include "client/io/readline_terminal.hpp"
#include "client/options.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <utility>

#include <boost/asio/ip/udp.hpp>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

namespace chatroom {

namespace {

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

bool has_terminal() {
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

/// Stands on the terminal while nothing else does: looking a name up can take long.
class WaitingWords {
public:
    explicit WaitingWords(const std::string& words) : columns_(display_width(words)) {
        if (has_terminal()) {
            std::cout << words << std::flush;
        }
    }
    ~WaitingWords() {
        if (has_terminal()) {
            std::cout << '\r' << std::string(columns_, ' ') << '\r' << std::flush;
        }
    }
    WaitingWords(const WaitingWords&) = delete;
    WaitingWords& operator=(const WaitingWords&) = delete;

private:
    std::size_t columns_;
};

std::unique_ptr<Terminal> make_terminal(boost::asio::io_context& io, const Wording& wording,
                                        const ClientOptions& options) {
    if (!has_terminal()) {
        return std::make_unique<PlainTerminal>(io, wording);
    }
    const auto directory = user_data_directory(environment_variable);
    return std::make_unique<ReadlineTerminal>(
        io, wording,
        ScreenSettings{.times = options.times,
                       .colours = colours_for(options.colours, environment_variable),
                       .attention = options.attention},
        directory ? *directory / "history" : std::filesystem::path());
}

void fill_random(std::span<std::uint8_t> bytes) {
    ::randombytes_buf(bytes.data(), bytes.size());
}

/// What keeps a person's stays in rooms together, on the disk.
struct Belongings {
    std::filesystem::path identity_file;
    Identity identity;
    KnownRooms known_rooms;
    std::optional<sealed::SecretText> passphrase;
};

Belongings load_belongings(const ClientOptions& options, const std::filesystem::path& directory) {
    const auto identity_file = options.identity.value_or(directory / "identity");
    std::optional<sealed::SecretText> passphrase;
    if (options.passphrase_file) {
        passphrase.emplace(read_passphrase(*options.passphrase_file));
    }
    return {identity_file, load_identity(identity_file, fill_random),
            KnownRooms(directory / "known_rooms"), std::move(passphrase)};
}

/// The program once it is known where the room is.
class Client {
public:
    Client(const ClientOptions& options, const Wording& wording, boost::asio::io_context& io,
           ServerConnection& connection)
        : options_(options), wording_(wording), io_(io), connection_(connection) {}

    ExitCode run_classic() {
        ClassicSession session;
        const auto terminal = make_terminal(io_, wording_, options_);
        Application application(io_, session, connection_, *terminal, wording_, {server_});
        return application.run(options_.name);
    }

    ExitCode run_sealed(Belongings mine) {
        SealedSession session({.identity = mine.identity.keys,
                               .known_server = mine.known_rooms.find(server_),
                               .fingerprint = options_.fingerprint,
                               .passphrase = std::move(mine.passphrase),
                               .program = "chatroom-client " CHATROOM_VERSION},
                              fill_random);
        const auto terminal = make_terminal(io_, wording_, options_);
        Application application(io_, session, connection_, *terminal, wording_,
                                {server_, &mine.known_rooms,
                                 options_.passphrase_file.value_or(std::filesystem::path())});
        if (mine.identity.is_new) {
            application.say(worded(wording_.new_identity, mine.identity_file.string()));
        }
        return application.run(options_.name);
    }

private:
    const ClientOptions& options_;
    const Wording& wording_;
    boost::asio::io_context& io_;
    ServerConnection& connection_;
    std::string server_ = to_string(options_.server);
};

ExitCode fail(const std::string& reason) {
    std::cerr << displayable(reason) << '\n';
    return ExitCode::failed;
}

ExitCode run(const ClientOptions& options) {
    const auto& wording = choose_wording(environment_variable);
    boost::asio::io_context io(1);
    ServerConnection::Endpoints endpoints;
    try {
        const WaitingWords words(
            displayable(worded(wording.connecting, to_string(options.server))));
        endpoints = look_up(io, options.server);
    } catch (const boost::system::system_error& error) {
        return fail(worded(wording.not_found, to_string(options.server)) + ": " +
                    error.code().message());
    }
    ServerConnection connection(io, std::move(endpoints));
    Client client(options, wording, io, connection);
    if (options.is_classic) {
        return client.run_classic();
    }
    sealed::initialise_cryptography();
    const auto directory = user_data_directory(environment_variable);
    if (!directory) {
        return fail(std::string(wording.no_home));
    }
    try {
        return client.run_sealed(load_belongings(options, *directory));
    } catch (const FileError& error) {
        return fail(worded(wording, error));
    }
}

ExitCode parse_and_run(int argc, char** argv) {
    const auto parsed = parse_options(argc, argv);
    if (const auto* code = std::get_if<ExitCode>(&parsed)) {
        return *code;
    }
    return run(std::get<ClientOptions>(parsed));
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
