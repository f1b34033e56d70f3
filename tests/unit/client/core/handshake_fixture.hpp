// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/handshake.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

/// The datagram to be sent, whether it is FINISH or not; empty if there is none.
inline std::string sent(const HandshakeOutput& output) {
    if (const auto* datagram = std::get_if<SendDatagram>(&output)) {
        return datagram->bytes;
    }
    const auto* established = std::get_if<Established>(&output);
    return established != nullptr ? established->finish : std::string();
}

/// What the datagram, which must stay, says.
template <typename Value>
Value decoded(const std::string& datagram) {
    return std::get<Value>(sealed::decode(datagram));
}

/// The output if it is of that kind.
template <typename Value>
std::optional<Value> only(const HandshakeOutput& output) {
    const auto* value = std::get_if<Value>(&output);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

inline bool is_nothing(const HandshakeOutput& output) {
    return std::holds_alternative<std::monostate>(output);
}

inline bool is_established(const HandshakeOutput& output) {
    return std::holds_alternative<Established>(output);
}

/// A handshake and a server that answers what the test hands it.
class HandshakeTest : public testing::Test {
protected:
    void begin(SealedOptions options = sealed_options()) {
        handshake_.emplace(std::move(options), counting_random());
        hello_ = sent(handshake_->begin(at(0)));
    }

    HandshakeOutput take(int ms, const std::string& datagram) {
        return handshake_->datagram(at(ms), sealed::decode(datagram));
    }

    /// Begins; INITIATE is the outcome.
    std::string initiate(SealedOptions options = sealed_options()) {
        begin(std::move(options));
        return sent(take(10, server_.answer(hello_)));
    }

    /// Goes on to ANSWER.
    HandshakeOutput complete(SealedOptions options = sealed_options()) {
        auto output = take(20, server_.answer(initiate(std::move(options))));
        if (handshake_->next_deadline() == at(20)) {
            handshake_->advance(at(20)); // A key was derived, in no time.
        }
        return output;
    }

    /// What asks for the passphrase.
    AwaitsPassphrase asked(bool was_wrong) const { return {server_.key(), was_wrong}; }

    /// Gives the passphrase that was asked for and goes through the handshake that begins then.
    void finish_with(int ms, std::string_view passphrase) {
        auto datagram = sent(handshake_->passphrase(at(ms), passphrase));
        for (auto answer = server_.answer(datagram); !answer.empty();
             answer = server_.answer(datagram)) {
            datagram = sent(take(ms, answer));
        }
    }

    Ended key_changed() const {
        return {EndReason::server_key_changed, sealed::fingerprint(server_.key())};
    }

    std::optional<Handshake> handshake_;
    SealedServer server_;
    std::string hello_;
};

} // namespace chatroom
