// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/run.hpp"

#include "tests/bench/load/gathering.hpp"
#include "tests/bench/load/server_process.hpp"
#include "tests/bench/load/talk.hpp"

#include <algorithm>
#include <chrono>

namespace chatroom::bench {

namespace {

using std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// How long a turn waits at most, so that the ends of intervals are kept.
constexpr std::chrono::milliseconds longest_turn{20};

/// Where nothing repeats what is lost, a message that is not everywhere by then is lost.
constexpr std::chrono::seconds unreliable_patience{5};
constexpr std::chrono::seconds reliable_patience{30};

/// What entering leads to is over by then: the last acknowledgements, and timers that waited for
/// them.
constexpr std::chrono::seconds settling_time{2};

TimePoint after(TimePoint begin, double seconds) {
    return begin + std::chrono::duration_cast<TimePoint::duration>(Seconds(seconds));
}

/// What is counted between two moments.
struct Reading {
    TimePoint at = steady_clock::now();
    double server_cpu_s = 0;
    std::vector<double> each_server_cpu_s{};
    std::uint64_t server_rss_kib = 0;
    double own_cpu_s = own_cpu_seconds();
    Tally::Counts counts;
    Traffic traffic;
};

class Run {
public:
    explicit Run(const Settings& settings)
        : settings_(settings), servers_(settings.server_pids.begin(), settings.server_pids.end()),
          tally_(settings.members - settings.laggards, settings.talkers,
                 settings.members - settings.laggards -
                     (settings.speech == Speech::sealed ? 0 : 1)),
          gathering_(settings_, tally_) {}

    nlohmann::ordered_json operator()() {
        const auto entry = gathering_.enter();
        if (settings_.idle_seconds > 0) {
            idle_until(steady_clock::now() + settling_time);
        }
        const auto idle_begin = read();
        idle_until(after(idle_begin.at, settings_.idle_seconds));
        const auto idle_end = read();
        fall_behind();
        Talk talk(settings_, tally_, gathering_);
        if (settings_.messages == 0) {
            talk_until(talk, after(steady_clock::now(), settings_.warm_up));
        }
        const auto begin = read();
        tally_.watch(begin.at);
        gathering_.wake(begin.at);
        is_catching_up_ = settings_.laggards > 0;
        talk_until(talk, after(begin.at, settings_.seconds));
        const auto end = read();
        drain();
        auto result = report(begin, end);
        result["idle_cpu_seconds"] = idle_end.server_cpu_s - idle_begin.server_cpu_s;
        result["idle_rss_kib"] = idle_end.server_rss_kib;
        if (caught_up_at_) {
            result["caught_up_seconds"] = Seconds(*caught_up_at_ - begin.at).count();
        }
        result["inside_seconds"] = entry.inside_s;
        result["told_seconds"] = entry.told_s;
        result["datagrams_per_notice"] = entry.datagrams_per_notice;
        return result;
    }

private:
    Reading read() const {
        Reading reading{.counts = tally_.counts(), .traffic = gathering_.traffic()};
        for (const auto& server : servers_) {
            reading.each_server_cpu_s.push_back(server.cpu_seconds());
            reading.server_cpu_s += reading.each_server_cpu_s.back();
            reading.server_rss_kib += server.resident_kib();
        }
        return reading;
    }

    std::chrono::seconds patience() const {
        const bool is_reliable =
            settings_.speech != Speech::classic && settings_.speech != Speech::raw;
        return is_reliable ? reliable_patience : unreliable_patience;
    }

    /// Much is said, as fast as the windows allow, and the laggards take nothing of it.
    void fall_behind() {
        gathering_.put_to_sleep(settings_.laggards);
        if (settings_.laggards == 0 || settings_.behind == 0) {
            return;
        }
        auto rush = settings_;
        rush.rate = 0;
        rush.messages = settings_.behind;
        Talk talk(rush, tally_, gathering_);
        talk_until(talk, TimePoint::max());
    }

    /// Ends earlier when all that was to be said is everywhere.
    void talk_until(Talk& talk, TimePoint end) {
        for (auto now = steady_clock::now(); now < end; now = steady_clock::now()) {
            const auto next = talk.step(now);
            if (talk.is_over() && !tally_.has_pending()) {
                return;
            }
            gathering_.turn(std::min({next, end, now + longest_turn}));
            tally_.give_up(steady_clock::now() - patience());
            if (is_catching_up_ && gathering_.have_caught_up()) {
                is_catching_up_ = false;
                caught_up_at_ = steady_clock::now();
            }
        }
    }

    void idle_until(TimePoint end) {
        for (auto now = steady_clock::now(); now < end; now = steady_clock::now()) {
            gathering_.turn(std::min(end, now + longest_turn));
        }
    }

    void drain() {
        const auto end = steady_clock::now() + patience();
        while (tally_.has_pending() && steady_clock::now() < end) {
            gathering_.turn(steady_clock::now() + longest_turn);
        }
        tally_.give_up(TimePoint::max());
    }

    nlohmann::ordered_json report(const Reading& begin, const Reading& end) const {
        const auto deliveries = end.counts.delivered - begin.counts.delivered;
        const auto seconds = Seconds(end.at - begin.at).count();
        const auto cpu = end.server_cpu_s - begin.server_cpu_s;
        const auto all = tally_.counts();
        std::vector<double> each_cpu;
        for (std::size_t server = 0; server < servers_.size(); ++server) {
            each_cpu.push_back(end.each_server_cpu_s[server] - begin.each_server_cpu_s[server]);
        }
        const auto percentiles = [](const Histogram& histogram) {
            return nlohmann::ordered_json{{"p50", histogram.milliseconds_at(0.5)},
                                          {"p99", histogram.milliseconds_at(0.99)},
                                          {"p99.9", histogram.milliseconds_at(0.999)},
                                          {"most", histogram.milliseconds_at(1)}};
        };
        return {{"members", settings_.members},
                {"talkers", settings_.talkers},
                {"line_bytes", settings_.line_bytes},
                {"seconds", seconds},
                {"messages", end.counts.said - begin.counts.said},
                {"deliveries", deliveries},
                {"deliveries_per_second", static_cast<double>(deliveries) / seconds},
                {"server_cpu_seconds", cpu},
                {"each_server_cpu_seconds", each_cpu},
                {"deliveries_per_cpu_second", cpu > 0 ? static_cast<double>(deliveries) / cpu : 0},
                {"datagrams", end.traffic.datagrams - begin.traffic.datagrams},
                {"own_cpu_seconds", end.own_cpu_s - begin.own_cpu_s},
                {"latency_ms", percentiles(tally_.each())},
                {"latency_to_last_ms", percentiles(tally_.last())},
                {"lost", all.lost},
                {"duplicates", all.duplicates},
                {"late", all.late},
                {"server_rss_kib", end.server_rss_kib}};
    }

    const Settings& settings_;
    std::vector<ServerProcess> servers_;
    Tally tally_;
    Gathering gathering_;
    bool is_catching_up_ = false; ///< The laggards are awake.
    std::optional<TimePoint> caught_up_at_;
};

} // namespace

nlohmann::ordered_json run(const Settings& settings) {
    return Run(settings)();
}

} // namespace chatroom::bench
