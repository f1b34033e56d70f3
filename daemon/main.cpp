// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/logging.hpp"
#include "daemon/io/room_service.hpp"
#include "daemon/options.hpp"

#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>

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

/// The options of the room from the configuration file as it is now; nothing, and the reason in the
/// log, if it is faulty.
std::optional<Config> reload(const Options& options, const Config& running) {
    auto loaded = load_config(options);
    if (const auto* errors = std::get_if<ConfigErrors>(&loaded)) {
        for (const auto& error : *errors) {
            spdlog::error("{}", error);
        }
        spdlog::error("the configuration is faulty, the old one stays in force");
        return std::nullopt;
    }
    const auto& config = std::get<Config>(loaded);
    if (config.listen != running.listen || config.state != running.state ||
        config.socket != running.socket) {
        spdlog::warn("[network] and [paths] take effect at the next start only");
    }
    return config;
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

int run(const Options& options, const Config& config) {
    start_logging(stderr_is_system_journal());
    set_log_level(config.log_level);
    try {
        make_state_directory(config.state);
        SqliteJournal journal(config.state / "room.db", config.retention);
        RoomService service({.listen = config.listen,
                             .control_socket = config.socket,
                             .room = config.room,
                             .reload = [&]() -> std::optional<RoomOptions> {
                                 const auto reloaded = reload(options, config);
                                 if (!reloaded) {
                                     return std::nullopt;
                                 }
                                 set_log_level(reloaded->log_level);
                                 journal.configure(reloaded->retention);
                                 return reloaded->room;
                             }},
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
    const auto& chosen = std::get<Options>(options);
    const auto loaded = load_config(chosen);
    if (const auto* errors = std::get_if<ConfigErrors>(&loaded)) {
        return report(*errors);
    }
    const auto& config = std::get<Config>(loaded);
    if (chosen.check_config) {
        std::cout << chosen.config.value_or("the built-in configuration").string() << ": ok\n";
        return EXIT_SUCCESS;
    }
    if (chosen.print_config) {
        std::cout << to_toml(config);
        return EXIT_SUCCESS;
    }
    return run(chosen, config);
}
