// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/node.hpp"

#include "base/deadline.hpp"

#include <utility>

namespace chatroom::simulation {

namespace {

/// Some day in 2026.
constexpr WallTime first_day{std::chrono::seconds(1'795'000'000)};

} // namespace

NodeProcess::NodeProcess(RoomOptions options, const sealed::KeyPair& key, Database& database,
                         const LinkFaults& faults, Random random, Trace& trace)
    : options_(std::move(options)), key_(key), database_(database), faults_(faults),
      random_(random), secrets_(random_.fork()), trace_(trace) {}

Now NodeProcess::times(Time now) const {
    using std::chrono::milliseconds;
    return {now, first_day + std::chrono::duration_cast<milliseconds>(now.time_since_epoch() +
                                                                      wall_offset_)};
}

bool NodeProcess::start(Time now) {
    if (!database_.is_there(now)) {
        return false;
    }
    trace_.note([&] { return "node " + options_.node + " starts"; });
    journal_ = std::make_unique<NodeJournal>(database_, copy_, faults_, random_, now);
    room_ = std::make_unique<Room>(
        options_,
        RoomSecrets{.static_key = key_,
                    .fill_random = [this](auto bytes) { secrets_.fill(bytes); }},
        *journal_, times(now));
    turn_at_ = now;
    started_at_ = now;
    return true;
}

void NodeProcess::crash() {
    trace_.note([&] { return "node " + options_.node + " dies"; });
    room_.reset();
    journal_.reset();
    turn_at_.reset();
    unanswered_ = 0;
}

std::vector<SentDatagram> NodeProcess::stop(Time now) {
    room_->close(times(now));
    auto datagrams = finish_turn(now);
    crash();
    return datagrams;
}

void NodeProcess::receive(Time now, const Address& from, std::string_view bytes) {
    room_->handle(times(now), from, bytes);
    turn_is_due(now);
}

void NodeProcess::receive(Time now, const control::Request& request) {
    room_->handle(times(now), CallId{++calls_}, request);
    ++unanswered_;
    turn_is_due(now);
}

void NodeProcess::failed(Time now, const DeliveryFailure& failure) {
    room_->handle(times(now), failure);
    turn_is_due(now);
}

void NodeProcess::turn_is_due(Time now) {
    if (!turn_at_) {
        turn_at_ = now + random_.between(Duration{}, Daemon::longest_turn);
    }
}

std::optional<Time> NodeProcess::next_deadline() const {
    return is_up() ? earliest(room_->next_deadline(), turn_at_, journal_->next_deadline())
                   : std::nullopt;
}

std::vector<SentDatagram> NodeProcess::advance(Time now) {
    if (const auto deadline = room_->next_deadline(); deadline && *deadline <= now) {
        room_->advance(times(now));
        turn_is_due(now);
    }
    const auto decision = journal_->next_deadline();
    const bool is_turn_over = (turn_at_ && *turn_at_ <= now) || (decision && *decision <= now);
    return is_turn_over ? finish_turn(now) : std::vector<SentDatagram>();
}

std::vector<SentDatagram> NodeProcess::finish_turn(Time now) {
    turn_at_.reset();
    journal_->advance(now);
    const auto outputs = room_->finish_turn(times(now));
    for (const auto& line : outputs.log) {
        trace_.note([&] { return "node " + options_.node + ": " + line.text; });
    }
    require(outputs.replies.size() <= unanswered_,
            "a call of the administrator's is answered twice");
    unanswered_ -= outputs.replies.size();
    require(unanswered_ == 0 || !room_->is_settled(),
            "a call of the administrator's is not answered");
    require(room_->member_count() == copy_.disk.members.size(),
            "the room has other members than the journal");
    std::vector<SentDatagram> datagrams;
    for (const auto& delivery : outputs.deliveries) {
        datagrams.push_back({delivery.to, datagram_of(outputs, delivery)});
    }
    return datagrams;
}

void NodeProcess::configure(const RoomOptions& options) {
    auto own = options;
    own.node = options_.node;
    options_ = std::move(own);
    if (is_up()) {
        room_->configure(options_);
    }
}

} // namespace chatroom::simulation
