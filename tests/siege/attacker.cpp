// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks a room as it is told on standard input: see README.md.
#include "protocol/sealed/keys.hpp"
#include "tests/bench/descriptor_limit.hpp"
#include "tests/siege/commands.hpp"
#include "tests/siege/members.hpp"
#include "tests/siege/socket_address.hpp"
#include "tests/siege/strangers.hpp"
#include "tests/siege/visits.hpp"

#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <thread>

#include <CLI/CLI.hpp>

namespace chatroom::siege {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t other_descriptors = 50;

/// So many datagrams are sent before the next look at the clock and at what has come.
constexpr std::size_t batch = 32;

/// Whoever could not keep to the rate for longer than this does not make up for it.
constexpr std::chrono::milliseconds longest_debt{20};

constexpr std::chrono::microseconds rest{200};

/// How many datagrams are due.
class Pace {
public:
    explicit Pace(double rate) : rate_(rate) {}

    std::size_t due(TimePoint now) {
        if (rate_ == 0) {
            return batch;
        }
        if (now > next_at_ + longest_debt) {
            next_at_ = now;
        }
        const auto interval = std::chrono::duration_cast<TimePoint::duration>(
            std::chrono::duration<double>(1 / rate_));
        std::size_t count = 0;
        for (; next_at_ <= now && count < batch; next_at_ += interval) {
            ++count;
        }
        return count;
    }

private:
    double rate_;
    TimePoint next_at_ = steady_clock::now();
};

/// Sends until there is another command, which is the outcome.
std::string flood(Attack& attack, const Orders& orders, Commands& commands) {
    Pace pace(orders.rate);
    std::uint64_t sent = 0;
    const auto begin = steady_clock::now();
    for (;;) {
        const auto command = commands.next(std::chrono::milliseconds{0});
        if (command) {
            const std::chrono::duration<double> seconds = steady_clock::now() - begin;
            std::cout << nlohmann::ordered_json{{"sent", sent}, {"seconds", seconds.count()}}.dump()
                      << std::endl;
            return *command;
        }
        const auto count = pace.due(steady_clock::now());
        if (count == 0) {
            std::this_thread::sleep_for(rest);
        } else {
            attack.send(count);
            sent += count;
        }
    }
}

/// Commands: "room" and "beside" say where to send, "rest" to send nothing, "stop" ends it all.
void obey(Attack& attack, const Orders& orders, Commands& commands) {
    attack.prepare();
    std::cout << "ready" << std::endl;
    std::string command = "rest";
    while (command != "stop") {
        if (command == "rest") {
            command = commands.next(std::chrono::hours{1}).value_or("stop");
        } else {
            attack.aim(command == "beside" ? orders.beside.value() : orders.server);
            command = flood(attack, orders, commands);
        }
    }
}

std::unique_ptr<Attack> make_attack(const std::string& kind, const Orders& orders) {
    if (kind == "classic") {
        return std::make_unique<ClassicTalker>(orders);
    }
    if (kind == "sealed") {
        return std::make_unique<SealedTalker>(orders);
    }
    const auto ammunition = kind == "hello"       ? Ammunition::hello
                            : kind == "initiate"  ? Ammunition::initiate
                            : kind == "transport" ? Ammunition::transport
                                                  : Ammunition::junk;
    return std::make_unique<Strangers>(orders, ammunition);
}

struct Options {
    std::string kind;
    std::string server;
    std::string beside;
    std::string source;
    Orders orders;
    Visit visit;
};

void describe(CLI::App& app, Options& options) {
    app.add_option("kind", options.kind, "What is done")
        ->check(CLI::IsMember({"classic", "sealed", "hello", "initiate", "transport", "junk",
                               "squat", "guess", "visit"}))
        ->required();
    app.add_option("server", options.server, "ADDRESS:PORT of the room")->required();
    app.add_option("--beside", options.beside, "ADDRESS:PORT that is no room");
    app.add_option("--source", options.source, "The first address to send from")->required();
    app.add_option("--sources", options.orders.sources, "How many addresses to send from");
    app.add_option("--name", options.orders.name, "Of the member, or how names begin");
    app.add_option("--text-bytes", options.orders.text_bytes, "How long a line is");
    app.add_option("--rate", options.orders.rate, "Datagrams a second; 0: line rate");
    app.add_flag("--patient", options.orders.is_patient, "sealed: say more when all was taken");
    app.add_option("--identity", options.visit.identity, "visit: whose key it is, a number");
    app.add_option("--passphrase", options.visit.passphrase, "visit: that of the room");
    app.add_flag("--speak", options.visit.speaks, "visit: say a line before leaving");
    app.add_option("--patience", options.visit.patience_s, "visit: give up after so many seconds");
}

void run(Options& options) {
    auto& orders = options.orders;
    orders.server = to_socket_address(options.server);
    orders.source = to_socket_address(options.source + ":0").sin_addr;
    if (!options.beside.empty()) {
        orders.beside = to_socket_address(options.beside);
    }
    Commands commands;
    if (options.kind == "visit") {
        std::cout << visit(orders, options.visit).dump() << std::endl;
    } else if (options.kind == "squat") {
        std::cout << squat(orders, commands).dump() << std::endl;
    } else if (options.kind == "guess") {
        std::cout << guess(orders, commands).dump() << std::endl;
    } else {
        obey(*make_attack(options.kind, orders), orders, commands);
    }
}

} // namespace

} // namespace chatroom::siege

int main(int argc, char** argv) {
    CLI::App app("Attacks a room as it is told on standard input");
    chatroom::siege::Options options;
    chatroom::siege::describe(app, options);
    CLI11_PARSE(app, argc, argv);
    try {
        chatroom::bench::raise_descriptor_limit(options.orders.sources,
                                                chatroom::siege::other_descriptors);
        chatroom::sealed::initialise_cryptography();
        chatroom::siege::run(options);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "attacker: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
