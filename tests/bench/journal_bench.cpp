// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/sqlite_journal.hpp"
#include "tests/temporary_directory.hpp"

#include <string>

#include <benchmark/benchmark.h>

namespace chatroom::bench {

namespace {

constexpr std::size_t text_bytes = 64;

/// What a turn's transaction takes, with so many events in it. It waits for the disk that the
/// temporary folder is on.
void append(benchmark::State& state) {
    const TemporaryDirectory folder;
    SqliteJournal journal(folder.path() / "room.db", Retention());
    auto number = journal.head();
    for ([[maybe_unused]] auto _ : state) {
        Batch batch;
        for (std::int64_t index = 0; index < state.range(0); ++index) {
            number = number.next();
            batch.records.push_back(
                {.event = {.sequence = number,
                           .time = std::chrono::time_point_cast<std::chrono::milliseconds>(
                               std::chrono::system_clock::now()),
                           .kind = EventKind::said,
                           .name = "m00042",
                           .text = std::string(text_bytes, 'x')}});
        }
        if (const auto error = journal.append(batch)) {
            state.SkipWithError(error->message.c_str());
            break;
        }
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(append)
    ->ArgName("events")
    ->Arg(1)
    ->Arg(16)
    ->Arg(256)
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();

} // namespace

} // namespace chatroom::bench
