// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/transport.hpp"

#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace chatroom::bench {

namespace {

/// So many datagrams are made before the watch is started, so that stopping it does not count.
constexpr std::size_t batch_size = 1024;

sealed::SecretKey any_key() {
    return sealed::SecretKey({1, 2, 3});
}

std::string plaintext_of(const benchmark::State& state) {
    return std::string(static_cast<std::size_t>(state.range(0)), 'x');
}

void seal(benchmark::State& state) {
    sealed::initialise_cryptography();
    const auto plaintext = plaintext_of(state);
    sealed::Sealer sealer(any_key(), 1);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(sealer.seal(plaintext));
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void open(benchmark::State& state) {
    sealed::initialise_cryptography();
    const auto plaintext = plaintext_of(state);
    sealed::Sealer sealer(any_key(), 1);
    sealed::Opener opener(any_key());
    std::vector<std::string> datagrams(batch_size);
    while (state.KeepRunningBatch(batch_size)) {
        state.PauseTiming();
        for (auto& datagram : datagrams) {
            datagram = sealer.seal(plaintext).value();
        }
        state.ResumeTiming();
        for (const auto& datagram : datagrams) {
            if (!opener.open(datagram)) {
                state.SkipWithError("a datagram does not open");
            }
        }
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

/// A client's smallest datagram, a message of the usual length, and a full datagram.
void sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgName("bytes")
        ->Arg(sealed::min_client_plaintext_bytes)
        ->Arg(200)
        ->Arg(sealed::max_plaintext_bytes);
}
BENCHMARK(seal)->Apply(sizes);
BENCHMARK(open)->Apply(sizes);

} // namespace

} // namespace chatroom::bench
