// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "daemon/core/sealed/event_log.hpp"
#include "daemon/io/sqlite_journal.hpp"
#include "tests/temporary_directory.hpp"

#include <algorithm>
#include <string>

#include <benchmark/benchmark.h>

namespace chatroom::bench {

namespace {

constexpr std::size_t text_bytes = 64;

WallTime now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
}

std::string author(std::int64_t number) {
    return "m0004" + std::to_string(number);
}

/// What one turn makes of so many messages of so many authors, who say as much as each other and
/// are sealed members.
Batch batch_of(std::int64_t events, std::int64_t authors, Sequence head) {
    Batch batch;
    for (std::int64_t index = 0; index < events; ++index) {
        head = head.next();
        batch.records.push_back({.event = Event{.sequence = head,
                                                .time = now(),
                                                .kind = EventKind::said,
                                                .name = author(index % authors),
                                                .text = std::string(text_bytes, 'x'),
                                                .client_sequence = 1},
                                 .member = {},
                                 .facts = {}});
    }
    for (std::int64_t index = 0; index < std::min(events, authors); ++index) {
        batch.records.back().facts.push_back(
            facts::put(OwnedName{.name = MemberName::from_journal(author(index)),
                                 .key = {},
                                 .instance = {42},
                                 .client_sequence = static_cast<std::uint32_t>(head.value),
                                 .cursor = {1},
                                 .first_used = now(),
                                 .last_used = now()}));
    }
    return batch;
}

bool is_kept(SqliteJournal& journal, Batch batch) {
    journal.append({}, std::move(batch));
    return journal.take_decided().at(0).batch.has_value();
}

void append_all(benchmark::State& state, Retention retention) {
    const TemporaryDirectory folder;
    SqliteJournal journal(folder.path() / "room.db", retention);
    for ([[maybe_unused]] auto _ : state) {
        if (!is_kept(journal, batch_of(state.range(0), state.range(1), journal.head()))) {
            state.SkipWithError("the journal cannot be written");
            break;
        }
        journal.tidy({});
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
/// What a turn's transaction takes, with so many events of so many authors in it. It waits for the
/// disk that the temporary folder is on.
void append(benchmark::State& state) {
    append_all(state, Retention());
}
BENCHMARK(append)
    ->ArgNames({"events", "authors"})
    ->Args({1, 1})
    ->Args({30, 10})
    ->Args({256, 10})
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();

/// The same when as many old events go as new ones come.
void append_and_trim(benchmark::State& state) {
    append_all(state, {.keep_events = 2000});
}
BENCHMARK(append_and_trim)
    ->ArgNames({"events", "authors"})
    ->Args({30, 10})
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();

/// What reading a piece takes, which is what a member far behind costs now and then.
void read_piece(benchmark::State& state) {
    const TemporaryDirectory folder;
    SqliteJournal journal(folder.path() / "room.db", Retention());
    constexpr auto piece = static_cast<std::int64_t>(EventLog::piece);
    constexpr std::int64_t pieces = 100;
    for (std::int64_t number = 0; number < pieces; ++number) {
        if (!is_kept(journal, batch_of(piece, 10, journal.head()))) {
            state.SkipWithError("the journal cannot be written");
        }
    }
    std::int64_t next = 0;
    for ([[maybe_unused]] auto _ : state) {
        // Nobody reads where the last one did.
        const Sequence first{static_cast<std::uint64_t>(next * piece + 1)};
        benchmark::DoNotOptimize(journal.read(first, piece));
        next = (next + 37) % pieces;
    }
    state.SetItemsProcessed(state.iterations() * piece);
}
BENCHMARK(read_piece)->Unit(benchmark::kMicrosecond);

} // namespace

} // namespace chatroom::bench
