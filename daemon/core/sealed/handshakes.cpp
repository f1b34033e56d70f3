// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/handshakes.hpp"

namespace chatroom {

namespace {

/// Of message 1 the form with a pre-shared key has the tag of its empty payload, too.
std::string_view message_1(const sealed::Initiate& initiate, bool is_pre_shared) {
    return initiate.message.substr(0, sealed::key_bytes + (is_pre_shared ? sealed::tag_bytes : 0));
}

} // namespace

const std::string* Handshakes::repeated_answer(const Address& sender,
                                               const sealed::Initiate& initiate) const {
    const auto known = by_client_.find({sender, initiate.client_index});
    if (known == by_client_.end()) {
        return nullptr;
    }
    const auto& pending = pending_.at(known->second);
    const bool is_same = pending.version == initiate.version &&
                         pending.initiate == message_1(initiate, pending.is_pre_shared);
    return is_same ? &pending.answer : nullptr;
}

const std::string* Handshakes::repeated_failure(const Address& sender,
                                                const sealed::Finish& finish) const {
    const auto* pending = find(sender, finish);
    const bool is_repeated =
        pending != nullptr && pending->failures > 0 && pending->failed_message == finish.message;
    return is_repeated ? &pending->failed : nullptr;
}

const Handshakes::Pending* Handshakes::find(const Address& sender,
                                            const sealed::Finish& finish) const {
    const auto found = pending_.find(finish.server_index);
    return found != pending_.end() && found->second.client.first == sender ? &found->second
                                                                           : nullptr;
}

std::optional<std::string>
Handshakes::begin(SteadyTime now, const Address& sender, const sealed::Initiate& initiate,
                  std::uint32_t server_index, const sealed::KeyPair& ephemeral,
                  const std::optional<sealed::SecretKey>& pre_shared_key) {
    sealed::NoiseHandshake noise(sealed::NoiseHandshake::Role::responder,
                                 pre_shared_key.has_value(), sealed::prologue_of(initiate.version),
                                 own_, ephemeral);
    if (pre_shared_key) {
        noise.set_pre_shared_key(*pre_shared_key);
    }
    const auto message = message_1(initiate, pre_shared_key.has_value());
    if (!noise.read_message(message)) {
        return std::nullopt;
    }
    const auto message_2 = noise.write_message({});
    auto answer = sealed::encode(sealed::Answer{
        .client_index = initiate.client_index, .server_index = server_index, .message = message_2});
    const Client client{sender, initiate.client_index};
    if (const auto known = by_client_.find(client); known != by_client_.end()) {
        forget(known->second);
    }
    if (pending_.size() >= max_pending) {
        forget(by_age_.front().second);
    }
    by_age_.emplace_back(now, server_index);
    by_client_.emplace(client, server_index);
    pending_.emplace(server_index, Pending{.client = client,
                                           .version = initiate.version,
                                           .initiate = std::string(message),
                                           .is_pre_shared = pre_shared_key.has_value(),
                                           .noise = std::move(noise),
                                           .answer = answer,
                                           .age = std::prev(by_age_.end())});
    return answer;
}

Handshakes::Finished Handshakes::finish(const Address& sender, const sealed::Finish& finish) {
    if (find(sender, finish) == nullptr) {
        return std::monostate{};
    }
    auto& pending = pending_.at(finish.server_index);
    const auto read = pending.noise.read_message(finish.message);
    if (!read) {
        auto rejected = reject(pending, read.error());
        pending.failed_message = finish.message;
        pending.failed = rejected.failed;
        if (++pending.failures == max_failures) {
            forget(finish.server_index);
        }
        return rejected;
    }
    Established established{.version = pending.version,
                            .client_index = pending.client.second,
                            .client_key = pending.noise.remote_static(),
                            .keys = pending.noise.split()};
    forget(finish.server_index);
    return established;
}

Handshakes::Rejected Handshakes::reject(const Pending& pending,
                                        sealed::NoiseHandshake::Fault fault) {
    const bool is_passphrase =
        pending.is_pre_shared && fault == sealed::NoiseHandshake::Fault::payload;
    const auto reason =
        is_passphrase ? sealed::Failure::wrong_passphrase : sealed::Failure::damaged;
    const auto key = pending.noise.derive(sealed::failure_label);
    const auto client_index = pending.client.second;
    return {reason,
            sealed::encode(sealed::Failed{.client_index = client_index,
                                          .reason = reason,
                                          .tag = sealed::failure_tag(key, client_index, reason)})};
}

void Handshakes::forget(std::uint32_t server_index) {
    const auto found = pending_.find(server_index);
    by_client_.erase(found->second.client);
    by_age_.erase(found->second.age);
    pending_.erase(found);
}

void Handshakes::advance(SteadyTime now) {
    while (!by_age_.empty() && by_age_.front().first + lifetime <= now) {
        forget(by_age_.front().second);
    }
}

std::optional<SteadyTime> Handshakes::next_deadline() const {
    return by_age_.empty() ? std::nullopt : std::optional(by_age_.front().first + lifetime);
}

} // namespace chatroom
