// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/siege/strangers.hpp"

#include "client/core/random_number.hpp"
#include "tests/bench/random.hpp"

#include <array>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>

namespace chatroom::siege {

namespace {

using bench::fill_random;

/// What a stranger is sent is little, and there are a thousand of them.
constexpr std::size_t buffer_bytes = 65536;

constexpr unsigned cookie_attempts = 50;
constexpr std::chrono::milliseconds cookie_patience{20};

constexpr std::size_t ephemeral_key_bytes = 32;
constexpr std::size_t transport_bytes = 61;
constexpr std::size_t max_junk_bytes = 64;
constexpr char transport_type = 0x10;

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    fill_random({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    return bytes;
}

std::uint32_t random_index() {
    return random_number<std::uint32_t>(fill_random);
}

} // namespace

sockaddr_in source_of(const Orders& orders, std::size_t number) {
    sockaddr_in source{};
    source.sin_family = AF_INET;
    source.sin_addr.s_addr =
        htonl(ntohl(orders.source.s_addr) + static_cast<std::uint32_t>(number));
    return source;
}

Strangers::Strangers(const Orders& orders, Ammunition ammunition)
    : ammunition_(ammunition), cookies_(orders.sources) {
    for (std::size_t number = 0; number < orders.sources; ++number) {
        sockets_.emplace_back(orders.server, buffer_bytes, false, source_of(orders, number));
    }
}

void Strangers::prepare() {
    for (std::size_t number = 0; ammunition_ == Ammunition::initiate && number < sockets_.size();
         ++number) {
        fetch_cookie(number);
    }
}

void Strangers::fetch_cookie(std::size_t number) {
    for (unsigned attempt = 0; attempt < cookie_attempts && !cookies_[number]; ++attempt) {
        sockets_[number].send(encode(sealed::Hello{.client_index = random_index()}));
        std::this_thread::sleep_for(cookie_patience);
        sockets_[number].receive([&](std::string_view datagram) { take(number, datagram); });
    }
    if (!cookies_[number]) {
        throw std::runtime_error("the room gives no cookie");
    }
}

void Strangers::take(std::size_t number, std::string_view datagram) {
    const auto decoded = sealed::decode(datagram);
    if (const auto* reply = std::get_if<sealed::CookieReply>(&decoded)) {
        cookies_[number] = reply->cookie; // Also when the one before has become too old.
    }
}

void Strangers::aim(const sockaddr_in& target) {
    for (const auto& socket : sockets_) {
        ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&target), sizeof target);
    }
}

void Strangers::send(std::size_t count) {
    for (; count > 0; --count) {
        const auto number = next_++ % sockets_.size();
        sockets_[number].send(make(number));
        sockets_[number].receive([&](std::string_view datagram) { take(number, datagram); });
    }
}

std::string Strangers::make(std::size_t number) const {
    switch (ammunition_) {
    case Ammunition::hello:
        return encode(sealed::Hello{.client_index = random_index()});
    case Ammunition::initiate:
        return make_initiate(number);
    case Ammunition::transport:
        return transport_type + random_bytes(transport_bytes - 1);
    case Ammunition::junk:
        break;
    }
    return random_bytes(1 + random_index() % max_junk_bytes);
}

/// Any bytes are an ephemeral key, so the server cannot see that nobody has its secret: it derives
/// a shared one and answers.
std::string Strangers::make_initiate(std::size_t number) const {
    const auto key = random_bytes(ephemeral_key_bytes);
    return encode(sealed::Initiate{
        .client_index = random_index(), .cookie = *cookies_[number], .message = key});
}

} // namespace chatroom::siege
