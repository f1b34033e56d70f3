// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/outputs.hpp"
#include "protocol/sealed/datagram.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/noise.hpp"
#include "protocol/sealed/transport.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// A client of the sealed protocol that does exactly what a test says: it makes datagrams and reads
/// those that it gets, and has no timers.
class SealedClient {
public:
    SealedClient(Address where, std::uint8_t seed) : address(where) {
        sealed::SecretKey secret;
        secret.bytes().fill(seed);
        identity = sealed::KeyPair::from_secret(secret);
        instance = {seed};
    }

    std::string hello() {
        return sealed::encode(sealed::Hello{.versions = versions, .client_index = ++index});
    }

    /// INITIATE in answer to a COOKIE.
    std::string initiate(std::string_view cookie_reply) {
        const auto reply = std::get<sealed::CookieReply>(sealed::decode(cookie_reply));
        EXPECT_EQ(reply.client_index, index);
        EXPECT_TRUE(versions.contains(reply.version));
        version = reply.version;
        EXPECT_EQ(reply.needs_passphrase, pre_shared_key.has_value());
        sealed::SecretKey secret;
        secret.bytes().fill(static_cast<std::uint8_t>(100 + index));
        noise.emplace(sealed::NoiseHandshake::Role::initiator, reply.needs_passphrase,
                      sealed::prologue_of(version), identity, sealed::KeyPair::from_secret(secret));
        const auto message = noise->write_message({});
        return sealed::encode(sealed::Initiate{
            .version = version, .client_index = index, .cookie = reply.cookie, .message = message});
    }

    /// FINISH in answer to an ANSWER; from now on frames can be sent.
    std::string finish(std::string_view answer_bytes) {
        const auto answer = std::get<sealed::Answer>(sealed::decode(answer_bytes));
        EXPECT_EQ(answer.client_index, index);
        EXPECT_TRUE(noise->read_message(answer.message));
        if (pre_shared_key) {
            noise->set_pre_shared_key(*pre_shared_key);
        }
        const auto message = noise->write_message({});
        const auto keys = noise->split();
        server_index = answer.server_index;
        sealer.emplace(keys.initiator_to_responder, server_index);
        opener = std::make_shared<sealed::Opener>(keys.responder_to_initiator);
        return sealed::encode(sealed::Finish{.server_index = server_index, .message = message});
    }

    /// The frames as one datagram.
    std::string seal(const std::vector<sealed::ClientFrame>& frames) {
        std::string plaintext;
        for (const auto& frame : frames) {
            plaintext += sealed::encode(frame);
        }
        plaintext.resize(std::max(plaintext.size(), sealed::min_client_plaintext_bytes));
        return sealer->seal(plaintext).value();
    }

    /// The frames of all datagrams that are for this client's address and session, in their order.
    std::vector<sealed::ServerFrame> frames(const Outputs& outputs) {
        std::vector<sealed::ServerFrame> result;
        for (const auto& delivery : outputs.deliveries) {
            const auto opened = delivery.to == address && opener
                                    ? opener->open(datagram_of(outputs, delivery))
                                    : std::nullopt;
            if (opened) {
                auto some = sealed::decode_server_frames(opened->plaintext, version).value();
                result.insert(result.end(), some.begin(), some.end());
            }
        }
        return result;
    }

    sealed::Enter enter(std::string name) const {
        return {.instance = instance, .seen = {}, .name = std::move(name)};
    }

    Address address;
    sealed::KeyPair identity;
    sealed::Instance instance;
    std::optional<sealed::SecretKey> pre_shared_key;
    sealed::Versions versions = sealed::all_versions; ///< That it speaks.
    std::uint8_t version = 0;                         ///< Of the session.
    std::uint32_t index = 0;
    std::uint32_t server_index = 0;
    std::optional<sealed::NoiseHandshake> noise;
    std::optional<sealed::Sealer> sealer;
    std::shared_ptr<sealed::Opener> opener; ///< A copy has it until it has a session of its own.
};

/// A room with sealed clients.
class SealedRoomTest : public RoomTest {
protected:
    using Frames = std::vector<sealed::ServerFrame>;

    /// One datagram in a turn of its own.
    Outputs hand(const Address& from, std::string_view datagram) {
        room->handle(now(), from, datagram);
        return room->finish_turn(now());
    }

    /// Goes through the handshake.
    void connect(SealedClient& client) {
        const auto cookie = only_payload(hand(client.address, client.hello()));
        const auto answer = only_payload(hand(client.address, client.initiate(cookie)));
        EXPECT_EQ(datagrams(hand(client.address, client.finish(answer))), std::vector<Datagram>{});
    }

    /// Sends the frames in a turn of their own; what the client gets in that turn.
    Frames exchange(SealedClient& client, const std::vector<sealed::ClientFrame>& frames) {
        last = hand(client.address, client.seal(frames));
        return client.frames(last);
    }

    /// Connects and enters, and acknowledges what it got.
    void come_in(SealedClient& client, const std::string& name) {
        connect(client);
        exchange(client, {client.enter(name)});
        acknowledge(client);
    }

    /// The client has everything.
    Frames acknowledge(SealedClient& client) {
        return exchange(
            client, {sealed::Ack{.cumulative = journal.head(), .watermark = {}, .received = {}}});
    }

    /// Time passes, and the room does what is due.
    Frames pass(SealedClient& client, std::chrono::milliseconds time) {
        elapsed += time;
        room->advance(now());
        last = room->finish_turn(now());
        return client.frames(last);
    }

    static std::string only_payload(const Outputs& outputs) {
        EXPECT_EQ(outputs.deliveries.size(), 1U);
        return outputs.deliveries.empty() ? std::string()
                                          : datagram_of(outputs, outputs.deliveries[0]);
    }

    /// The latest events, as one EVENTS frame.
    sealed::ServerFrame latest(std::size_t count) const {
        return sealed::Events{journal.latest(count).value()};
    }

    Frames got;   ///< What a client got last, where a test says so.
    Outputs last; ///< Of the last turn.
    SealedClient ann_client{address("10.0.0.1:1000"), 1};
    SealedClient bob_client{address("8.8.8.8:1000"), 2};
    SealedClient eve_client{address("8.8.4.4:1000"), 3};
};

} // namespace chatroom
