// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/display_width.hpp"
#include "base/user_paths.hpp"
#include "client/core/classic_session.hpp"
#include "client/core/display.hpp"
#include "client/core/sealed_session.hpp"
#include "client/io/application.hpp"
#include "client/io/discovery.hpp"
#include "client/io/identity.hpp"
#include "client/io/known_rooms.hpp"
#include "client/io/passphrase.hpp"
#include "client/io/plain_terminal.hpp"
#include "client/io/private_file.hpp"
#include "client/io/readline_terminal.hpp"
#include "client/options.hpp"
#include "client/room_choice.hpp"

#include <algorithm>
#include <charconv>
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

/// All addresses of all servers. A server that is not found is passed over, unless none is found.
ServerConnection::Endpoints look_up(boost::asio::io_context& io, const RoomLink& link) {
    boost::asio::ip::udp::resolver resolver(io);
    ServerConnection::Endpoints endpoints;
    boost::system::error_code failed;
    const auto add = [&](const ServerAddress& server) {
        boost::system::error_code error;
        for (const auto& entry :
             resolver.resolve(server.host, std::to_string(server.port), error)) {
            endpoints.push_back(entry.endpoint());
        }
        failed = error ? error : failed;
    };
    add(link.server);
    std::ranges::for_each(link.others, add);
    if (endpoints.empty()) {
        throw boost::system::system_error(failed);
    }
    return endpoints;
}

bool is_at_terminal(const ClientOptions& options) {
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 && !options.is_pipe;
}

/// Stands on the terminal while nothing else does: looking a name up can take long.
class WaitingWords {
public:
    WaitingWords(const std::string& words, bool is_shown)
        : columns_(is_shown ? display_width(words) : 0) {
        if (is_shown) {
            std::cout << words << std::flush;
        }
    }
    ~WaitingWords() {
        if (columns_ > 0) {
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
    if (!is_at_terminal(options)) {
        return std::make_unique<PlainTerminal>(io, wording, options.pipe);
    }
    const auto directory = user_data_directory(environment_variable);
    const auto colours = options.colours.value_or(ColourChoice::automatic);
    return std::make_unique<ReadlineTerminal>(
        io, wording,
        ScreenSettings{.times = options.times.value_or(Times::hour),
                       .colours = colours_for(colours, environment_variable),
                       .attention = options.attention.value_or(Attention::bell)},
        directory ? *directory / "history" : std::filesystem::path(), options.history);
}

void fill_random(std::span<std::uint8_t> bytes) {
    ::randombytes_buf(bytes.data(), bytes.size());
}

/// What keeps a person's stays in rooms together, on the disk.
struct Belongings {
    std::filesystem::path identity_file;
    Identity identity;
    KnownRooms known_rooms;
    LastNames last_names;
    std::filesystem::path marks;
    std::optional<sealed::SecretText> passphrase;
};

Belongings load_belongings(const ConfiguredRoom& room, const std::filesystem::path& directory) {
    const auto identity_file = room.identity.value_or(directory / "identity");
    std::optional<sealed::SecretText> passphrase;
    if (room.passphrase_file) {
        passphrase.emplace(read_passphrase(*room.passphrase_file));
    }
    return {identity_file,
            load_identity(identity_file, fill_random),
            KnownRooms(directory / "known_rooms"),
            LastNames(directory / "last_names"),
            directory / "inside",
            std::move(passphrase)};
}

/// The program once it is known where the room is.
class Client {
public:
    Client(const ClientOptions& options, const ConfiguredRoom& room, const Wording& wording,
           boost::asio::io_context& io, ServerConnection& connection)
        : options_(options), room_(room), wording_(wording), io_(io), connection_(connection) {}

    ExitCode run_classic() {
        ClassicSession session;
        const auto terminal = make_terminal(io_, wording_, options_);
        Application application(io_, session, connection_, *terminal, wording_, {server_});
        return application.run(room_.name);
    }

    ExitCode run_sealed(Belongings mine) {
        SealedSession session({.identity = mine.identity.keys,
                               .known_server = mine.known_rooms.find(server_),
                               .fingerprint = room_.link.fingerprint,
                               .passphrase = std::move(mine.passphrase),
                               .program = "chatroom-client " CHATROOM_VERSION},
                              fill_random);
        const auto terminal = make_terminal(io_, wording_, options_);
        Application application(io_, session, connection_, *terminal, wording_,
                                {server_, &mine.known_rooms,
                                 room_.passphrase_file.value_or(std::filesystem::path()),
                                 mine.marks, &mine.last_names});
        if (mine.identity.is_new) {
            application.say(worded(wording_.new_identity, mine.identity_file.string()));
        }
        return application.run(room_.name);
    }

private:
    const ClientOptions& options_;
    const ConfiguredRoom& room_;
    const Wording& wording_;
    boost::asio::io_context& io_;
    ServerConnection& connection_;
    std::string server_ = servers_of(room_.link);
};

ExitCode fail(const std::string& reason, ExitCode code = ExitCode::failed) {
    std::cerr << displayable(reason) << '\n';
    return code;
}

/// Lets somebody choose a room; nothing if they do not want to.
std::optional<std::size_t> choose_at_terminal(const FoundRooms& found, const Wording& wording) {
    const auto& rooms = found.rooms;
    std::cout << wording.rooms_found << '\n';
    for (std::size_t index = 0; index < rooms.size(); ++index) {
        std::cout << "  " << index + 1 << "  " << to_line(rooms[index]) << '\n';
    }
    if (found.more > 0) {
        std::cout << worded(wording.more_rooms, std::to_string(found.more)) << '\n';
    }
    std::cout << worded(wording.which_room, std::to_string(rooms.size())) << std::flush;
    std::string line;
    std::getline(std::cin, line);
    std::size_t number = 0;
    const auto* end = line.data() + line.size();
    const auto [rest, error] = std::from_chars(line.data(), end, number);
    const bool is_one =
        error == std::errc() && rest == end && number >= 1 && number <= rooms.size();
    return is_one ? std::optional(number - 1) : std::nullopt;
}

/// How long a room is looked for where nobody says which.
constexpr std::chrono::milliseconds patience_here{500};
constexpr std::chrono::milliseconds patience_on_lan{3000};

Surroundings surroundings(const ClientOptions& options, const Wording& wording) {
    Surroundings result{[] { return is_room_here(ServerAddress{}.port, patience_here); },
                        [] { return browse_lan(patience_on_lan); }, nullptr};
    if (is_at_terminal(options)) {
        result.choose = [&wording](const auto& found) {
            return choose_at_terminal(found, wording);
        };
    }
    return result;
}

/// What is in the user's configuration, if there is one. Throws FileError.
Result<ClientConfig, std::vector<std::string>> load_config(const Wording& wording) {
    constexpr std::size_t max_bytes = 1024 * 1024;
    const auto file = user_client_config(environment_variable);
    const auto contents = file ? read_file(*file, max_bytes) : std::nullopt;
    auto config =
        contents ? parse_client_config(*contents, file->string(), wording) : ClientConfig{};
    if (config) {
        expand_home(*config, environment_variable("HOME"));
    }
    return config;
}

ExitCode enter(const ClientOptions& options, const ConfiguredRoom& room, const Wording& wording) {
    boost::asio::io_context io(1);
    ServerConnection::Endpoints endpoints;
    try {
        const WaitingWords words(displayable(worded(wording.connecting, servers_of(room.link))),
                                 is_at_terminal(options));
        endpoints = look_up(io, room.link);
    } catch (const boost::system::system_error& error) {
        return fail(worded(wording.not_found, servers_of(room.link)) + ": " +
                        error.code().message(),
                    ExitCode::unreachable);
    }
    ServerConnection connection(io, std::move(endpoints));
    Client client(options, room, wording, io, connection);
    if (room.is_classic) {
        return client.run_classic();
    }
    sealed::initialise_cryptography();
    const auto directory = user_data_directory(environment_variable);
    return directory ? client.run_sealed(load_belongings(room, *directory))
                     : fail(std::string(wording.no_home));
}

/// What the command line leaves open, as far as it is about the screen.
void overlay(ClientOptions& options, const ClientConfig& config) {
    if (!options.times && config.times) {
        options.times = times_from(*config.times);
    }
    if (!options.colours && config.colour) {
        options.colours = colour_choice_from(*config.colour);
    }
    if (!options.attention && config.notify) {
        options.attention = attention_from(*config.notify);
    }
}

ExitCode run(ClientOptions options) {
    const auto* wording =
        options.language ? &wording_in(*options.language) : &choose_wording(environment_variable);
    try {
        const auto config = load_config(*wording);
        if (!config) {
            fail(std::string(wording->config_wrong));
            for (const auto& error : config.error()) {
                fail(error);
            }
            return ExitCode::usage;
        }
        if (config->language && !options.language) {
            wording = &wording_in(classic::language_from(*config->language).value());
        }
        overlay(options, *config);
        const auto room = choose_room(options, *config, *wording, surroundings(options, *wording));
        return room ? enter(options, *room, *wording) : fail(room.error(), ExitCode::usage);
    } catch (const FileError& error) {
        return fail(worded(*wording, error));
    }
}

ExitCode parse_and_run(int argc, char** argv) {
    const auto parsed = parse_options(argc, argv, environment_variable);
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
