// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"
#include "protocol/sealed/datagram.hpp"
#include "protocol/sealed/noise.hpp"
#include "tests/bench/random.hpp"

#include <optional>
#include <stdexcept>
#include <string>

namespace chatroom::bench {

/// What a room with a passphrase needs; nothing for one without.
using PassphraseKey = std::optional<sealed::SecretKey>;

/// The client's half of one handshake at a time, as values: no timers, nothing is repeated.
class HandshakeClient {
public:
    explicit HandshakeClient(std::uint16_t port)
        : identity_(sealed::KeyPair::generate(fill_random)) {
        address_ = parse_address("192.0.2.1:0").value();
        address_.port = port;
    }

    const Address& address() const { return address_; }

    std::string hello() { return sealed::encode(sealed::Hello{.client_index = ++index_}); }

    std::string initiate(std::string_view cookie_reply) {
        const auto reply = std::get<sealed::CookieReply>(sealed::decode(cookie_reply));
        noise_.emplace(sealed::NoiseHandshake::Role::initiator, reply.needs_passphrase,
                       sealed::prologue_of(sealed::all_versions.highest), identity_,
                       sealed::KeyPair::generate(fill_random));
        const auto message = noise_->write_message({});
        return sealed::encode(
            sealed::Initiate{.client_index = index_, .cookie = reply.cookie, .message = message});
    }

    std::string finish(std::string_view answer_bytes, const PassphraseKey& passphrase_key) {
        const auto answer = std::get<sealed::Answer>(sealed::decode(answer_bytes));
        if (!noise_->read_message(answer.message)) {
            throw std::runtime_error("an ANSWER does not decrypt");
        }
        server_index_ = answer.server_index;
        noise_->set_pre_shared_key(passphrase_key.value_or(sealed::SecretKey()));
        const auto message = noise_->write_message({});
        return sealed::encode(
            sealed::Finish{.server_index = answer.server_index, .message = message});
    }

    /// After finish().
    sealed::TransportKeys keys() const { return noise_->split(); }
    std::uint32_t server_index() const { return server_index_; }

private:
    Address address_;
    sealed::KeyPair identity_;
    std::uint32_t index_ = 0;
    std::uint32_t server_index_ = 0;
    std::optional<sealed::NoiseHandshake> noise_;
};

} // namespace chatroom::bench
