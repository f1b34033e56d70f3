// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/options.hpp"

#include "client/core/display.hpp"
#include "protocol/sealed/keys.hpp"

#include <CLI/CLI.hpp>

namespace chatroom {

namespace {

std::string check_server(const std::string& text) {
    return parse_server_address(text) ? "" : "not HOST[:PORT]: " + displayable(text);
}

std::string check_fingerprint(const std::string& text) {
    return sealed::is_fingerprint(text) ? "" : "not a fingerprint: " + displayable(text);
}

} // namespace

std::variant<ClientOptions, ExitCode> parse_options(int argc, const char* const* argv) {
    CLI::App app("Chat in the room of a chatroomd.", "chatroom-client");
    app.set_version_flag("--version", "chatroom-client " CHATROOM_VERSION);
    ClientOptions options;
    std::string server = to_string(options.server);
    app.add_option("server", server,
                   "where the room is; an IPv6 address with a port is written [ADDRESS]:PORT")
        ->type_name("HOST[:PORT]")
        ->check(check_server)
        ->capture_default_str();
    app.add_option("--name", options.name, "the name to enter under; asked for if left out")
        ->type_name("NAME");
    auto* classic = app.add_flag("--classic", options.is_classic,
                                 "speak the plain protocol of older rooms: anybody on the way can "
                                 "read it, and messages can be lost");
    app.add_option("--identity", options.identity,
                   "the file with your secret key, made at the first use; by default "
                   "~/.local/share/chatroom/identity")
        ->type_name("FILE")
        ->excludes(classic);
    app.add_option("--fingerprint", options.fingerprint,
                   "enter only if the server's key has it, and remember this key")
        ->type_name("SHA256:...")
        ->check(check_fingerprint)
        ->excludes(classic);
    app.add_option("--passphrase-file", options.passphrase_file,
                   "the file whose first line is the room's passphrase; asked for if left out")
        ->type_name("FILE")
        ->excludes(classic);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? ExitCode::left : ExitCode::usage;
    }
    options.server = *parse_server_address(server);
    return options;
}

} // namespace chatroom
