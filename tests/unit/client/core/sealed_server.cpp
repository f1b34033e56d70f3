// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/core/sealed_server.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace chatroom {

sealed::FillRandom counting_random() {
    return [next = std::make_shared<std::uint8_t>(std::uint8_t{1})](std::span<std::uint8_t> bytes) {
        std::fill(bytes.begin(), bytes.end(), (*next)++);
    };
}

sealed::KeyPair key_pair(std::uint8_t number) {
    sealed::SecretKey secret;
    secret.bytes().fill(number);
    return sealed::KeyPair::from_secret(secret);
}

sealed::SecretKey quick_passphrase_key(std::string_view passphrase, const sealed::PublicKey& key) {
    sealed::SecretKey result(key.bytes);
    for (std::size_t i = 0; i < passphrase.size(); ++i) {
        result.bytes()[i % sealed::key_bytes] ^= static_cast<std::uint8_t>(passphrase[i]);
    }
    return result;
}

SealedOptions sealed_options() {
    return {.identity = key_pair(9),
            .known_server = {},
            .fingerprint = {},
            .passphrase = {},
            .derive_passphrase_key = quick_passphrase_key};
}

void SealedServer::set_passphrase(std::string_view passphrase) {
    pre_shared_key_ = quick_passphrase_key(passphrase, key_.key);
}

std::string SealedServer::answer(std::string_view datagram) {
    const auto decoded = sealed::decode(datagram);
    if (const auto* hello = std::get_if<sealed::Hello>(&decoded)) {
        client_index_ = hello->client_index;
        version_ = versions_.chosen_for(hello->versions);
        return cookie();
    }
    if (const auto* initiate = std::get_if<sealed::Initiate>(&decoded)) {
        client_index_ = initiate->client_index;
        const bool is_good = initiate->cookie == cookie_ && versions_.contains(initiate->version);
        return is_good ? take(*initiate) : cookie();
    }
    if (const auto* finish = std::get_if<sealed::Finish>(&decoded)) {
        return take(*finish);
    }
    return {};
}

std::string SealedServer::cookie() const {
    return sealed::encode(sealed::CookieReply{.version = version_,
                                              .client_index = client_index_,
                                              .needs_passphrase = pre_shared_key_.has_value(),
                                              .cookie = cookie_});
}

std::string SealedServer::take(const sealed::Initiate& initiate) {
    noise_.emplace(sealed::NoiseHandshake::Role::responder, pre_shared_key_.has_value(),
                   sealed::prologue_of(initiate.version), key_, key_pair(ephemeral_++));
    session_version_ = initiate.version;
    if (pre_shared_key_) {
        noise_->set_pre_shared_key(*pre_shared_key_);
    }
    const auto message_1 = initiate.message.substr(0, pre_shared_key_ ? 48 : 32);
    if (!noise_->read_message(message_1)) {
        return {};
    }
    const auto message_2 = noise_->write_message({});
    failure_key_ = noise_->derive(sealed::failure_label);
    ++server_index_;
    return sealed::encode(sealed::Answer{
        .client_index = client_index_, .server_index = server_index_, .message = message_2});
}

std::string SealedServer::take(const sealed::Finish& finish) {
    if (!noise_ || noise_->is_complete() || finish.server_index != server_index_) {
        return {};
    }
    const auto read = noise_->read_message(finish.message);
    if (!read) {
        return failed(read.error() == sealed::NoiseHandshake::Fault::payload
                          ? sealed::Failure::wrong_passphrase
                          : sealed::Failure::damaged);
    }
    const auto keys = noise_->split();
    sealer_.emplace(keys.responder_to_initiator, client_index_);
    opener_.emplace(keys.initiator_to_responder);
    return {};
}

std::string SealedServer::failed(sealed::Failure reason) const {
    return sealed::encode(
        sealed::Failed{.client_index = client_index_,
                       .reason = reason,
                       .tag = sealed::failure_tag(failure_key_, client_index_, reason)});
}

std::vector<sealed::ClientFrame> SealedServer::open(std::string_view datagram) {
    const auto decoded = sealed::decode(datagram);
    const auto* transport = std::get_if<sealed::Transport>(&decoded);
    if (transport == nullptr || !opener_ || transport->receiver_index != server_index_) {
        return {};
    }
    const auto opened = opener_->open(transport->datagram);
    return opened ? sealed::decode_client_frames(opened->plaintext, session_version_).value()
                  : std::vector<sealed::ClientFrame>();
}

std::string SealedServer::seal(const std::vector<sealed::ServerFrame>& frames) {
    std::string plaintext;
    for (const auto& frame : frames) {
        plaintext += sealed::encode(frame);
    }
    return sealer_.value().seal(plaintext).value();
}

} // namespace chatroom
