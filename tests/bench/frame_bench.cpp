// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/classic_request.hpp"
#include "protocol/sealed/datagram.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/transport.hpp"

#include <string>

#include <benchmark/benchmark.h>

namespace chatroom::bench {

namespace {

constexpr std::size_t text_bytes = 64;

Event said(std::uint64_t number) {
    return {.sequence = {number},
            .time = WallTime(std::chrono::milliseconds(number)),
            .kind = EventKind::said,
            .name = "m00042",
            .text = std::string(text_bytes, 'x'),
            .client_sequence = static_cast<std::uint32_t>(number)};
}

/// As many events as a full datagram takes.
std::string full_frame(std::size_t& count) {
    sealed::EventsWriter writer(sealed::max_plaintext_bytes);
    for (count = 0; writer.add(said(count + 1));) {
        ++count;
    }
    return writer.bytes();
}

void pack(benchmark::State& state) {
    std::vector<Event> events;
    for (std::uint64_t number = 1; number <= sealed::event_window; ++number) {
        events.push_back(said(number));
    }
    std::int64_t packed = 0;
    for ([[maybe_unused]] auto _ : state) {
        sealed::EventsWriter writer(sealed::max_plaintext_bytes);
        for (auto event = events.begin(); writer.add(*event); ++event) {
            ++packed;
        }
        benchmark::DoNotOptimize(writer.bytes());
    }
    state.SetItemsProcessed(packed);
}
BENCHMARK(pack);

void decode_events(benchmark::State& state) {
    std::size_t count = 0;
    const auto frame = full_frame(count);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(sealed::decode_server_frames(frame));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}
BENCHMARK(decode_events);

void decode_acknowledgement(benchmark::State& state) {
    sealed::Ack ack{.cumulative = {1000}, .watermark = {}, .received = {}};
    ack.received.set(static_cast<std::size_t>(state.range(0)));
    const auto frame = encode(ack);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(sealed::decode_client_frames(frame));
    }
}
BENCHMARK(decode_acknowledgement)->ArgName("bit")->Arg(0)->Arg(sealed::event_window - 1);

void decode_say(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const auto frame = encode(sealed::Say{
        .first = 1, .texts = std::vector<std::string>(count, std::string(text_bytes, 'x'))});
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(sealed::decode_client_frames(frame));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(decode_say)->ArgName("texts")->Arg(1)->Arg(16);

/// What kind of datagram it is, and whose.
void decode_sealed_datagram(benchmark::State& state) {
    sealed::initialise_cryptography();
    const auto datagram = sealed::Sealer(sealed::SecretKey(), 1).seal(std::string(200, 'x'));
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(sealed::decode(*datagram));
    }
}
BENCHMARK(decode_sealed_datagram);

void decode_classic(benchmark::State& state) {
    const auto datagram = "C m00042 " + std::string(text_bytes, 'x');
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(classic::decode(datagram));
    }
}
BENCHMARK(decode_classic);

} // namespace

} // namespace chatroom::bench
