// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/daemon.hpp"

#include "base/deadline.hpp"
#include "protocol/sealed/datagram.hpp"
#include "tests/simulation/room_passphrase.hpp"

#include <algorithm>
#include <utility>

namespace chatroom::simulation {

namespace {

/// Some day in 2026.
constexpr WallTime first_day{std::chrono::seconds(1'795'000'000)};

/// Whether nothing is late but by the daemon's fault, gets to others, or ends a session unseen.
bool is_prompt(const Plan& plan) {
    const auto& network = plan.network;
    const auto& journal = plan.journal;
    return network.loss + network.duplication + network.corruption + network.detour +
                   network.replay + journal.read_error + journal.append_error + journal.outrun ==
               0 &&
           !network.longest && journal.longest_thought == Duration{} &&
           std::none_of(plan.deeds.begin(), plan.deeds.end(), [](const Deed& deed) {
               return deed.kind == Deed::Kind::fail_journal || deed.kind == Deed::Kind::rebind;
           });
}

std::vector<sealed::ServerFrame> frames_of(const std::string& payload, std::uint8_t version) {
    auto frames = sealed::decode_server_frames(payload, version);
    require(frames && !frames->empty(), "the server sends frames that are none");
    return *std::move(frames);
}

} // namespace

Daemon::Daemon(RoomOptions options, const Plan& plan, const JournalFaults& faults, Random random,
               Trace& trace, SimulatedJournal::OnDurable on_durable)
    : options_(std::move(options)), faults_(faults), watches_replays_(plan.watches_replays),
      random_(random), secrets_(random_.fork()), journal_chance_(random_.fork()), trace_(trace),
      on_durable_(std::move(on_durable)),
      key_(sealed::KeyPair::generate([this](auto bytes) { secrets_.fill(bytes); })),
      flights_(is_prompt(plan)), limits_(disk_, options_.max_members),
      speech_(options_.limits.lines) {
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
            sealed_members.push_back(member.reached_at.has_value() ? *member.reached_at
                                                                   : member.address);
        }
    }
    wire_.started(sealed_members);
    classic_.started(disk_.members);
    flights_.restarted();
    limits_.started();
    rules_.started();
    recalls_.started();
    speech_.started();
    turn_ = now;
    journal_ = std::make_unique<SimulatedJournal>(
        disk_, faults_, journal_chance_,
        [this](const DecidedBatch& batch) { decided(turn_, batch); });
    room_ = std::make_unique<Room>(
        options_,
        RoomSecrets{.static_key = key_,
                    .fill_random = [this](auto bytes) { secrets_.fill(bytes); }},
        *journal_, times(now));
    monitor_.started(ask(now, control::Monitor{}));
    turn_at_ = now;
}

void Daemon::let_newer_one_run(Time now) {
    constexpr EventKind kind_of_tomorrow{77};
    const JournalFaults faults{.append_error = faults_.append_error, .reserve = faults_.reserve};
    SimulatedJournal journal(disk_, faults, journal_chance_, on_durable_);
    Batch batch;
    batch.records.push_back({.event = Event{.sequence = journal.head().next(),
                                            .time = times(now).wall,
                                            .kind = kind_of_tomorrow,
                                            .name = {},
                                            .text = "something new"},
                             .member = {},
                             .facts = {}});
    journal.append({}, std::move(batch));
    if (journal.take_decided().at(0).batch) {
        journal.close();
    }
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
    room_->close(times(now));
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
    note_version(bytes);
    classic_.received(from, bytes);
    flights_.received(now, bytes);
    const auto before = watches_replays_ ? ask(now, control::Status{}) : CallId{};
    room_->handle(times(now), from, bytes);
    if (watches_replays_) { // What it changes is to be seen at once.
        room_->serve(times(now));
    }
    if (watches_replays_ && std::holds_alternative<sealed::Transport>(sealed::decode(bytes))) {
        replays_.received(bytes, before, ask(now, control::Status{}));
    }
    turn_is_due(now);
}

/// What is damaged is not answered by a session.
void Daemon::note_version(std::string_view datagram) {
    const auto decoded = sealed::decode(datagram);
    const auto* initiate = std::get_if<sealed::Initiate>(&decoded);
    if (initiate != nullptr && sealed::all_versions.contains(initiate->version)) {
        versions_[initiate->client_index] = initiate->version;
    }
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
    if (failure.port_closed) {
        classic_.closed(failure.address);
    }
    room_->handle(times(now), failure);
    turn_is_due(now);
}

void Daemon::turn_is_due(Time now) {
    if (!turn_at_) {
        turn_at_ = now + random_.between(Duration{}, longest_turn);
    }
}

std::optional<Time> Daemon::next_deadline() const {
    return is_up() ? earliest(room_->next_deadline(), turn_at_, journal_->next_deadline())
                   : std::nullopt;
}

std::vector<SentDatagram> Daemon::advance(Time now) {
    if (const auto deadline = room_->next_deadline(); deadline && *deadline <= now) {
        room_->advance(times(now));
        turn_is_due(now);
    }
    const auto decision = journal_->next_deadline();
    const bool is_turn_over = (turn_at_ && *turn_at_ <= now) || (decision && *decision <= now);
    return is_turn_over ? finish_turn(now) : std::vector<SentDatagram>();
}

std::vector<SentDatagram> Daemon::finish_turn(Time now) {
    turn_at_.reset();
    turn_ = now;
    Outputs outputs;
    try {
        journal_->advance(now);
        outputs = room_->finish_turn(times(now));
    } catch (const PowerLoss&) {
        crash();
        return {};
    }
    for (const auto& line : outputs.log) {
        trace_.note([&] { return "log: " + line.text; });
    }
    auto datagrams = look_at(outputs);
    replays_.turn_over(outputs.replies);
    monitor_.turn_over(outputs, room_->is_settled());
    require(outputs.replies.size() <= unanswered_,
            "a call of the administrator's is answered twice");
    unanswered_ -= outputs.replies.size();
    require(unanswered_ == 0 || !room_->is_settled(),
            "a call of the administrator's is not answered");
    require(room_->member_count() == disk_.members.size(),
            "the room has other members than the journal");
    return datagrams;
}

/// The disk has got it.
void Daemon::decided(Time now, const DecidedBatch& batch) {
    for (const auto& record : batch.records) {
        classic_.decided(record);
        flights_.decided(record.event);
    }
    limits_.decided(batch);
    rules_.decided(batch);
    recalls_.decided(batch);
    monitor_.decided(batch);
    speech_.decided(now, batch);
    on_durable_(batch);
}

/// Makes datagrams of what a turn has led to, and looks at each from outside and from inside.
std::vector<SentDatagram> Daemon::look_at(const Outputs& outputs) {
    std::vector<SentDatagram> datagrams;
    std::map<std::pair<std::uint32_t, std::uint8_t>, std::vector<sealed::ServerFrame>> decoded;
    for (const auto& delivery : outputs.deliveries) {
        const auto& payload = outputs.payloads[delivery.payload];
        datagrams.push_back({delivery.to, datagram_of(outputs, delivery)});
        wire_.sent(delivery.to, datagrams.back().bytes);
        if (delivery.ticket) {
            const auto index = delivery.ticket->receiver_index;
            const auto version = versions_.at(index);
            auto& frames = decoded[{delivery.payload, version}];
            if (frames.empty()) {
                frames = frames_of(payload, version);
            }
            flights_.sent(index, delivery.ticket->counter, frames);
            limits_.sent(frames);
            recalls_.sent(frames);
        } else if (sealed::is_sealed(payload)) {
            flights_.sent(payload);
        } else {
            classic_.sent(delivery.to, payload);
            limits_.sent(payload);
        }
    }
    wire_.turn_over();
    classic_.turn_over(room_->is_settled());
    flights_.turn_over();
    limits_.turn_over(room_->is_settled());
    return datagrams;
}

void Daemon::let_everybody_in() {
    options_.max_members = RoomOptions().max_members;
    limits_.configured(options_.max_members);
    if (is_up()) {
        room_->configure(options_);
    }
}

} // namespace chatroom::simulation
