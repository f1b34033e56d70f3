// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/daemon.hpp"

#include "protocol/sealed/datagram.hpp"
#include "tests/simulation/room_passphrase.hpp"

#include <algorithm>
#include <utility>

namespace chatroom::simulation {

namespace {

/// Some day in 2026.
constexpr WallTime first_day{std::chrono::seconds(1'795'000'000)};

} // namespace

Daemon::Daemon(RoomOptions options, const Plan& plan, const JournalFaults& faults, Random random,
               Trace& trace, SimulatedJournal::OnDurable on_durable)
    : options_(std::move(options)), faults_(faults), watches_replays_(plan.watches_replays),
      random_(random), secrets_(random_.fork()), journal_chance_(random_.fork()), trace_(trace),
      on_durable_(std::move(on_durable)),
      key_(sealed::KeyPair::generate([this](auto bytes) { secrets_.fill(bytes); })) {
    if (plan.has_passphrase) {
        options_.pre_shared_key = cheap_passphrase_key(room_passphrase, key_.key);
    }
}

Now Daemon::times(Time now) const {
    using std::chrono::milliseconds;
    return {now, first_day + std::chrono::duration_cast<milliseconds>(now.time_since_epoch() +
                                                                      wall_offset_)};
}

void Daemon::start(Time now) {
    trace_.note([&] {
        return "the daemon starts, numbers up to " + std::to_string(disk_.reserved.value) +
               " are reserved";
    });
    std::vector<Address> sealed_members;
    for (const auto& member : disk_.members) {
        if (member.key) {
            sealed_members.push_back(member.address);
        }
    }
    wire_.started(sealed_members);
    journal_ = std::make_unique<SimulatedJournal>(disk_, faults_, journal_chance_, on_durable_);
    room_ = std::make_unique<Room>(
        options_,
        RoomSecrets{.static_key = key_,
                    .fill_random = [this](auto bytes) { secrets_.fill(bytes); }},
        *journal_, times(now));
    turn_at_ = now;
}

void Daemon::crash() {
    trace_.note([] { return std::string("the daemon dies"); });
    room_.reset();
    journal_.reset();
    turn_at_.reset();
    replays_.restarted();
    unanswered_ = 0;
}

void Daemon::lose_power() {
    crash();
    const auto reserved = disk_.reserved;
    disk_ = *std::exchange(honest_disk_, std::nullopt);
    disk_.reserved = reserved;
    trace_.note([] { return std::string("the disk has lost its end"); });
}

std::vector<SentDatagram> Daemon::stop(Time now) {
    room_->close();
    auto datagrams = finish_turn(now);
    if (is_up()) {
        journal_->close();
        crash();
    }
    return datagrams;
}

void Daemon::plan(PowerPlan plan) {
    journal_->plan(plan);
}

void Daemon::receive(Time now, const Address& from, std::string_view bytes) {
    wire_.received(from, bytes);
    const auto before = watches_replays_ ? ask(now, control::Status{}) : CallId{};
    room_->handle(times(now), from, bytes);
    if (watches_replays_ && std::holds_alternative<sealed::Transport>(sealed::decode(bytes))) {
        replays_.received(bytes, before, ask(now, control::Status{}));
    }
    turn_is_due(now);
}

void Daemon::receive(Time now, const control::Request& request) {
    ask(now, request);
    turn_is_due(now);
}

CallId Daemon::ask(Time now, const control::Request& request) {
    const CallId call{++calls_};
    room_->handle(times(now), call, request);
    ++unanswered_;
    return call;
}

void Daemon::failed(Time now, const DeliveryFailure& failure) {
    room_->handle(times(now), failure);
    turn_is_due(now);
}

void Daemon::turn_is_due(Time now) {
    if (!turn_at_) {
        turn_at_ = now + random_.between(Duration{}, longest_turn);
    }
}

std::optional<Time> Daemon::next_deadline() const {
    if (!is_up()) {
        return std::nullopt;
    }
    const auto deadline = room_->next_deadline();
    return deadline && turn_at_ ? std::min(deadline, turn_at_) : deadline ? deadline : turn_at_;
}

std::vector<SentDatagram> Daemon::advance(Time now) {
    if (const auto deadline = room_->next_deadline(); deadline && *deadline <= now) {
        room_->advance(times(now));
        turn_is_due(now);
    }
    return turn_at_ && *turn_at_ <= now ? finish_turn(now) : std::vector<SentDatagram>();
}

std::vector<SentDatagram> Daemon::finish_turn(Time now) {
    turn_at_.reset();
    Outputs outputs;
    try {
        outputs = room_->finish_turn(times(now));
    } catch (const PowerLoss&) {
        crash();
        return {};
    }
    for (const auto& line : outputs.log) {
        trace_.note([&] { return "log: " + line.text; });
    }
    std::vector<SentDatagram> datagrams;
    for (const auto& delivery : outputs.deliveries) {
        datagrams.push_back({delivery.to, datagram_of(outputs, delivery)});
        wire_.sent(delivery.to, datagrams.back().bytes);
    }
    wire_.turn_over();
    replays_.turn_over(outputs.replies);
    require(outputs.replies.size() == std::exchange(unanswered_, 0),
            "a call of the administrator's is not answered, or twice");
    require(room_->member_count() == disk_.members.size(),
            "the room has other members than the journal");
    return datagrams;
}

} // namespace chatroom::simulation
