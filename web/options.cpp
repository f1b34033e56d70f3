// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/options.hpp"

#include "client/core/server_address.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include <CLI/CLI.hpp>
#include <sysexits.h>

namespace chatroom {

namespace {

/// More than anybody writes; a wrong path must not fill the memory.
constexpr std::size_t max_file_bytes = 1024 * 1024;

Result<WebConfig, WebConfigErrors> read_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string text(max_file_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad()) {
        return Unexpected(
            WebConfigErrors{path.string() + ": " + std::generic_category().message(errno)});
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > max_file_bytes) {
        return Unexpected(WebConfigErrors{path.string() +
                                          ": it is longer than 1 MiB, which no configuration is"});
    }
    return parse_web_config(text, path.string());
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
               if (!parse_server_address(text)) {
                   throw CLI::ValidationError("--room", "must be HOST or HOST:PORT");
               }
               options.room = text;
           },
           "Where the room is")
        ->type_name("HOST[:PORT]");
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
