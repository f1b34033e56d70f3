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

/// How things are shown on a terminal.
void add_screen_options(CLI::App& app, ClientOptions& options) {
    app.add_option_function<std::string>(
           "--times", [&](const std::string& word) { options.times = *times_from(word); },
           "the time in front of each line: off, short (hours and minutes) or long")
        ->type_name("off|short|long")
        ->check(CLI::IsMember({"off", "short", "long"}));
    app.add_option_function<std::string>(
           "--color", [&](const std::string& word) { options.colours = *colour_choice_from(word); },
           "whether names have colours: auto asks NO_COLOR")
        ->type_name("auto|always|never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    app.add_option_function<std::string>(
           "--notify", [&](const std::string& word) { options.attention = *attention_from(word); },
           "what is done when somebody says your name: the terminal's bell, or a notification of "
           "the desktop, which terminals take in two ways")
        ->type_name("off|bell|osc9|osc777")
        ->check(CLI::IsMember({"off", "bell", "osc9", "osc777"}));
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
    add_screen_options(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? ExitCode::left : ExitCode::usage;
    }
    options.server = *parse_server_address(server);
    return options;
}

} // namespace chatroom
