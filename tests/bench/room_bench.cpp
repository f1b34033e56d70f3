// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/room.hpp"
#include "tests/bench/allocations.hpp"
#include "tests/bench/handshake_client.hpp"
#include "tests/support/memory_journal.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

namespace chatroom::bench {

namespace {

constexpr std::uint16_t crowd_size = 1000;
constexpr std::uint16_t first_port = 1024;
constexpr std::size_t text_bytes = 64;

/// So many texts fit one datagram of a sealed member; more are said by several.
constexpr std::int64_t texts_at_once = 12;

/// So many rounds may be needed until all that was sent is acknowledged.
constexpr int max_rounds = 1000;

std::string name_of(std::size_t number) {
    return "member-" + std::to_string(number);
}

/// A room of the size that counts, and the time in it.
class BenchRoom {
public:
    BenchRoom() {
        RoomOptions options;
        options.max_members = crowd_size;
        options.limits.lines = {}; // Each says what a room of members would.
        options.limits.bytes = {};
        options.limits.classic_of_this_machine = crowd_size;
        options.allow.push_back(AddressRange::parse("0.0.0.0/0").value());
        room_.emplace(std::move(options),
                      RoomSecrets{.static_key = sealed::KeyPair::generate(fill_random),
                                  .fill_random = fill_random},
                      journal_, now_);
    }

    void handle(const Address& sender, std::string_view datagram) {
        room_->handle(now_, sender, datagram);
        room_->serve(now_);
    }

    Outputs finish_turn() { return room_->finish_turn(now_); }

    /// A datagram in a turn of its own, and what comes first of the answers.
    std::string ask(const Address& sender, std::string_view datagram) {
        handle(sender, datagram);
        auto outputs = finish_turn();
        if (outputs.deliveries.empty()) {
            throw std::runtime_error("the room does not answer");
        }
        return datagram_of(outputs, outputs.deliveries.front());
    }

    void pass(std::chrono::milliseconds time) {
        now_.steady += time;
        now_.wall += time;
    }

    Sequence head() const { return journal_.head(); }

    /// A turn that has to lead to so many events. As in the daemon it gets the memory of the one
    /// before.
    void finish_turn(std::int64_t events) {
        const auto before = head().value;
        said_.deliveries.clear();
        said_.payloads.clear();
        const auto allocated = allocations();
        said_ = room_->finish_turn(now_, std::exchange(said_, {}));
        allocated_ += allocations() - allocated;
        delivered_ += said_.deliveries.size();
        if (head().value != before + static_cast<std::uint64_t>(events)) {
            throw std::runtime_error("the room did not take what was said");
        }
    }

    /// What such turns have led to: allocations, and deliveries.
    std::uint64_t allocated() const { return allocated_; }
    std::uint64_t delivered() const { return delivered_; }

    std::size_t member_count() const { return room_->member_count(); }

private:
    MemoryJournal journal_;
    Now now_{SteadyTime{} + std::chrono::hours(1), WallTime{} + std::chrono::hours(1)};
    std::optional<Room> room_;
    Outputs said_;
    std::uint64_t allocated_ = 0;
    std::uint64_t delivered_ = 0;
};

/// All members speak the classic protocol.
class ClassicCrowd {
public:
    ClassicCrowd() {
        for (std::uint16_t number = 0; number < crowd_size; ++number) {
            auto address = parse_address("127.0.0.1:0").value();
            address.port = static_cast<std::uint16_t>(first_port + number);
            addresses_.push_back(address);
            room_.handle(address, "L " + name_of(number));
        }
        room_.finish_turn();
    }

    /// The first member says so many things in one turn.
    void say(std::int64_t count) {
        for (std::int64_t index = 0; index < count; ++index) {
            room_.handle(addresses_.front(), request_);
        }
        room_.finish_turn(count);
    }

    void settle() { room_.pass(std::chrono::milliseconds(1)); }
    bool is_whole() const { return room_.member_count() == crowd_size; }
    const BenchRoom& room() const { return room_; }

private:
    BenchRoom room_;
    std::vector<Address> addresses_;
    std::string request_ = "C " + name_of(0) + " " + std::string(text_bytes, 'x');
};

/// All members speak the sealed protocol. They do not read: what they acknowledge is known here.
class SealedCrowd {
public:
    SealedCrowd() {
        for (std::uint16_t number = 0; number < crowd_size; ++number) {
            enter(number);
        }
        settle();
    }

    /// So many things are said in one turn.
    void say(std::int64_t count) {
        auto left = count;
        for (auto talker = members_.begin(); left > 0; ++talker) {
            const auto texts = std::min(left, texts_at_once);
            room_.handle(talker->address, talker->say(static_cast<std::size_t>(texts)));
            left -= texts;
        }
        room_.finish_turn(count);
    }

    std::vector<std::string> acknowledgements() {
        const auto frame =
            encode(sealed::Ack{
                .cumulative = room_.head(), .watermark = room_.head(), .received = {}}) +
            std::string(sealed::min_client_plaintext_bytes, '\0');
        std::vector<std::string> datagrams;
        for (auto& member : members_) {
            datagrams.push_back(member.sealer.seal(frame).value());
        }
        return datagrams;
    }

    /// All of them in one turn; whether the room had something more to say.
    bool acknowledge(const std::vector<std::string>& datagrams) {
        for (std::size_t number = 0; number < members_.size(); ++number) {
            room_.handle(members_[number].address, datagrams[number]);
        }
        return !room_.finish_turn().deliveries.empty();
    }

    /// Until nothing is on the way any more.
    void settle() {
        room_.pass(std::chrono::milliseconds(25));
        for (int round = 0; acknowledge(acknowledgements()); ++round) {
            if (round == max_rounds) {
                throw std::runtime_error("the room does not become quiet");
            }
        }
    }

    bool is_whole() const { return room_.member_count() == crowd_size; }
    const BenchRoom& room() const { return room_; }

private:
    struct SealedClient {
        Address address;
        sealed::Sealer sealer;
        std::uint32_t next_message = 1;

        std::string say(std::size_t count) {
            const sealed::Say frame{
                .first = next_message,
                .texts = std::vector<std::string>(count, std::string(text_bytes, 'x'))};
            next_message += static_cast<std::uint32_t>(count);
            return sealer.seal(encode(frame)).value();
        }
    };

    void enter(std::uint16_t number) {
        room_.pass(std::chrono::milliseconds(2)); // The room's limit of handshakes a second.
        HandshakeClient client(static_cast<std::uint16_t>(first_port + number));
        const auto cookie = room_.ask(client.address(), client.hello());
        const auto answer = room_.ask(client.address(), client.initiate(cookie));
        room_.handle(client.address(), client.finish(answer, std::nullopt));
        members_.push_back(
            {client.address(), {client.keys().initiator_to_responder, client.server_index()}});
        room_.handle(
            client.address(),
            members_.back()
                .sealer
                .seal(encode(sealed::Enter{
                    .is_resuming = false, .instance = {1}, .seen = {}, .name = name_of(number)}))
                .value());
        room_.finish_turn();
        acknowledge(acknowledgements());
    }

    BenchRoom room_;
    std::vector<SealedClient> members_;
};

/// Making a crowd takes longer than measuring it; each is made once.
template <typename Crowd>
Crowd& crowd() {
    static const auto made = [] {
        sealed::initialise_cryptography();
        return std::make_unique<Crowd>();
    }();
    return *made;
}

void finish(benchmark::State& state, bool is_whole) {
    if (!is_whole) {
        state.SkipWithError("not everybody is inside");
    }
    state.SetItemsProcessed(state.iterations() * state.range(0) * crowd_size);
}

/// From the request of one member to the datagrams for all: in one turn so many messages.
template <typename Crowd>
void apply(benchmark::State& state) {
    auto& all = crowd<Crowd>();
    all.say(state.range(0)); // The first time memory grows.
    all.settle();
    const auto allocated = all.room().allocated();
    const auto delivered = all.room().delivered();
    for ([[maybe_unused]] auto _ : state) {
        all.say(state.range(0));
        state.PauseTiming();
        all.settle();
        state.ResumeTiming();
    }
    const auto turns = static_cast<double>(state.iterations());
    state.counters["allocations"] = static_cast<double>(all.room().allocated() - allocated) / turns;
    state.counters["deliveries"] = static_cast<double>(all.room().delivered() - delivered) / turns;
    finish(state, all.is_whole());
}
BENCHMARK(apply<ClassicCrowd>)->ArgName("messages")->Arg(1)->Arg(12)->Unit(benchmark::kMicrosecond);
BENCHMARK(apply<SealedCrowd>)
    ->ArgName("messages")
    ->Arg(1)
    ->Arg(12)
    ->Arg(120)
    ->Unit(benchmark::kMicrosecond);

/// What the acknowledgements of so many messages take, one of each member.
void acknowledge(benchmark::State& state) {
    auto& all = crowd<SealedCrowd>();
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        all.say(state.range(0));
        const auto datagrams = all.acknowledgements();
        state.ResumeTiming();
        all.acknowledge(datagrams);
        state.PauseTiming();
        all.settle();
        state.ResumeTiming();
    }
    finish(state, all.is_whole());
}
BENCHMARK(acknowledge)->ArgName("messages")->Arg(1)->Arg(12)->Unit(benchmark::kMicrosecond);

} // namespace

} // namespace chatroom::bench
