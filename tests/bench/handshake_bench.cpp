// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/room.hpp"
#include "tests/bench/handshake_client.hpp"
#include "tests/support/memory_journal.hpp"

#include <vector>

#include <benchmark/benchmark.h>

namespace chatroom::bench {

namespace {

/// So many clients take each step one after another, so that stopping the watch for what they do
/// themselves does not count.
constexpr std::size_t batch_size = 64;

/// The clock of the room goes fast enough to stay below its limit of handshakes a second.
constexpr std::chrono::milliseconds time_a_handshake{2};

/// The room, its clients and the time.
class Handshaking {
public:
    explicit Handshaking(const PassphraseKey& passphrase_key) : passphrase_key_(passphrase_key) {
        RoomOptions options;
        options.pre_shared_key = passphrase_key_;
        room_.emplace(std::move(options),
                      RoomSecrets{.static_key = sealed::KeyPair::generate(fill_random),
                                  .fill_random = fill_random},
                      journal_, now_);
        for (std::size_t client = 0; client < batch_size; ++client) {
            clients_.emplace_back(static_cast<std::uint16_t>(1024 + client));
        }
    }

    /// One handshake of each client; only what the room does is timed.
    void run(benchmark::State& state) {
        now_.steady += batch_size * time_a_handshake;
        now_.wall += batch_size * time_a_handshake;
        std::vector<std::string> datagrams;
        for (auto& client : clients_) {
            datagrams.push_back(client.hello());
        }
        const auto cookies = serve(state, datagrams);
        for (std::size_t index = 0; index < batch_size; ++index) {
            datagrams[index] = clients_[index].initiate(cookies[index]);
        }
        const auto answers = serve(state, datagrams);
        for (std::size_t index = 0; index < batch_size; ++index) {
            datagrams[index] = clients_[index].finish(answers[index], passphrase_key_);
        }
        serve(state, datagrams);
    }

    /// How many handshakes the room has counted.
    std::uint64_t completed() {
        room_->handle(now_, CallId{}, control::Status{});
        const auto outputs = room_->finish_turn(now_);
        const auto& answer = outputs.replies.at(0).reply.value();
        return std::get<control::StatusInfo>(answer).counters.handshakes;
    }

private:
    /// The room takes each client's datagram in a turn of its own; its answer to each, if any.
    std::vector<std::string> serve(benchmark::State& state,
                                   const std::vector<std::string>& datagrams) {
        std::vector<std::string> answers(batch_size);
        state.ResumeTiming();
        for (std::size_t index = 0; index < batch_size; ++index) {
            room_->handle(now_, clients_[index].address(), datagrams[index]);
            const auto outputs = room_->finish_turn(now_);
            if (!outputs.deliveries.empty()) {
                answers[index] = datagram_of(outputs, outputs.deliveries.front());
            }
        }
        state.PauseTiming();
        return answers;
    }

    PassphraseKey passphrase_key_;
    MemoryJournal journal_;
    Now now_{SteadyTime{} + std::chrono::hours(1), WallTime{} + std::chrono::hours(1)};
    std::optional<Room> room_;
    std::vector<HandshakeClient> clients_;
};

/// What the server has to do for a whole handshake: HELLO, INITIATE and FINISH.
void handshake(benchmark::State& state) {
    sealed::initialise_cryptography();
    Handshaking handshaking(state.range(0) != 0 ? PassphraseKey(sealed::SecretKey())
                                                : std::nullopt);
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        handshaking.run(state);
        state.ResumeTiming();
    }
    const auto count = static_cast<std::uint64_t>(state.iterations()) * batch_size;
    if (handshaking.completed() != count) {
        state.SkipWithError("some handshakes were not completed");
    }
    using benchmark::Counter;
    const auto amount = static_cast<double>(count);
    state.counters["handshakes"] = Counter(amount, Counter::kIsRate);
    state.counters["each"] = Counter(amount, Counter::kIsRate | Counter::kInvert);
}
BENCHMARK(handshake)->ArgName("passphrase")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

} // namespace

} // namespace chatroom::bench
