// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/address.hpp"
#include "protocol/sealed/keys.hpp"
#include "tests/bench/descriptor_limit.hpp"
#include "tests/bench/load/line.hpp"
#include "tests/bench/load/run.hpp"

#include <cstdlib>
#include <iostream>
#include <map>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>

namespace chatroom::bench {

namespace {

/// What else than members needs descriptors.
constexpr std::size_t other_descriptors = 50;
constexpr std::size_t max_members = 10000;

sockaddr_in to_server(const std::string& text) {
    const auto address = parse_address(text);
    sockaddr_in server{};
    if (!address || !address->is_ipv4()) {
        throw CLI::ValidationError("SERVER", "must be an IPv4 address and a port");
    }
    const auto colon = text.rfind(':');
    server.sin_family = AF_INET;
    server.sin_port = htons(address->port);
    ::inet_pton(AF_INET, text.substr(0, colon).c_str(), &server.sin_addr);
    return server;
}

const std::map<std::string, Speech> speeches{
    {"classic", Speech::classic}, {"sealed", Speech::sealed}, {"irc", Speech::irc},
    {"nats", Speech::nats},       {"mqtt", Speech::mqtt},     {"raw", Speech::raw}};

void describe(CLI::App& app, Settings& settings, std::vector<std::string>& servers) {
    app.add_option("server", servers, "ADDRESS:PORT; several that share the room with commas")
        ->delimiter(',')
        ->required();
    app.add_option("--protocol", settings.speech, "What the members speak")
        ->transform(CLI::CheckedTransformer(speeches))
        ->required();
    const auto number = [&](const char* name, auto& value, const char* what) {
        return app.add_option(name, value, what)->capture_default_str();
    };
    number("--members", settings.members, "How many")
        ->check(CLI::Range(std::size_t{2}, max_members));
    number("--talkers", settings.talkers, "How many of them talk; 0: nobody");
    number("--line-bytes", settings.line_bytes, "How long a text is")
        ->check(CLI::Range(min_line_bytes, std::size_t{960}));
    app.add_flag("--uneven", settings.is_uneven, "Up to 7 bytes longer, each another length");
    number("--window", settings.window, "Messages of a talker that are not everywhere yet")
        ->check(CLI::PositiveNumber);
    number("--rate", settings.rate, "Messages a second of all together; 0: as the windows allow");
    number("--messages", settings.messages, "Stop after so many; without warming up");
    number("--laggards", settings.laggards, "Sealed members who sleep while much is said before");
    number("--behind", settings.behind, "How many messages that is");
    number("--idle-seconds", settings.idle_seconds, "How long all are idle before they talk");
    number("--seconds", settings.seconds, "How long is measured");
    number("--warm-up", settings.warm_up, "How long before that");
    app.add_option("--server-pid", settings.server_pids,
                   "The processes whose CPU time and memory count, with commas")
        ->delimiter(',');
    app.add_flag("--gro,!--no-gro", settings.takes_segments,
                 "Receive many datagrams in one piece (UDP_GRO)");
    app.add_flag("--enter-burst", settings.enters_at_once, "All enter at once");
}

} // namespace

} // namespace chatroom::bench

int main(int argc, char** argv) {
    using namespace chatroom::bench;
    CLI::App app("Plays the members of a room against a running server, and prints JSON");
    Settings settings;
    std::vector<std::string> servers;
    describe(app, settings, servers);
    try {
        app.parse(argc, argv);
        for (const auto& server : servers) {
            settings.servers.push_back(to_server(server));
        }
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    }
    settings.talkers = std::min(settings.talkers, settings.members);
    settings.laggards = std::min(settings.laggards, settings.members - settings.talkers);
    try {
        raise_descriptor_limit(settings.members, other_descriptors);
        chatroom::sealed::initialise_cryptography();
        std::cout << run(settings).dump(2) << std::endl;
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "load: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
