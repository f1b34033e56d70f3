// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/crowd_daemon.hpp"
#include "tests/bench/crowd_member.hpp"
#include "tests/bench/descriptor_limit.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <stdexcept>
#include <system_error>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>

namespace chatroom::bench {

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

/// How long anything may take before it counts as failed.
constexpr std::chrono::seconds patience{60};

/// How often it is looked whether what is waited for has happened; what is measured has its own
/// watch.
constexpr std::chrono::milliseconds look_interval{5};

/// So many enter at once.
constexpr std::size_t wave_size = 50;

/// Members heed only one WAKE a second, and begin only one handshake a second.
constexpr std::chrono::seconds rest_between_restarts{2};

/// What else than members needs descriptors: the daemon's pipes, the loop, standard streams.
constexpr std::size_t other_descriptors = 100;

struct Settings {
    std::uint16_t members = 1000;
    unsigned restarts = 5;
    std::string daemon = CHATROOMD_PATH;
};

/// One restart, in milliseconds: until the daemon is ready, and from then until the announcement by
/// which it is seen who is back, and until so many members are.
struct Figures {
    double ready = 0;
    double announced = 0;
    double first = 0;
    double half = 0;
    double last = 0;
};

/// Everybody in one loop, and the daemon.
class Crowd {
public:
    explicit Crowd(const Settings& settings) : daemon_(settings.daemon, settings.members) {
        daemon_.start();
        const boost::asio::ip::udp::endpoint server(boost::asio::ip::address_v4::loopback(),
                                                    daemon_.port());
        for (std::uint16_t number = 0; number < settings.members; ++number) {
            members_.push_back(
                std::make_unique<CrowdMember>(io_, ServerConnection::Endpoints{server}, number,
                                              [this](const Event& event) { hear(event); }));
        }
    }

    /// All enter; returns the milliseconds until everybody has heard of everybody.
    double enter() {
        const auto begin = std::chrono::steady_clock::now();
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
        run_until("everybody has heard of everybody", [&] {
            return std::all_of(members_.begin(), members_.end(), [&](const auto& member) {
                return member->seen().value == members_.size();
            });
        });
        return Milliseconds(std::chrono::steady_clock::now() - begin).count();
    }

    /// Ends the daemon by the signal, starts it again, and waits until everybody is back. Throws if
    /// somebody was taken for gone or for new.
    Figures restart(int signal) {
        io_.run_for(rest_between_restarts);
        const auto before = daemon_.ask({"status"}).at("sequence").get<std::uint64_t>();
        awaited_ = "restart " + std::to_string(before);
        heard_.clear();
        daemon_.stop(signal);
        const auto begin = std::chrono::steady_clock::now();
        daemon_.start();
        const auto ready = std::chrono::steady_clock::now();
        const auto ready_wall = std::chrono::system_clock::now();
        const auto announcing = daemon_.announce(awaited_);
        run_until("everybody is back", [&] { return heard_.size() == members_.size(); });
        if (announcing->wait() != 0) {
            throw std::runtime_error("chatroomctl announce failed");
        }
        check_nobody_left(before);
        const auto since_ready = [&](TimePoint at) { return Milliseconds(at - ready).count(); };
        return {.ready = Milliseconds(ready - begin).count(),
                .announced = Milliseconds(announced_at_ - ready_wall).count(),
                .first = since_ready(heard_.front()),
                .half = since_ready(heard_[heard_.size() / 2]),
                .last = since_ready(heard_.back())};
    }

private:
    void hear(const Event& event) {
        if (event.text == awaited_) {
            heard_.push_back(std::chrono::steady_clock::now());
            announced_at_ = event.time;
        }
    }

    template <typename Condition>
    void run_until(std::string_view what, Condition condition) {
        const auto give_up = std::chrono::steady_clock::now() + patience;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > give_up) {
                throw std::runtime_error("in vain waited until " + std::string(what) + "; " +
                                         std::to_string(heard_.size()) + " have heard \"" +
                                         awaited_ + "\"");
            }
            io_.run_for(look_interval);
        }
    }

    /// The daemon says that everybody is inside and reachable, and its log that nothing else has
    /// happened since that event than an announcement.
    void check_nobody_left(std::uint64_t before) const {
        const auto who = daemon_.ask({"who"});
        const auto& inside = who.at("members");
        const auto is_well = [](const nlohmann::json& member) {
            return member.at("protocol") == "sealed" && member.at("reachable") == true;
        };
        if (inside.size() != members_.size() ||
            !std::all_of(inside.begin(), inside.end(), is_well)) {
            throw std::runtime_error("not everybody is inside and reachable: " + inside.dump());
        }
        const auto log = daemon_.ask({"log", "-n", "1000"});
        for (const auto& event : log.at("events")) {
            if (event.at("sequence") > before && event.at("kind") != "announced") {
                throw std::runtime_error("something happened: " + event.dump());
            }
        }
    }

    boost::asio::io_context io_;
    CrowdDaemon daemon_;
    std::vector<std::unique_ptr<CrowdMember>> members_;
    std::string awaited_;          ///< The announcement by which it is seen who is back,
    std::vector<TimePoint> heard_; ///< when each has heard it,
    WallTime announced_at_;        ///< and when the room made it.
};

void print(std::string_view what, const Figures& figures) {
    std::cout << what << "\t" << figures.ready << "\t" << figures.announced << "\t" << figures.first
              << "\t" << figures.half << "\t" << figures.last << std::endl;
}

Figures medians(std::vector<Figures> all) {
    const auto median = [&](double Figures::*figure) {
        const auto middle = all.begin() + std::ptrdiff_t(all.size() / 2);
        std::nth_element(all.begin(), middle, all.end(),
                         [&](const Figures& left, const Figures& right) {
                             return left.*figure < right.*figure;
                         });
        return (*middle).*figure;
    };
    return {median(&Figures::ready), median(&Figures::announced), median(&Figures::first),
            median(&Figures::half), median(&Figures::last)};
}

void run(const Settings& settings) {
    raise_descriptor_limit(settings.members, other_descriptors);
    sealed::initialise_cryptography();
    Crowd crowd(settings);
    std::cout << settings.members << " members entered in " << crowd.enter() << " ms\n"
              << "ended by\tready\tand then: announced\tfirst back\thalf\tlast (ms)" << std::endl;
    constexpr std::array<std::pair<int, const char*>, 2> ends{
        {{SIGKILL, "SIGKILL"}, {SIGTERM, "SIGTERM"}}};
    std::map<int, std::vector<Figures>> figures;
    for (unsigned restart = 0; restart < settings.restarts; ++restart) {
        for (const auto& [signal, name] : ends) {
            figures[signal].push_back(crowd.restart(signal));
            print(name, figures[signal].back());
        }
    }
    std::cout << "medians:\n";
    for (const auto& [signal, name] : ends) {
        print(name, medians(figures[signal]));
    }
}

} // namespace

} // namespace chatroom::bench

int main(int argc, char** argv) {
    chatroom::bench::Settings settings;
    CLI::App app("How soon a crowd is back in a room that was restarted");
    app.add_option("--members", settings.members, "How many")->capture_default_str();
    app.add_option("--restarts", settings.restarts, "How many of each kind")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--daemon", settings.daemon, "chatroomd, with chatroomctl beside it")
        ->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    try {
        chatroom::bench::run(settings);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "crowd: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
