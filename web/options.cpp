// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/options.hpp"

#include "base/configuration_file.hpp"

#include <cstdlib>
#include <utility>

#include <CLI/CLI.hpp>
#include <sysexits.h>

namespace chatroom {

namespace {

Result<WebConfig, WebConfigErrors> read_file(const std::filesystem::path& path) {
    auto text = read_configuration_file(path);
    if (!text) {
        return Unexpected(WebConfigErrors{std::move(text).error()});
    }
    return parse_web_config(*text, path.string());
}

} // namespace

std::variant<WebOptions, ExitWith> parse_web_options(int argc, const char* const* argv) {
    CLI::App app("chatroom-web shows the room of a chatroomd as a page for browsers.",
                 "chatroom-web");
    WebOptions options;
    app.add_option("--config", options.config, "Read this configuration file")->type_name("FILE");
    app.add_flag("--check-config", options.check_config, "Check the configuration and exit");
    app.add_option_function<std::string>(
           "--listen",
           [&](const std::string& text) {
               options.listen = parse_address(text);
               if (!options.listen) {
                   throw CLI::ValidationError("--listen",
                                              "must be an address and a port, such as [::]:8880");
               }
           },
           "Where browsers come; port 0 picks a free one")
        ->type_name("ADDR:PORT");
    app.add_option_function<std::string>(
           "--room",
           [&](const std::string& text) {
               if (!room_servers(text)) {
                   throw CLI::ValidationError("--room", "must be HOST or HOST:PORT, or several of "
                                                        "them with commas in between");
               }
               options.room = text;
           },
           "Where the room is")
        ->type_name("HOST[:PORT],...");
    app.set_version_flag("--version", "chatroom-web " CHATROOM_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return ExitWith{app.exit(error) == 0 ? EXIT_SUCCESS : EX_USAGE};
    }
    return options;
}

Result<WebConfig, WebConfigErrors> load_web_config(const WebOptions& options) {
    auto config = options.config ? read_file(*options.config) : WebConfig();
    if (!config) {
        return config;
    }
    config->listen = options.listen.value_or(config->listen);
    config->room = options.room.value_or(config->room);
    if (options.room && !config->fingerprint && !is_on_this_machine(config->room)) {
        return Unexpected(WebConfigErrors{"--room is on another machine: give room.fingerprint in "
                                          "a configuration file (--config)"});
    }
    return config;
}

} // namespace chatroom
