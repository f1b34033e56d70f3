// SPDX-License-Identifier: GPL-3.0-or-later
// Plays the members whom attackers are to disturb, and measures how they are: see README.md.
#include "protocol/sealed/keys.hpp"
#include "tests/bench/descriptor_limit.hpp"
#include "tests/bench/load/gathering.hpp"
#include "tests/bench/load/talk.hpp"
#include "tests/siege/commands.hpp"
#include "tests/siege/socket_address.hpp"

#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chatroom::siege {

namespace {

using bench::Gathering;
using bench::Settings;
using bench::Speech;
using bench::Tally;
using std::chrono::steady_clock;

constexpr std::size_t other_descriptors = 50;
constexpr std::chrono::milliseconds longest_turn{5};

/// What has not come so long after the last line is lost: nobody repeats a classic one.
constexpr std::chrono::seconds classic_patience{2};
constexpr std::chrono::seconds sealed_patience{6};

class People {
public:
    explicit People(const Settings& settings)
        : settings_(settings),
          tally_(settings.members, settings.talkers, settings.members - (is_sealed() ? 0 : 1),
                 settings.first_member),
          gathering_(settings, tally_) {}

    nlohmann::ordered_json enter() { return {{"inside_seconds", gathering_.enter().inside_s}}; }

    void turn() { gathering_.turn(steady_clock::now() + longest_turn); }

    /// They talk for so long. Lines that could not even be said count as lost.
    nlohmann::ordered_json talk(double seconds) {
        const auto said_before = tally_.counts().said;
        const auto begin = steady_clock::now();
        const auto end = begin + std::chrono::duration_cast<TimePoint::duration>(
                                     std::chrono::duration<double>(seconds));
        bench::Talk talk(settings_, tally_, gathering_);
        tally_.watch(begin);
        for (auto now = begin; now < end; now = steady_clock::now()) {
            const auto next = talk.step(now);
            gathering_.turn(std::min({next, end, now + longest_turn}));
        }
        const auto patience = is_sealed() ? sealed_patience : classic_patience;
        while (tally_.has_pending() && steady_clock::now() < end + patience) {
            turn();
        }
        tally_.give_up(TimePoint::max());
        return report(tally_.counts().said - said_before, seconds);
    }

private:
    bool is_sealed() const { return settings_.speech == Speech::sealed; }

    /// What comes after it was given up, in the next window perhaps, stays lost.
    nlohmann::ordered_json report(std::uint64_t said, double seconds) const {
        const auto recipients = settings_.members - (is_sealed() ? 0 : 1);
        const auto due =
            std::max(static_cast<std::uint64_t>(seconds * settings_.rate), said) * recipients;
        return {{"due", due},
                {"lost", due - std::min(due, tally_.each().total())},
                {"p50", tally_.each().milliseconds_at(0.5)},
                {"p99", tally_.each().milliseconds_at(0.99)}};
    }

    const Settings& settings_;
    Tally tally_;
    Gathering gathering_;
};

/// Commands: "talk SECONDS", and "stop".
void run(const Settings& settings) {
    People people(settings);
    std::cout << people.enter().dump() << std::endl;
    Commands commands;
    for (;;) {
        const auto command = commands.next(std::chrono::milliseconds{0});
        if (command == "stop") {
            return;
        }
        if (command && command->starts_with("talk ")) {
            std::cout << people.talk(std::stod(command->substr(5))).dump() << std::endl;
        }
        people.turn();
    }
}

void describe(CLI::App& app, Settings& settings, std::string& server, std::string& source) {
    app.add_option("server", server, "ADDRESS:PORT of the room")->required();
    app.add_flag_callback(
        "--sealed", [&] { settings.speech = Speech::sealed; },
        "They speak the sealed protocol, not the classic one");
    app.add_option("--members", settings.members, "How many");
    app.add_option("--first", settings.first_member, "The number of the first of them");
    app.add_option("--source", source, "The address of the first; each further one has a /24")
        ->required();
    app.add_option("--talkers", settings.talkers, "How many of them talk");
    app.add_option("--rate", settings.rate, "Lines a second of all together");
    app.add_flag("--at-once", settings.enters_at_once, "All enter at once");
}

} // namespace

} // namespace chatroom::siege

int main(int argc, char** argv) {
    using namespace chatroom::siege;
    CLI::App app("Plays the members of a room as it is told on standard input");
    chatroom::bench::Settings settings;
    std::string server;
    std::string source;
    describe(app, settings, server, source);
    CLI11_PARSE(app, argc, argv);
    try {
        settings.servers = {to_socket_address(server)};
        settings.sources = to_socket_address(source + ":0").sin_addr;
        settings.talkers = std::min(settings.talkers, settings.members);
        chatroom::bench::raise_descriptor_limit(settings.members, other_descriptors);
        chatroom::sealed::initialise_cryptography();
        run(settings);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "people: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
