// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/options.hpp"

#include "base/configuration_file.hpp"
#include "base/user_paths.hpp"

#include <cstdlib>
#include <utility>

#include <CLI/CLI.hpp>
#include <sysexits.h>

namespace chatroom {

namespace {

std::optional<std::string> environment(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

Result<Config, ConfigErrors> read_file(const std::filesystem::path& path) {
    auto text = read_configuration_file(path);
    if (!text) {
        return Unexpected(ConfigErrors{std::move(text).error()});
    }
    return parse_config(*text, path.string());
}

/// The defaults of a daemon that no file configures, where the command line does not decide.
Result<Config, ConfigErrors> built_in(const DaemonOptions& options) {
    Config config;
    const auto state = environment("STATE_DIRECTORY");
    const auto runtime = environment("RUNTIME_DIRECTORY");
    if (state && runtime) {
        config.state = *state;
        config.socket = std::filesystem::path(*runtime) / "control.sock";
        return config;
    }
    const auto user_state = options.state ? options.state : user_state_directory(environment);
    const auto user_socket = options.socket ? options.socket : user_control_socket(environment);
    if (!user_state || !user_socket) {
        return Unexpected(
            ConfigErrors{"neither XDG_STATE_HOME nor HOME is set: say where the state belongs "
                         "with --config or --state and --socket"});
    }
    config.state = *user_state;
    config.socket = *user_socket;
    return config;
}

} // namespace

std::variant<DaemonOptions, ExitNow> parse_options(int argc, const char* const* argv) {
    CLI::App app("chatroomd keeps a chat room: one UDP port, many members.", "chatroomd");
    DaemonOptions options;
    app.add_option("--config", options.config, "Read this configuration file")->type_name("FILE");
    app.add_flag("--check-config", options.check_config, "Check the configuration and exit");
    app.add_flag("--print-config", options.print_config,
                 "Print the configuration in force as TOML and exit");
    app.add_flag("--print-avahi", options.print_avahi,
                 "Print a service file that tells the LAN of the room, for avahi, and exit");
    app.add_option_function<std::string>(
           "--listen",
           [&](const std::string& text) {
               options.listen = parse_address(text);
               if (!options.listen) {
                   throw CLI::ValidationError("--listen",
                                              "must be an address and a port, such as [::]:8888");
               }
           },
           "The chat port; port 0 picks a free one")
        ->type_name("ADDR:PORT");
    app.add_option("--socket", options.socket, "The administrator's control socket")
        ->type_name("PATH");
    app.add_option("--state", options.state, "The directory of the journal")->type_name("DIR");
    app.add_option("--restore", options.restore,
                   "Make the room from this backup, in a state directory without one, and exit")
        ->type_name("FILE");
    app.add_option("--import", options.import_from,
                   "Take the room in this state directory into the database of [cluster], and exit")
        ->type_name("DIR");
    app.add_option(
           "--export", options.export_to,
           "Make a room of one machine of that in the database, in this directory, and exit")
        ->type_name("DIR");
    app.set_version_flag("--version", "chatroomd " CHATROOM_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // CLI11 has many exit codes of its own; the world has one for a wrong command line.
        return ExitNow{app.exit(error) == 0 ? EXIT_SUCCESS : EX_USAGE};
    }
    return options;
}

Result<Config, ConfigErrors> load_config(const DaemonOptions& options) {
    auto config = options.config ? read_file(*options.config) : built_in(options);
    if (config) {
        config->listen = options.listen.value_or(config->listen);
        config->socket = options.socket.value_or(config->socket);
        config->state = options.state.value_or(config->state);
    }
    return config;
}

} // namespace chatroom
