// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/cluster.hpp"
#include "tests/simulation/simulation.hpp"

#include <chrono>
#include <cinttypes>
#include <csignal>
#include <cstdio>

#include <CLI/CLI.hpp>

namespace {

using namespace chatroom;
using namespace chatroom::simulation;

std::uint64_t running_seed = 0;
bool is_cluster = false;

/// An assertion of the code under test is a finding like any other.
void tell_seed(int /*signal*/) {
    std::printf("seed %" PRIu64 " was running\n", running_seed);
    std::fflush(stdout);
}

struct Outcome {
    std::uint64_t digest = 0;
    std::string violation; ///< Empty if everything held.
};

Outcome run(std::uint64_t seed, simulation::Trace& trace) {
    Outcome outcome;
    running_seed = seed;
    try {
        if (is_cluster) {
            Cluster(seed, trace).run();
        } else {
            Simulation(seed, trace).run();
        }
    } catch (const std::exception& error) {
        outcome.violation = error.what();
    }
    outcome.digest = trace.digest();
    return outcome;
}

/// Runs the seed once more, this time for its lines.
void report(std::uint64_t seed, const Outcome& first, bool is_verbose) {
    simulation::Trace trace(simulation::Trace::Lines::last);
    const auto again = run(seed, trace);
    if (!is_verbose) {
        for (const auto& line : trace.lines()) {
            std::puts(line.c_str());
        }
    }
    std::printf("\nseed %" PRIu64 ", step %" PRIu64 ", at %s s: %s\n", seed, trace.steps(),
                to_text(trace.now()).c_str(), first.violation.c_str());
    if (again.digest != first.digest || again.violation != first.violation) {
        std::printf("and the second time it went otherwise: %s\n", again.violation.c_str());
    }
    std::printf("again: script/simulate %s--first %" PRIu64 " --seeds 1 --verbose\n",
                is_cluster ? "--cluster " : "", seed);
}

} // namespace

int main(int argc, char** argv) {
    std::uint64_t first = 1;
    std::uint64_t count = 1000;
    bool is_verbose = false;
    CLI::App app("Runs the room and its clients in simulated networks, one run a seed.");
    app.add_option("--first", first, "the first seed")->capture_default_str();
    app.add_option("--seeds", count, "how many seeds")->capture_default_str();
    app.add_flag("--cluster", is_cluster, "a room on several nodes that share a database");
    app.add_flag("--verbose", is_verbose, "print everything that happens");
    CLI11_PARSE(app, argc, argv);

    std::signal(SIGABRT, tell_seed);
    sealed::initialise_cryptography();
    const auto begun = std::chrono::steady_clock::now();
    for (auto seed = first; seed < first + count; ++seed) {
        simulation::Trace trace(is_verbose ? simulation::Trace::Lines::all
                                           : simulation::Trace::Lines::none);
        const auto outcome = run(seed, trace);
        if (!outcome.violation.empty()) {
            report(seed, outcome, is_verbose);
            return 1;
        }
        if (is_verbose) {
            std::printf("seed %" PRIu64 ": all well at %s s after %" PRIu64
                        " steps, digest %016" PRIx64 "\n",
                        seed, to_text(trace.now()).c_str(), trace.steps(), outcome.digest);
        }
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
    std::printf("%" PRIu64 " seeds from %" PRIu64 " on: all well, %.1f s\n", count, first,
                taken.count());
    return 0;
}
