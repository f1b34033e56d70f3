// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/crowd_member.hpp"

#include "tests/bench/random.hpp"

#include <stdexcept>
#include <utility>

#include <boost/asio/io_context.hpp>

namespace chatroom::bench {

namespace {

TimePoint now() {
    return std::chrono::steady_clock::now();
}

SealedOptions options_for(std::uint16_t number) {
    sealed::SecretKey secret;
    secret.bytes()[1] = static_cast<std::uint8_t>(number >> 8U); // X25519 ignores some of [0].
    secret.bytes()[2] = static_cast<std::uint8_t>(number);
    SealedOptions options;
    options.identity = sealed::KeyPair::from_secret(secret);
    return options;
}

} // namespace

CrowdMember::CrowdMember(boost::asio::io_context& io, ServerConnection::Endpoints servers,
                         std::uint16_t number, OnEvent on_event)
    : name_("member-" + std::to_string(number)), session_(options_for(number), fill_random),
      has_choice_(servers.size() > 1), connection_(io, std::move(servers)), timer_(io),
      on_event_(std::move(on_event)) {}

void CrowdMember::enter() {
    await_datagrams();
    session_.enter(now(), name_);
    settle();
}

void CrowdMember::say(std::string_view text) {
    session_.say(now(), text);
    settle();
}

void CrowdMember::handle(const NewSocket& output) {
    if (has_choice_) {
        connection_.try_next_endpoint();
    } else if (!output.is_for_another_address) {
        connection_.renew();
    }
}

void CrowdMember::await_datagrams() {
    connection_.wait([this] { receive(); });
}

void CrowdMember::receive() {
    for (auto received = connection_.receive(); received; received = connection_.receive()) {
        if (const auto* bytes = std::get_if<std::string>(&*received)) {
            session_.datagram(now(), *bytes);
        } else {
            session_.trouble(now(), std::get<Trouble>(*received));
        }
    }
    await_datagrams();
    settle();
}

void CrowdMember::settle() {
    for (auto outputs = session_.take_outputs(); !outputs.empty();
         outputs = session_.take_outputs()) {
        for (const auto& output : outputs) {
            std::visit([this](const auto& one) { handle(one); }, output);
        }
    }
    set_timer();
}

void CrowdMember::set_timer() {
    const auto deadline = session_.next_deadline();
    if (!deadline) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(*deadline);
    timer_.async_wait([this](const auto& error) {
        if (!error) {
            session_.advance(now());
            settle();
        }
    });
}

void CrowdMember::handle(const SendDatagram& output) {
    if (const auto trouble = connection_.send(output.bytes)) {
        session_.trouble(now(), *trouble);
    }
}

void CrowdMember::handle(const ShowEvent& output) {
    seen_ = output.event.sequence;
    on_event_(output.event);
}

void CrowdMember::handle(const NameRefused& output) {
    throw std::runtime_error(name_ + " was refused: " + output.reason);
}

void CrowdMember::handle(const Ended& output) {
    throw std::runtime_error("the stay of " + name_ + " ended with reason " +
                             std::to_string(static_cast<int>(output.reason)) + " " + output.detail);
}

} // namespace chatroom::bench
