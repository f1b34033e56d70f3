// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/siege/members.hpp"

#include "tests/bench/random.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace chatroom::siege {

namespace {

constexpr std::size_t buffer_bytes = 4 * 1024 * 1024;
constexpr std::chrono::milliseconds turn{5};
constexpr std::chrono::seconds entry_patience{10};
constexpr unsigned entry_attempts = 40;

/// A line more or less in so many batches costs nothing, and a member who was kicked is back.
constexpr std::size_t batches_between_entries = 64;

constexpr std::chrono::microseconds patient_turn{100};
constexpr std::chrono::milliseconds patient_repetition{200};

/// What the server takes of one member in a turn.
constexpr std::size_t messages_a_datagram = 32;

bool is_at(const sockaddr_in& left, const sockaddr_in& right) {
    return left.sin_addr.s_addr == right.sin_addr.s_addr && left.sin_port == right.sin_port;
}

/// A socket for what is not aimed at the room; nothing for what is.
std::optional<bench::UdpSocket> socket_beside(const Orders& orders, const sockaddr_in& target) {
    if (is_at(target, orders.server)) {
        return std::nullopt;
    }
    return bench::UdpSocket(target, buffer_bytes, false, source_of(orders, 0));
}

} // namespace

ClassicTalker::ClassicTalker(const Orders& orders)
    : socket_(orders.server, buffer_bytes, false, source_of(orders, 0)),
      request_("L " + orders.name),
      line_("C " + orders.name + " " + std::string(orders.text_bytes, 'z')), orders_(orders) {}

void ClassicTalker::prepare() {
    for (unsigned attempt = 0; attempt < entry_attempts && !is_inside_; ++attempt) {
        socket_.send(request_);
        std::this_thread::sleep_for(turn * 10);
        socket_.receive([&](std::string_view datagram) { is_inside_ |= datagram == "OK"; });
    }
    if (!is_inside_) {
        throw std::runtime_error("the attacker does not get in");
    }
}

void ClassicTalker::aim(const sockaddr_in& target) {
    beside_ = socket_beside(orders_, target);
}

void ClassicTalker::send(std::size_t count) {
    std::vector<std::string> lines(count, line_);
    if (batches_++ % batches_between_entries == 0) {
        lines.front() = request_;
    }
    (beside_ ? *beside_ : socket_).send_all(lines);
    socket_.receive([](std::string_view /*datagram*/) {});
}

SealedTalker::SealedTalker(const Orders& orders) : orders_(orders) {
    identity_.identity = sealed::KeyPair::generate(bench::fill_random);
}

void SealedTalker::prepare() {
    come();
    if (visitor_->stage() != Visitor::Stage::inside) {
        throw std::runtime_error("the attacker does not get in: " + visitor_->refusal());
    }
}

void SealedTalker::come() {
    visitor_ =
        std::make_unique<Visitor>(orders_.server, source_of(orders_, 0), identity_, orders_.name);
    const auto begin = std::chrono::steady_clock::now();
    visitor_->come(begin);
    for (auto now = begin;
         visitor_->stage() == Visitor::Stage::coming && now < begin + entry_patience;
         now = std::chrono::steady_clock::now()) {
        std::this_thread::sleep_for(turn);
        visitor_->receive(now);
        visitor_->advance(now);
    }
}

void SealedTalker::aim(const sockaddr_in& target) {
    beside_ = socket_beside(orders_, target);
}

void SealedTalker::send(std::size_t count) {
    if (visitor_->stage() != Visitor::Stage::inside) {
        return come();
    }
    const auto now = std::chrono::steady_clock::now();
    visitor_->receive(now);
    if (orders_.is_patient) {
        if (has_to_wait(now)) {
            return std::this_thread::sleep_for(patient_turn);
        }
        count = 1;
    }
    std::vector<std::string> datagrams;
    std::generate_n(std::back_inserter(datagrams), count, [&] { return next_datagram(); });
    if (beside_) {
        beside_->send_all(datagrams);
    } else {
        visitor_->send(datagrams);
    }
}

bool SealedTalker::has_to_wait(TimePoint now) {
    const bool is_taken = visitor_->last_receipt() >= said_after_ + messages_a_datagram;
    if (now < visitor_->held_until() || (!is_taken && now < say_again_at_)) {
        return true;
    }
    said_after_ = visitor_->last_receipt();
    say_again_at_ = now + patient_repetition;
    return false;
}

std::string SealedTalker::next_datagram() {
    sealed::Say say{.first = visitor_->last_receipt() + 1, .texts = {}};
    const auto fitting = (sealed::max_plaintext_bytes - 64) / (orders_.text_bytes + 2);
    say.texts.assign(std::clamp<std::size_t>(fitting, 1, messages_a_datagram),
                     std::string(orders_.text_bytes, 'z'));
    return visitor_->seal(
        encode(
            sealed::Ack{.cumulative = visitor_->latest_event(), .watermark = {}, .received = {}}) +
        encode(say));
}

} // namespace chatroom::siege
