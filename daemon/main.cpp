// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/logging.hpp"
#include "daemon/io/passphrase_file.hpp"
#include "daemon/io/room_service.hpp"
#include "daemon/io/server_key.hpp"
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

/// Whether some of the newer configuration is taken by the next start only.
bool takes_restart(const Config& newer, const Config& running) {
    return newer.listen != running.listen || newer.state != running.state ||
           newer.socket != running.socket || newer.workers != running.workers;
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
        write_notable(Notable::not_reloaded, Severity::error,
                      "the configuration is faulty, the old one stays in force");
        return std::nullopt;
    }
    auto& config = *loaded;
    try {
        config.room = room_options(config, passphrase_of(config), server);
    } catch (const std::runtime_error& error) {
        spdlog::error("{}", error.what());
        write_notable(Notable::not_reloaded, Severity::error,
                      "the old configuration stays in force");
        return std::nullopt;
    }
    if (takes_restart(config, running)) {
        spdlog::warn("[network], [paths] and [performance] take effect at the next start only");
    }
    return config;
}

/// What is in force when a newer configuration was taken while the daemon runs.
Config with_changes(const Config& started, Config newer) {
    newer.listen = started.listen;
    newer.state = started.state;
    newer.socket = started.socket;
    newer.workers = started.workers;
    return newer;
}

/// What is in force, or whether the file could be.
control::ConfigInfo config_info(control::ConfigInfo info, const DaemonOptions& options,
                                const Config& running) {
    info.file = options.config.value_or("").string();
    if (info.action != "check") {
        info.toml = to_toml(running);
        return info;
    }
    const auto loaded = load_config(options);
    if (!loaded) {
        for (const auto& error : loaded.error()) {
            info.errors.push_back({error});
        }
        return info;
    }
    info.restart = takes_restart(*loaded, running);
    try {
        passphrase_of(*loaded);
    } catch (const std::runtime_error& error) {
        info.errors.push_back({error.what()});
    }
    return info;
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

/// The journal may be another one than the administrator thinks.
void tell_origin(const std::filesystem::path& file, const DatabaseOrigin& origin) {
    if (origin.is_new()) {
        write_notable(Notable::new_database, Severity::info, "a new journal: " + file.string());
    } else if (origin.is_migrated()) {
        const auto found = std::to_string(origin.found_version);
        write_notable(Notable::migrated, Severity::info,
                      "the journal " + file.string() + " had the form of version " + found +
                          " and has that of version " + std::to_string(origin.version) +
                          " now; a copy of what it was is " + file.string() + ".version-" + found);
    }
}

/// The key of the server, of which members are warned when it is another one.
sealed::KeyPair server_key(const std::filesystem::path& file,
                           const sealed::FillRandom& fill_random) {
    std::error_code ignored; // Reading the file will tell.
    const bool is_new = !std::filesystem::exists(std::filesystem::symlink_status(file, ignored));
    const auto key = load_server_key(file, fill_random);
    const auto fingerprint = sealed::fingerprint(key.key);
    if (is_new) {
        write_notable(Notable::new_key, Severity::info, "a new server key: " + fingerprint);
    } else {
        spdlog::info("server key {}", fingerprint);
    }
    return key;
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
        const auto journal_file = config.state / "room.db";
        SqliteJournal journal(journal_file, config.retention);
        tell_origin(journal_file, journal.origin());
        // The journal's lock keeps a second daemon from making a key at the same time.
        const auto key = server_key(config.state / "server.key", fill_random);
        auto running = config;
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
                 running = with_changes(config, *reloaded);
                 return RoomService::Changeable{reloaded->room, reloaded->admins};
             },
             .config =
                 [&](control::ConfigInfo asked) {
                     return config_info(std::move(asked), options, running);
                 }},
            journal);
        service.run();
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        write_notable(Notable::failed, Severity::error, error.what());
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
