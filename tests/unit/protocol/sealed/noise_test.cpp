// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/noise.hpp"
#include "tests/unit/protocol/sealed/hexadecimal.hpp"

#include <fstream>
#include <numeric>
#include <stdexcept>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace chatroom::sealed {
namespace {

using Role = NoiseHandshake::Role;
using Fault = NoiseHandshake::Fault;
using Read = Result<std::string, Fault>;
using nlohmann::json;

std::string bytes_of(const json& hex) {
    return from_hex(hex.get<std::string>());
}

SecretKey secret_from_hex(const json& hex) {
    return SecretKey(public_key_from_hex(hex.get<std::string>()).value().bytes);
}

/// A key that is easy to tell from others.
SecretKey secret_of(std::uint8_t first) {
    SecretKey key;
    std::iota(key.bytes().begin(), key.bytes().end(), first);
    return key;
}

/// Both sides of a handshake.
struct Sides {
    NoiseHandshake initiator;
    NoiseHandshake responder;

    NoiseHandshake& writer(std::size_t message) { return message % 2 ? responder : initiator; }
    NoiseHandshake& reader(std::size_t message) { return message % 2 ? initiator : responder; }
};

Sides sides_of(bool is_pre_shared) {
    const auto pair = [](std::uint8_t first) { return KeyPair::from_secret(secret_of(first)); };
    Sides sides{{Role::initiator, is_pre_shared, "test", pair(1), pair(2)},
                {Role::responder, is_pre_shared, "test", pair(3), pair(4)}};
    sides.initiator.set_pre_shared_key(secret_of(5));
    sides.responder.set_pre_shared_key(secret_of(5));
    return sides;
}

/// Exchanges so many messages of a handshake.
void exchange(Sides& sides, std::size_t messages) {
    for (std::size_t message = 0; message < messages; ++message) {
        const auto bytes = sides.writer(message).write_message({});
        ASSERT_EQ(sides.reader(message).read_message(bytes), Read(""));
    }
}

/// The published vector of one of the protocols.
json vector_of(const std::string& protocol) {
    std::ifstream file(CHATROOM_NOISE_VECTORS);
    const json published = json::parse(file);
    for (const auto& vector : published.at("vectors")) {
        if (vector.at("protocol_name") == protocol) {
            return vector;
        }
    }
    throw std::out_of_range(protocol);
}

/// One side as the vector describes it: "init" or "resp".
NoiseHandshake side_of(const json& vector, const std::string& side, Role role) {
    const bool is_pre_shared = vector.contains(side + "_psks");
    NoiseHandshake handshake(role, is_pre_shared, bytes_of(vector.at(side + "_prologue")),
                             KeyPair::from_secret(secret_from_hex(vector.at(side + "_static"))),
                             KeyPair::from_secret(secret_from_hex(vector.at(side + "_ephemeral"))));
    if (is_pre_shared) {
        handshake.set_pre_shared_key(secret_from_hex(vector.at(side + "_psks").at(0)));
    }
    return handshake;
}

class NoiseVectors : public testing::TestWithParam<const char*> {};

// Every message of the published vectors is written as it stands there, and read back; the
// handshake's hash and all that comes after it are right.
TEST_P(NoiseVectors, are_written_and_read) {
    const json vector = vector_of(GetParam());
    Sides sides{side_of(vector, "init", Role::initiator), side_of(vector, "resp", Role::responder)};
    const auto& messages = vector.at("messages");
    ASSERT_EQ(messages.size(), 6U);
    for (std::size_t index = 0; index < 3; ++index) {
        const auto payload = bytes_of(messages[index].at("payload"));
        const auto ciphertext = bytes_of(messages[index].at("ciphertext"));
        EXPECT_FALSE(sides.reader(index).is_complete());
        EXPECT_EQ(sides.writer(index).write_message(payload), ciphertext) << index;
        EXPECT_EQ(sides.reader(index).read_message(ciphertext), Read(payload)) << index;
    }
    for (auto* side : {&sides.initiator, &sides.responder}) {
        ASSERT_TRUE(side->is_complete());
        EXPECT_EQ(to_hex(PublicKey{side->handshake_hash()}), vector.at("handshake_hash"));
        const auto keys = side->split();
        std::array states{CipherState(keys.initiator_to_responder),
                          CipherState(keys.responder_to_initiator)};
        auto opening_states = states;
        for (std::size_t index = 3; index < messages.size(); ++index) {
            const auto payload = bytes_of(messages[index].at("payload"));
            const auto ciphertext = bytes_of(messages[index].at("ciphertext"));
            EXPECT_EQ(states[index % 2].encrypt({}, payload), ciphertext) << index;
            EXPECT_EQ(opening_states[index % 2].decrypt({}, ciphertext), payload) << index;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Published, NoiseVectors,
                         testing::Values("Noise_XX_25519_ChaChaPoly_SHA256",
                                         "Noise_XXpsk3_25519_ChaChaPoly_SHA256"),
                         [](const auto& protocol) { return std::string(protocol.param); });

class Noise : public testing::TestWithParam<bool> {};

// Each side learns the other's static key; both have the same keys, the other way round.
TEST_P(Noise, sides_agree) {
    Sides sides = sides_of(GetParam());
    exchange(sides, 3);
    EXPECT_EQ(sides.initiator.remote_static(), KeyPair::from_secret(secret_of(3)).key);
    EXPECT_EQ(sides.responder.remote_static(), KeyPair::from_secret(secret_of(1)).key);
    const auto left = sides.initiator.split();
    const auto right = sides.responder.split();
    EXPECT_EQ(left.initiator_to_responder, right.initiator_to_responder);
    EXPECT_EQ(left.responder_to_initiator, right.responder_to_initiator);
    EXPECT_NE(left.initiator_to_responder, left.responder_to_initiator);
}

// Without payloads the messages have the lengths that PROTOCOL.md gives.
TEST_P(Noise, messages_have_their_lengths) {
    Sides sides = sides_of(GetParam());
    for (std::size_t message = 0; message < 3; ++message) {
        const std::array<std::size_t, 3> lengths{GetParam() ? 48U : 32U, 96, 64};
        const auto bytes = sides.writer(message).write_message({});
        EXPECT_EQ(bytes.size(), lengths[message]) << message;
        sides.reader(message).read_message(bytes);
    }
}

// Whatever bit of whatever message is flipped, the reader says what is bad, and goes on with the
// right message as if nothing had been. (The plain first message has nothing to tell it by.)
TEST_P(Noise, flipped_bits_are_faults) {
    Sides sides = sides_of(GetParam());
    for (std::size_t message = 0; message < 3; ++message) {
        const auto bytes = sides.writer(message).write_message({});
        const std::array key_ends{std::size_t{0}, std::size_t{80}, std::size_t{48}};
        const bool is_protected = GetParam() || message > 0;
        for (std::size_t bit = 0; is_protected && bit < 8 * bytes.size(); ++bit) {
            std::string damaged = bytes;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
            const bool is_in_key = bit / 8 < key_ends[message];
            ASSERT_EQ(sides.reader(message).read_message(damaged),
                      Read(Unexpected(is_in_key ? Fault::static_key : Fault::payload)))
                << "message " << message << ", bit " << bit;
        }
        ASSERT_EQ(sides.reader(message).read_message(bytes), Read("")) << message;
    }
    EXPECT_EQ(sides.initiator.handshake_hash(), sides.responder.handshake_hash());
    EXPECT_EQ(sides.initiator.split().initiator_to_responder,
              sides.responder.split().initiator_to_responder);
}

// A message that is too short for its keys and tags is damaged, whatever is in it.
TEST_P(Noise, short_messages_are_faults) {
    Sides sides = sides_of(GetParam());
    for (std::size_t message = 0; message < 3; ++message) {
        const auto bytes = sides.writer(message).write_message({});
        const std::array<std::size_t, 3> least{32, 96, 64};
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            ASSERT_EQ(sides.reader(message).read_message(bytes.substr(0, size)),
                      Read(Unexpected(size < least[message] ? Fault::static_key : Fault::payload)))
                << "message " << message << ", size " << size;
        }
        ASSERT_EQ(sides.reader(message).read_message(bytes), Read("")) << message;
    }
}

// Ephemeral keys with which every secret gives zeros are a fault of the message, not of ours.
TEST_P(Noise, ephemeral_keys_of_small_order_are_faults) {
    Sides sides = sides_of(GetParam());
    for (const auto* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                            "0100000000000000000000000000000000000000000000000000000000000000",
                            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
        const auto point = from_hex(hex);
        EXPECT_EQ(sides.responder.read_message(point + std::string(16, '\0')),
                  Read(Unexpected(Fault::static_key)))
            << hex;
    }
    exchange(sides, 1);
    EXPECT_EQ(sides.initiator.read_message(std::string(96, '\0')),
              Read(Unexpected(Fault::static_key)));
}

// So is a static key of that kind, though it is encrypted as it should be.
TEST_P(Noise, static_keys_of_small_order_are_faults) {
    KeyPair zeros = KeyPair::from_secret(secret_of(1));
    zeros.key = {};
    Sides sides = sides_of(GetParam());
    sides.initiator = NoiseHandshake(Role::initiator, GetParam(), "test", zeros,
                                     KeyPair::from_secret(secret_of(2)));
    exchange(sides, 2);
    const auto third = sides.initiator.write_message({});
    EXPECT_EQ(sides.responder.read_message(third), Read(Unexpected(Fault::static_key)));
}

// Another prologue is another protocol: nothing that is encrypted can be read.
TEST_P(Noise, prologues_must_agree) {
    Sides sides = sides_of(GetParam());
    sides.initiator =
        NoiseHandshake(Role::initiator, GetParam(), "tests", KeyPair::from_secret(secret_of(1)),
                       KeyPair::from_secret(secret_of(2)));
    const auto first = sides.initiator.write_message({});
    if (GetParam()) {
        EXPECT_EQ(sides.responder.read_message(first), Read(Unexpected(Fault::payload)));
    } else {
        sides.responder.read_message(first);
        EXPECT_EQ(sides.initiator.read_message(sides.responder.write_message({})),
                  Read(Unexpected(Fault::static_key)));
    }
}

// What both derive after the same messages is the same, and differs by label and by message.
TEST_P(Noise, derived_keys_agree) {
    Sides sides = sides_of(GetParam());
    exchange(sides, 2);
    const SecretKey derived = sides.initiator.derive("label");
    EXPECT_EQ(sides.responder.derive("label"), derived);
    EXPECT_NE(sides.responder.derive("other"), derived);
    sides.responder.read_message(sides.initiator.write_message({}));
    EXPECT_NE(sides.responder.derive("label"), derived);
    EXPECT_EQ(sides.responder.derive("label"), sides.initiator.derive("label"));
}

INSTANTIATE_TEST_SUITE_P(Modes, Noise, testing::Bool(), [](const auto& mode) {
    return mode.param ? std::string("pre_shared") : std::string("plain");
});

// With another pre-shared key only the payload of message 3 is bad; with the right one it goes on.
TEST(NoisePreSharedKey, has_to_agree) {
    Sides sides = sides_of(true);
    exchange(sides, 2);
    NoiseHandshake mistaken = sides.initiator;
    mistaken.set_pre_shared_key(secret_of(6));
    EXPECT_EQ(sides.responder.read_message(mistaken.write_message({})),
              Read(Unexpected(Fault::payload)));
    EXPECT_FALSE(sides.responder.is_complete());
    EXPECT_EQ(sides.responder.read_message(sides.initiator.write_message({})), Read(""));
    EXPECT_TRUE(sides.responder.is_complete());
}

// It may come as late as just before message 3 is written, once the server's key is known.
TEST(NoisePreSharedKey, may_come_late) {
    Sides sides = sides_of(true);
    sides.initiator =
        NoiseHandshake(Role::initiator, true, "test", KeyPair::from_secret(secret_of(1)),
                       KeyPair::from_secret(secret_of(2)));
    exchange(sides, 2);
    sides.initiator.set_pre_shared_key(secret_of(5));
    EXPECT_EQ(sides.responder.read_message(sides.initiator.write_message({})), Read(""));
}

// A cipher without a key changes nothing; with one it counts, but not what is not authentic.
TEST(NoiseCipherState, counts_what_is_authentic) {
    CipherState none;
    EXPECT_FALSE(none.has_key());
    EXPECT_EQ(none.encrypt("data", "text"), "text");
    EXPECT_EQ(none.decrypt("data", "text"), "text");

    CipherState writer(secret_of(1));
    CipherState reader(secret_of(1));
    EXPECT_TRUE(reader.has_key());
    EXPECT_EQ(reader.key(), secret_of(1));
    const auto first = writer.encrypt("data", "text");
    const auto second = writer.encrypt("data", "text");
    EXPECT_NE(first, second);
    EXPECT_EQ(reader.decrypt("data", second), std::nullopt);
    EXPECT_EQ(reader.decrypt("other", first), std::nullopt);
    EXPECT_EQ(reader.decrypt("data", first.substr(0, 15)), std::nullopt);
    EXPECT_EQ(reader.decrypt("data", first), "text");
    EXPECT_EQ(reader.decrypt("data", second), "text");
}

// REKEY gives what another implementation of ChaCha20-Poly1305 does.
TEST(NoiseRekey, is_the_keystream_of_the_last_nonce) {
    EXPECT_EQ(to_hex(PublicKey{rekey(secret_of(0)).bytes()}),
              "50835543a205b22c9323f2022bc4f67d838f90e61d5ccf33c4513e01f85b5042");
}

} // namespace
} // namespace chatroom::sealed
