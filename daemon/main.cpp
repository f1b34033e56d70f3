// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "daemon/io/logging.hpp"
#include "daemon/io/passphrase_file.hpp"
#include "daemon/io/restore.hpp"
#include "daemon/io/room_service.hpp"
#include "daemon/io/server_key.hpp"
#include "daemon/io/sqlite_journal.hpp"
#include "daemon/io/state_files.hpp"
#include "daemon/options.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <stdexcept>
#include <utility>

#include <sched.h>
#include <sodium.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <sysexits.h>

namespace {

using namespace chatroom;

int report(const ConfigErrors& errors) {
    for (const auto& error : errors) {
        std::cerr << "chatroomd: " << error << "\n";
    }
    return EX_CONFIG;
}

using Passphrase = std::optional<sealed::SecretText>;

/// The passphrase in the file that the configuration names, if it names one. Throws
/// std::runtime_error in words if it cannot be had.
Passphrase passphrase_of(const Config& config) {
    if (config.passphrase_file.empty()) {
        return std::nullopt;
    }
    return read_passphrase(config.passphrase_file);
}

/// What the configuration says of the room, with what the passphrase comes down to. Throws
/// std::runtime_error in words if there is too little memory for that.
RoomOptions room_options(const Config& config, Passphrase passphrase,
                         const sealed::PublicKey& server) {
    auto options = config.room;
    if (!passphrase) {
        return options;
    }
    try {
        options.pre_shared_key = sealed::passphrase_key(passphrase->view(), server);
    } catch (const std::bad_alloc&) {
        throw std::runtime_error("there is not enough memory for the passphrase of the room, which "
                                 "is made to take 64 MiB");
    }
    return options;
}

/// The configuration as its file and the passphrase's are now; nothing, and the reason in the log,
/// if one of them is faulty.
std::optional<Config> reload(const DaemonOptions& options, const Config& running,
                             const sealed::PublicKey& server) {
    auto loaded = load_config(options);
    if (!loaded) {
        for (const auto& error : loaded.error()) {
            spdlog::error("{}", error);
        }
        spdlog::error("the configuration is faulty, the old one stays in force");
        return std::nullopt;
    }
    auto& config = *loaded;
    try {
        config.room = room_options(config, passphrase_of(config), server);
    } catch (const std::runtime_error& error) {
        spdlog::error("{}", error.what());
        spdlog::error("the old configuration stays in force");
        return std::nullopt;
    }
    if (config.listen != running.listen || config.state != running.state ||
        config.socket != running.socket || config.workers != running.workers) {
        spdlog::warn("[network], [paths] and [performance] take effect at the next start only");
    }
    return config;
}

/// How many processors this process may run on; a few are enough to keep any network busy.
std::size_t usable_processors() {
    constexpr int most = 8;
    cpu_set_t usable;
    CPU_ZERO(&usable);
    if (::sched_getaffinity(0, sizeof usable, &usable) != 0) {
        return 1;
    }
    return static_cast<std::size_t>(std::clamp(CPU_COUNT(&usable), 1, most));
}

void make_state_directory(const std::filesystem::path& state) {
    std::error_code error;
    std::filesystem::create_directories(state, error);
    if (error) {
        throw std::runtime_error("cannot make the directory of the journal, " + state.string() +
                                 ": " + error.message() +
                                 "; [paths] in the configuration says where it and the control "
                                 "socket are");
    }
}

/// Whether anybody owns a name, and so knows the server's key.
bool has_owners(const Journal& journal) {
    const auto facts = journal.facts();
    return facts && std::any_of(facts->begin(), facts->end(), [](const Fact& fact) {
               return facts::Kind{fact.kind} == facts::Kind::name;
           });
}

/// A key of another room is no reason not to start: its administrator may have made a new one.
void tell_of_key(SqliteJournal& journal, const std::string& fingerprint) {
    spdlog::info("server key {}", fingerprint);
    const auto before = journal.exchange_key(fingerprint);
    if (before && *before != fingerprint) {
        spdlog::warn("the key of the server was {} when this room ran last: members are warned of "
                     "another one; if that is not meant, put back the server.key of this room",
                     *before);
    }
}

int restore(const Config& config, const std::filesystem::path& backup) {
    try {
        make_state_directory(config.state);
        const auto restored = restore_journal(backup, config.state);
        std::cout << "restored " << restored.events << " events up to number "
                  << restored.latest.value << " into " << config.state.string()
                  << "; numbers go on above " << restored.go_on_above.value << "\n";
        for (const auto& [first, last] : restored.damage) {
            std::cout << "the backup is damaged: events " << first.value << " to " << last.value
                      << " are lost\n";
        }
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "chatroomd: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}

int run(const DaemonOptions& options, const Config& config, Passphrase passphrase) {
    const sealed::FillRandom fill_random = [](std::span<std::uint8_t> bytes) {
        randombytes_buf(bytes.data(), bytes.size());
    };
    try {
        start_logging(stderr_is_system_journal());
        set_log_level(config.log_level);
        sealed::initialise_cryptography();
        make_state_directory(config.state);
        require_database(config.state);
        if (is_key_without_room(config.state)) {
            spdlog::warn("there is a server.key in {} and no room: a new, empty room begins under "
                         "that key",
                         config.state.string());
        }
        SqliteJournal journal(config.state / "room.db", config.retention);
        require_key(config.state, has_owners(journal));
        // The journal's lock keeps a second daemon from making a key at the same time.
        const auto key = load_server_key(config.state / "server.key", fill_random);
        tell_of_key(journal, sealed::fingerprint(key.key));
        RoomService service(
            {.listen = config.listen,
             .workers = config.workers > 0 ? config.workers : usable_processors(),
             .control_socket = config.socket,
             .changeable = {room_options(config, std::move(passphrase), key.key), config.admins},
             .secrets = {.static_key = key, .fill_random = fill_random},
             .reload = [&]() -> std::optional<RoomService::Changeable> {
                 const auto reloaded = reload(options, config, key.key);
                 if (!reloaded) {
                     return std::nullopt;
                 }
                 set_log_level(reloaded->log_level);
                 journal.configure(reloaded->retention);
                 return RoomService::Changeable{reloaded->room, reloaded->admins};
             },
             .backup_source = &journal},
            journal);
        service.run();
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        spdlog::error("{}", error.what());
        return EXIT_FAILURE;
    }
}

} // namespace

int main(int argc, char** argv) {
    // A full disk and a reader of the log that has gone are errors to handle, not to die of.
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    // What the daemon writes is its own; the control socket is opened to its group on purpose.
    ::umask(0077);
    const auto options = parse_options(argc, argv);
    if (const auto* exit = std::get_if<ExitNow>(&options)) {
        return exit->code;
    }
    const auto& chosen = std::get<DaemonOptions>(options);
    const auto loaded = load_config(chosen);
    if (!loaded) {
        return report(loaded.error());
    }
    const auto& config = *loaded;
    if (chosen.print_config) {
        std::cout << to_toml(config);
        return EXIT_SUCCESS;
    }
    if (chosen.restore) {
        return restore(config, *chosen.restore);
    }
    try {
        auto passphrase = passphrase_of(config);
        if (chosen.check_config) {
            std::cout << chosen.config.value_or("the built-in configuration").string() << ": ok\n";
            return EXIT_SUCCESS;
        }
        return run(chosen, config, std::move(passphrase));
    } catch (const std::runtime_error& error) { // Of the passphrase: run() reports its own.
        return report({error.what()});
    }
}
