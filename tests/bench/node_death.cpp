// SPDX-License-Identifier: GPL-3.0-or-later
// How soon the members of a node that dies have gone on at another one.
#include "protocol/address.hpp"
#include "tests/bench/crowd_member.hpp"
#include "tests/bench/descriptor_limit.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

namespace chatroom::bench {

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;
using boost::asio::ip::udp;

/// How long anything may take before it counts as failed.
constexpr std::chrono::seconds patience{180};
/// How often it is looked whether what is waited for has happened.
constexpr std::chrono::milliseconds look_interval{5};
/// So many enter at once.
constexpr std::size_t wave_size = 50;
/// How often somebody at another node says something: so exact are the figures.
constexpr std::chrono::milliseconds line_interval{50};
/// So many lines are said before the node dies.
constexpr std::size_t lines_before = 40;
constexpr std::size_t other_descriptors = 100;

struct Settings {
    std::vector<std::string> servers;
    int victim = 0;
    bool is_silent = false; ///< The victim is stopped, so that not even its port refuses anything.
    std::uint16_t members = 1000;
};

udp::endpoint to_endpoint(const std::string& text) {
    const auto colon = text.rfind(':');
    const auto port = static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1)));
    return {boost::asio::ip::make_address(text.substr(0, colon)), port};
}

/// Everybody in one loop: the members at the first server, which dies, and go on at the others in
/// turn; and one more who speaks, at the second.
class Room {
public:
    explicit Room(const Settings& settings) : settings_(settings) {
        ServerConnection::Endpoints servers;
        std::transform(settings.servers.begin(), settings.servers.end(),
                       std::back_inserter(servers), to_endpoint);
        heard_.resize(settings.members + std::size_t{1});
        for (std::uint16_t number = 0; number <= settings.members; ++number) {
            members_.push_back(std::make_unique<CrowdMember>(
                io_, in_order_of(number, servers), number,
                [this, number](const Event& event) { hear(number, event); }));
        }
    }

    nlohmann::ordered_json run() {
        enter();
        speak_until([&] { return said_ >= lines_before; });
        const auto last_before = said_;
        ::kill(settings_.victim, settings_.is_silent ? SIGSTOP : SIGKILL);
        const auto death = std::chrono::steady_clock::now();
        speak_until([&] {
            return std::all_of(heard_.begin(), heard_.end(),
                               [&](const auto& lines) { return lines.size() > last_before; });
        });
        const auto last = said_;
        run_until("everybody has everything", [&] {
            return std::all_of(heard_.begin(), heard_.end(),
                               [&](const auto& lines) { return lines.size() >= last; });
        });
        return report(last_before, death);
    }

private:
    /// Which servers that member tries, one after the other.
    ServerConnection::Endpoints in_order_of(std::size_t number,
                                            ServerConnection::Endpoints servers) const {
        const auto turn = static_cast<std::ptrdiff_t>(number % (servers.size() - 1));
        std::rotate(servers.begin() + 1, servers.begin() + 1 + turn, servers.end());
        if (number == settings_.members) {
            servers.erase(servers.begin());
        }
        return servers;
    }

    void enter() {
        for (std::size_t wave = 0; wave < members_.size(); wave += wave_size) {
            const auto end = std::min(wave + wave_size, members_.size());
            for (auto member = wave; member < end; ++member) {
                members_[member]->enter();
            }
            run_until("a wave of members is inside", [&] {
                return std::all_of(members_.begin(), members_.begin() + std::ptrdiff_t(end),
                                   [](const auto& member) { return member->is_inside(); });
            });
        }
    }

    void hear(std::size_t member, const Event& event) {
        if (event.kind == EventKind::left) {
            throw std::runtime_error(event.name + " was taken for gone");
        }
        if (event.kind != EventKind::said) {
            return;
        }
        auto& lines = heard_[member];
        if (event.text != "line " + std::to_string(lines.size() + 1)) {
            throw std::runtime_error("a member heard " + event.text + " after " +
                                     std::to_string(lines.size()) + " lines");
        }
        lines.push_back(std::chrono::steady_clock::now());
    }

    void speak() {
        ++said_;
        members_.back()->say("line " + std::to_string(said_));
    }

    template <typename Condition>
    void speak_until(Condition condition) {
        const auto give_up = std::chrono::steady_clock::now() + patience;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > give_up) {
                throw std::runtime_error("in vain waited for the members of the dead node");
            }
            speak();
            io_.run_for(line_interval);
        }
    }

    template <typename Condition>
    void run_until(std::string_view what, Condition condition) {
        const auto give_up = std::chrono::steady_clock::now() + patience;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > give_up) {
                throw std::runtime_error("in vain waited until " + std::string(what));
            }
            io_.run_for(look_interval);
        }
    }

    /// When each member of the dead node has heard the first line that was said after its death.
    nlohmann::ordered_json report(std::size_t last_before, TimePoint death) const {
        std::vector<double> back;
        for (std::size_t number = 0; number < settings_.members; ++number) {
            back.push_back(Milliseconds(heard_[number].at(last_before) - death).count());
        }
        std::sort(back.begin(), back.end());
        return {{"members", settings_.members},
                {"first_ms", back.front()},
                {"half_ms", back[back.size() / 2]},
                {"last_ms", back.back()},
                {"lines", said_}};
    }

    const Settings& settings_;
    boost::asio::io_context io_;
    std::vector<std::unique_ptr<CrowdMember>> members_;
    std::vector<std::vector<TimePoint>> heard_; ///< When each member has heard each line.
    std::size_t said_ = 0;
};

} // namespace

} // namespace chatroom::bench

int main(int argc, char** argv) {
    using namespace chatroom::bench;
    Settings settings;
    CLI::App app("How soon the members of a node that dies go on at another one, as JSON");
    app.add_option("servers", settings.servers, "ADDRESS:PORT of each node, with commas")
        ->delimiter(',')
        ->expected(2, CLI::detail::expected_max_vector_size)
        ->required();
    app.add_option("--victim", settings.victim, "The process of the first node, which is killed")
        ->required();
    app.add_flag("--silent", settings.is_silent,
                 "It is stopped, as a machine that is gone: its port does not even refuse");
    app.add_option("--members", settings.members, "How many the first node has")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    try {
        raise_descriptor_limit(settings.members, other_descriptors);
        chatroom::sealed::initialise_cryptography();
        std::cout << Room(settings).run().dump(2) << std::endl;
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "node_death: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
