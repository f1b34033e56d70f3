// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/avahi_service.hpp"
#include "daemon/io/cluster/database_password.hpp"
#include "daemon/io/cluster/moving.hpp"
#include "daemon/io/handed_sockets.hpp"
#include "daemon/io/logging.hpp"
#include "daemon/io/passphrase_file.hpp"
#include "daemon/io/restore.hpp"
#include "daemon/io/room_service.hpp"
#include "daemon/io/server_key.hpp"
#include "daemon/io/start_attempts.hpp"
#include "daemon/io/state_files.hpp"
#include "daemon/open_journal.hpp"
#include "daemon/options.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <functional>
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

/// The configuration with the passphrase that it names.
struct Loaded {
    Config config;
    Passphrase passphrase;
};

/// The configuration as its file and the passphrase's are now, or what is wrong with them.
Result<Loaded, ConfigErrors> load(const DaemonOptions& options) {
    auto config = load_config(options);
    if (!config) {
        return Unexpected(config.error());
    }
    try {
        auto passphrase = passphrase_of(*config);
        if (config->is_cluster()) { // Each connection reads it anew.
            read_database_password(config->cluster.password_file);
        }
        return Loaded{*std::move(config), std::move(passphrase)};
    } catch (const std::runtime_error& error) {
        return Unexpected(ConfigErrors{error.what()});
    }
}

/// Whether some of the newer configuration is taken by the next start only.
bool takes_restart(const Config& newer, const Config& running) {
    return newer.listen != running.listen || newer.state != running.state ||
           newer.socket != running.socket || newer.workers != running.workers ||
           newer.cluster != running.cluster || newer.room.node_timeout != running.room.node_timeout;
}

/// The configuration as it is to be from now on; or why the old one stays in force, which is in the
/// log, too.
Result<Config, std::string> reload(const DaemonOptions& options, const Config& running,
                                   const sealed::PublicKey& server) {
    const auto refuse = [](const ConfigErrors& errors) {
        for (const auto& error : errors) {
            spdlog::error("{}", error);
        }
        write_notable(Notable::not_reloaded, Severity::error,
                      "the configuration is faulty, the old one stays in force");
        return Unexpected(errors.front());
    };
    auto loaded = load(options);
    if (!loaded) {
        return refuse(loaded.error());
    }
    auto& config = loaded->config;
    try {
        config.room = room_options(config, std::move(loaded->passphrase), server);
    } catch (const std::runtime_error& error) {
        return refuse({error.what()});
    }
    if (takes_restart(config, running)) {
        spdlog::warn(
            "[network], [paths], [cluster] and [performance] take effect at the next start only");
    }
    return std::move(config);
}

/// What is in force when a newer configuration was taken while the daemon runs.
Config with_changes(const Config& started, Config newer) {
    newer.listen = started.listen;
    newer.state = started.state;
    newer.socket = started.socket;
    newer.workers = started.workers;
    newer.cluster = started.cluster;
    newer.room.node = started.room.node;
    newer.room.node_timeout = started.room.node_timeout;
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
    const auto loaded = load(options);
    if (loaded) {
        info.restart = takes_restart(loaded->config, running);
        return info;
    }
    for (const auto& error : loaded.error()) {
        info.errors.push_back({error});
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

/// What is done once, with its outcome in words on standard output.
int do_once(const DaemonOptions& options,
            const std::function<std::string(const Config& config)>& work) {
    const auto config = load_config(options);
    if (!config) {
        return report(config.error());
    }
    try {
        std::cout << work(*config) << "\n";
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "chatroomd: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}

void require_cluster(const Config& config) {
    if (!config.is_cluster()) {
        throw std::runtime_error("[cluster] database in the configuration is to say which database "
                                 "that is");
    }
}

std::string outcome(const Moved& moved) {
    return std::to_string(moved.events) + " events; numbers go on above " +
           std::to_string(moved.go_on_above.value);
}

int import_from(const DaemonOptions& options, const std::filesystem::path& state) {
    return do_once(options, [&](const Config& config) {
        require_cluster(config);
        sealed::initialise_cryptography();
        require_key(state, true);
        const auto key = load_server_key(state / "server.key", {});
        return "imported " +
               outcome(import_room(config.cluster, state, sealed::fingerprint(key.key)));
    });
}

int export_to(const DaemonOptions& options, const std::filesystem::path& state) {
    return do_once(options, [&](const Config& config) {
        require_cluster(config);
        make_state_directory(state);
        return "exported " + outcome(export_room(config.cluster, state)) +
               "; the room needs its server.key there, too";
    });
}

int restore(const DaemonOptions& options) {
    return do_once(options, [&](const Config& config) {
        make_state_directory(config.state);
        const auto restored = restore_journal(*options.restore, config.state);
        auto words = "restored " + std::to_string(restored.events) + " events up to number " +
                     std::to_string(restored.latest.value) + " into " + config.state.string() +
                     "; numbers go on above " + std::to_string(restored.go_on_above.value);
        for (const auto& [first, last] : restored.damage) {
            words += "\nthe backup is damaged: events " + std::to_string(first.value) + " to " +
                     std::to_string(last.value) + " are lost";
        }
        return words;
    });
}

/// Whether SIGTERM or SIGINT comes within that time.
bool signal_within(std::chrono::seconds time) {
    sigset_t ends{};
    ::sigemptyset(&ends);
    ::sigaddset(&ends, SIGTERM);
    ::sigaddset(&ends, SIGINT);
    sigset_t before{};
    ::sigprocmask(SIG_BLOCK, &ends, &before);
    const timespec patience{.tv_sec = time.count(), .tv_nsec = 0};
    const int signal = ::sigtimedwait(&ends, nullptr, &patience);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    return signal > 0;
}

/// Where the service counts its starts; nothing if it is none.
std::optional<StartAttempts> start_attempts() {
    const char* directory = std::getenv("RUNTIME_DIRECTORY");
    if (directory == nullptr || std::getenv("NOTIFY_SOCKET") == nullptr) {
        return std::nullopt;
    }
    const std::string_view directories(directory); // The unit may have several.
    return StartAttempts(std::filesystem::path(directories.substr(0, directories.find(':'))) /
                         "starts");
}

std::filesystem::file_time_type time_of(const std::optional<std::filesystem::path>& file) {
    std::error_code ignored; // What is not there may come.
    return file ? std::filesystem::last_write_time(*file, ignored)
                : std::filesystem::file_time_type();
}

/// Waits before one more start after those that have failed, but not once somebody has mended the
/// configuration. False if the service is to end.
bool wait_for_turn(StartAttempts& attempts, const DaemonOptions& options) {
    constexpr std::chrono::seconds look_interval{1};
    const auto pause = attempts.pause();
    if (pause > look_interval * 0) {
        ServiceManager().waits(pause, attempts.last_reason());
        spdlog::warn("starting again in {} s", pause.count());
    }
    const auto written = time_of(options.config);
    for (auto left = pause; left > look_interval * 0 && time_of(options.config) == written;
         left -= look_interval) {
        if (signal_within(look_interval)) {
            return false;
        }
    }
    attempts.begin();
    return true;
}

/// Opens the room and serves it. Throws std::exception in words if it cannot be.
void serve(const DaemonOptions& options, const Config& config, Passphrase passphrase,
           std::function<void()> lasted) {
    const sealed::FillRandom fill_random = [](std::span<std::uint8_t> bytes) {
        randombytes_buf(bytes.data(), bytes.size());
    };
    sealed::initialise_cryptography();
    make_state_directory(config.state);
    const auto opened = open_journal(config, fill_random);
    const auto& key = opened.key;
    auto running = config;
    RoomService service(
        {.listen = config.listen,
         .workers = config.workers > 0 ? config.workers : usable_processors(),
         .control_socket = config.socket,
         .changeable = {room_options(config, std::move(passphrase), key.key), config.admins},
         .secrets = {.static_key = key, .fill_random = fill_random},
         .reload = [&]() -> Result<RoomService::Changeable, std::string> {
             const auto reloaded = reload(options, config, key.key);
             if (!reloaded) {
                 return Unexpected(reloaded.error());
             }
             set_log_level(reloaded->log_level);
             opened.configure(reloaded->retention);
             running = with_changes(config, *reloaded);
             return RoomService::Changeable{running.room, reloaded->admins};
         },
         .config =
             [&](control::ConfigInfo asked) {
                 return config_info(std::move(asked), options, running);
             },
         .sockets = choose_sockets(take_handed_sockets(), config.listen, config.socket),
         .lasted = std::move(lasted),
         .backup_source = opened.backup_source},
        *opened.journal);
    service.run();
}

/// Runs the room until it is to end.
int run(const DaemonOptions& options, std::optional<StartAttempts>& attempts) {
    const auto all_is_well = [&] {
        if (attempts) {
            attempts->forget();
        }
    };
    const auto fail = [&](const std::string& reason, int code) {
        if (attempts) {
            attempts->failed(reason);
        }
        return code;
    };
    try {
        start_logging(stderr_is_system_journal());
        if (attempts && !wait_for_turn(*attempts, options)) {
            all_is_well();
            return EXIT_SUCCESS;
        }
        auto loaded = load(options);
        if (!loaded) {
            return fail(loaded.error().front(), report(loaded.error()));
        }
        set_log_level(loaded->config.log_level);
        serve(options, loaded->config, std::move(loaded->passphrase), all_is_well);
        all_is_well();
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        write_notable(Notable::failed, Severity::error, error.what());
        return fail(error.what(), EXIT_FAILURE);
    }
}

/// Tells about the configuration, and does nothing else.
int inspect(const DaemonOptions& options) {
    if (options.print_config || options.print_avahi) {
        const auto config = load_config(options);
        if (!config) {
            return report(config.error());
        }
        std::cout << (options.print_config ? to_toml(*config) : avahi_service(*config));
        return EXIT_SUCCESS;
    }
    const auto loaded = load(options);
    if (!loaded) {
        return report(loaded.error());
    }
    std::cout << options.config.value_or("the built-in configuration").string() << ": ok\n";
    return EXIT_SUCCESS;
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
    if (chosen.print_config || chosen.print_avahi || chosen.check_config) {
        return inspect(chosen);
    }
    if (chosen.restore) {
        return restore(chosen);
    }
    if (chosen.import_from) {
        return import_from(chosen, *chosen.import_from);
    }
    if (chosen.export_to) {
        return export_to(chosen, *chosen.export_to);
    }
    auto attempts = start_attempts();
    return run(chosen, attempts);
}
