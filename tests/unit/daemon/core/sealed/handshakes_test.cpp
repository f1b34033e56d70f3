// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/handshakes.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using sealed::Failure;
using sealed::KeyPair;
using sealed::NoiseHandshake;
using sealed::SecretKey;
using std::chrono::milliseconds;
using std::chrono::seconds;

KeyPair key_pair(std::uint8_t seed) {
    SecretKey secret;
    secret.bytes().fill(seed);
    return KeyPair::from_secret(secret);
}

SecretKey secret_key(std::uint8_t seed) {
    return key_pair(seed).secret;
}

/// The client's side of one handshake.
struct Client {
    explicit Client(std::uint8_t seed, std::optional<SecretKey> passphrase = std::nullopt)
        : identity(key_pair(seed)), pre_shared_key(passphrase),
          noise(NoiseHandshake::Role::initiator, passphrase.has_value(), sealed::prologue_of(2),
                identity, key_pair(static_cast<std::uint8_t>(seed + 100))),
          message_1(noise.write_message({})) {
        message_1.resize(sealed::key_bytes + sealed::tag_bytes);
    }

    sealed::Initiate initiate() const { return {.client_index = index, .message = message_1}; }

    /// Reads an ANSWER and makes message 3.
    void take(const std::string& datagram) {
        const auto answer = std::get<sealed::Answer>(sealed::decode(datagram));
        EXPECT_EQ(answer.client_index, index);
        EXPECT_TRUE(noise.read_message(answer.message));
        failure_key = noise.derive(sealed::failure_label);
        server_index = answer.server_index;
        if (pre_shared_key) {
            noise.set_pre_shared_key(*pre_shared_key);
        }
        message_3 = noise.write_message({});
    }

    sealed::Finish finish() const { return {server_index, message_3}; }

    KeyPair identity;
    std::optional<SecretKey> pre_shared_key;
    NoiseHandshake noise;
    std::string message_1;
    std::uint32_t index = 7;
    std::uint32_t server_index = 0;
    std::string message_3;
    SecretKey failure_key;
};

class HandshakesTest : public ::testing::Test {
protected:
    std::optional<std::string> begin(const Client& client, const Address& from,
                                     std::uint32_t server_index) {
        return handshakes.begin(now, from, client.initiate(), server_index, key_pair(2),
                                pre_shared_key);
    }

    /// Makes a handshake pending under the server index 9.
    void connect(Client& client) { client.take(begin(client, here, 9).value()); }

    Handshakes::Finished finish(const Client& client) {
        return handshakes.finish(here, client.finish());
    }

    static bool is_established(const Handshakes::Finished& finished) {
        return std::holds_alternative<Handshakes::Established>(finished);
    }
    static bool is_nothing(const Handshakes::Finished& finished) {
        return std::holds_alternative<std::monostate>(finished);
    }

    /// The reason of a FAILED, which must be the client's and genuine.
    static Failure reason(const Handshakes::Finished& finished, const Client& client) {
        const auto failed = std::get<sealed::Failed>(
            sealed::decode(std::get<Handshakes::Rejected>(finished).failed));
        EXPECT_EQ(failed.client_index, client.index);
        EXPECT_EQ(failed.tag, sealed::failure_tag(client.failure_key, client.index, failed.reason));
        return failed.reason;
    }

    const KeyPair own = key_pair(1);
    const Address here = address("10.0.0.1:1000");
    const Address elsewhere = address("10.0.0.2:1000");
    std::optional<SecretKey> pre_shared_key;
    SteadyTime now{};
    Handshakes handshakes{own};
    Client ann{3};
};

// A handshake that goes well leaves both sides with the same keys, and is not pending any more.
TEST_F(HandshakesTest, establishes_a_session) {
    connect(ann);
    EXPECT_EQ(ann.noise.remote_static(), own.key);
    EXPECT_TRUE(handshakes.contains(9));
    const auto finished = finish(ann);
    const auto& made = std::get<Handshakes::Established>(finished);
    EXPECT_EQ(made.client_index, ann.index);
    EXPECT_EQ(made.client_key, ann.identity.key);
    EXPECT_EQ(made.keys.initiator_to_responder, ann.noise.split().initiator_to_responder);
    EXPECT_EQ(made.keys.responder_to_initiator, ann.noise.split().responder_to_initiator);
    EXPECT_FALSE(handshakes.contains(9));
    EXPECT_EQ(handshakes.size(), 0U);
    EXPECT_EQ(handshakes.next_deadline(), std::nullopt);
}

// FINISH for a session that is established is ignored.
TEST_F(HandshakesTest, ignores_a_second_finish) {
    connect(ann);
    EXPECT_TRUE(is_established(finish(ann)));
    EXPECT_TRUE(is_nothing(finish(ann)));
}

// Who shares the passphrase comes in.
TEST_F(HandshakesTest, establishes_a_session_with_a_passphrase) {
    pre_shared_key = secret_key(50);
    Client bob(4, secret_key(50));
    connect(bob);
    EXPECT_TRUE(is_established(finish(bob)));
}

// The same INITIATE gets the same ANSWER; the bytes behind message 1 are not looked at.
TEST_F(HandshakesTest, repeats_its_answer) {
    const auto answer = begin(ann, here, 9).value();
    const auto* repeated = handshakes.repeated_answer(here, ann.initiate());
    ASSERT_NE(repeated, nullptr);
    EXPECT_EQ(*repeated, answer);
    auto other_padding = ann;
    other_padding.message_1.back() = 'x';
    EXPECT_EQ(handshakes.repeated_answer(here, other_padding.initiate()), repeated);
}

// In a room with a passphrase all of message 1 is the message.
TEST_F(HandshakesTest, tells_messages_with_a_passphrase_apart) {
    pre_shared_key = secret_key(50);
    Client bob(4, secret_key(50));
    begin(bob, here, 9);
    EXPECT_NE(handshakes.repeated_answer(here, bob.initiate()), nullptr);
    bob.message_1.back() ^= 1;
    EXPECT_EQ(handshakes.repeated_answer(here, bob.initiate()), nullptr);
}

// An INITIATE of another address, client index or message has no answer yet.
TEST_F(HandshakesTest, repeats_nothing_to_others) {
    begin(ann, here, 9);
    EXPECT_EQ(handshakes.repeated_answer(elsewhere, ann.initiate()), nullptr);
    EXPECT_EQ(handshakes.repeated_answer(here, Client(4).initiate()), nullptr);
    ++ann.index;
    EXPECT_EQ(handshakes.repeated_answer(here, ann.initiate()), nullptr);
}

// Another message 1 under the same client index replaces the pending handshake.
TEST_F(HandshakesTest, replaces_a_handshake) {
    connect(ann);
    Client again(4);
    again.take(begin(again, here, 10).value());
    EXPECT_EQ(handshakes.size(), 1U);
    EXPECT_TRUE(is_nothing(finish(ann)));
    EXPECT_TRUE(is_established(finish(again)));
}

// Two clients at one address, and two addresses with one client index, do not disturb each other.
TEST_F(HandshakesTest, keeps_handshakes_apart) {
    Client bob(4);
    bob.index = 8;
    Client eve(5);
    ann.take(begin(ann, here, 9).value());
    bob.take(begin(bob, here, 10).value());
    eve.take(begin(eve, elsewhere, 11).value());
    EXPECT_EQ(handshakes.size(), 3U);
    EXPECT_TRUE(is_established(finish(ann)));
    EXPECT_TRUE(is_established(finish(bob)));
    EXPECT_TRUE(is_established(handshakes.finish(elsewhere, eve.finish())));
}

// A message 1 that is none begins nothing and replaces nothing.
TEST_F(HandshakesTest, ignores_what_is_no_message) {
    connect(ann);
    Client bob(4);
    bob.message_1.assign(bob.message_1.size(), '\0');
    EXPECT_EQ(begin(bob, here, 10), std::nullopt);
    pre_shared_key = secret_key(50);
    EXPECT_EQ(begin(Client(4), here, 11), std::nullopt);
    EXPECT_EQ(handshakes.size(), 1U);
    EXPECT_TRUE(is_established(finish(ann)));
}

// FINISH from another address, or with an index that nobody has, is nothing, and spoils nothing.
TEST_F(HandshakesTest, ignores_a_strangers_finish) {
    connect(ann);
    EXPECT_TRUE(is_nothing(handshakes.finish(elsewhere, ann.finish())));
    EXPECT_TRUE(is_nothing(handshakes.finish(address("10.0.0.1:1001"), ann.finish())));
    EXPECT_TRUE(is_nothing(handshakes.finish(here, {8, ann.message_3})));
    EXPECT_TRUE(is_established(finish(ann)));
}

// Whatever is damaged, in a room without a passphrase it is called damage; the handshake survives.
TEST_F(HandshakesTest, survives_damage) {
    connect(ann);
    for (const std::size_t place : {0U, 47U, 63U}) {
        auto damaged = ann;
        damaged.message_3[place] ^= 1;
        EXPECT_EQ(reason(finish(damaged), ann), Failure::damaged) << place;
    }
    EXPECT_TRUE(is_established(finish(ann)));
}

// In a room with a passphrase, damage behind the static key looks like another passphrase; damage
// of the static key is damage.
TEST_F(HandshakesTest, survives_damage_with_a_passphrase) {
    pre_shared_key = secret_key(50);
    Client bob(4, secret_key(50));
    connect(bob);
    auto damaged = bob;
    damaged.message_3[0] ^= 1;
    EXPECT_EQ(reason(finish(damaged), bob), Failure::damaged);
    damaged = bob;
    damaged.message_3[48] ^= 1;
    EXPECT_EQ(reason(finish(damaged), bob), Failure::wrong_passphrase);
    EXPECT_TRUE(is_established(finish(bob)));
}

// Another passphrase is told as such.
TEST_F(HandshakesTest, tells_a_wrong_passphrase) {
    pre_shared_key = secret_key(50);
    Client bob(4, secret_key(51));
    connect(bob);
    EXPECT_EQ(reason(finish(bob), bob), Failure::wrong_passphrase);
}

// A FINISH that comes again has the same answer and is not tried again; nobody else gets it.
TEST_F(HandshakesTest, answers_a_repeated_finish_as_before) {
    pre_shared_key = secret_key(50);
    Client bob(4, secret_key(51));
    connect(bob);
    EXPECT_EQ(handshakes.repeated_failure(here, bob.finish()), nullptr);
    const auto failed = std::get<Handshakes::Rejected>(finish(bob)).failed;
    const auto* repeated = handshakes.repeated_failure(here, bob.finish());
    ASSERT_NE(repeated, nullptr);
    EXPECT_EQ(*repeated, failed);
    EXPECT_EQ(handshakes.repeated_failure(elsewhere, bob.finish()), nullptr);
    bob.message_3[63] ^= 1;
    EXPECT_EQ(handshakes.repeated_failure(here, bob.finish()), nullptr);
}

// A client's static key of which no secret can be made is damage, not a passphrase.
TEST_F(HandshakesTest, calls_a_key_that_is_none_damage) {
    pre_shared_key = secret_key(50);
    Client bob(4, secret_key(50));
    bob.identity.key = {};
    bob.noise = NoiseHandshake(NoiseHandshake::Role::initiator, true, sealed::prologue_of(2),
                               bob.identity, key_pair(104));
    bob.message_1 = bob.noise.write_message({});
    connect(bob);
    EXPECT_EQ(reason(finish(bob), bob), Failure::damaged);
}

// The fourth failure of one handshake is its last: more would be guesses.
TEST_F(HandshakesTest, ends_after_four_failures) {
    pre_shared_key = secret_key(50);
    Client bob(4, secret_key(50));
    connect(bob);
    auto guess = bob;
    for (int tried = 0; tried < 4; ++tried) {
        guess.message_3[63] = static_cast<char>(guess.message_3[63] + 1);
        EXPECT_EQ(reason(finish(guess), bob), Failure::wrong_passphrase);
    }
    EXPECT_EQ(handshakes.size(), 0U);
    EXPECT_TRUE(is_nothing(finish(bob)));
}

// A pending handshake lives for ten seconds.
TEST_F(HandshakesTest, forgets_what_is_not_finished) {
    connect(ann);
    EXPECT_EQ(handshakes.next_deadline(), now + seconds(10));
    now += seconds(10) - milliseconds(1);
    handshakes.advance(now);
    EXPECT_TRUE(handshakes.contains(9));
    now += milliseconds(1);
    handshakes.advance(now);
    EXPECT_FALSE(handshakes.contains(9));
    EXPECT_EQ(handshakes.repeated_answer(here, ann.initiate()), nullptr);
    EXPECT_TRUE(is_nothing(finish(ann)));
    EXPECT_EQ(handshakes.next_deadline(), std::nullopt);
}

// Each lives for its own ten seconds; one that replaced another begins anew.
TEST_F(HandshakesTest, forgets_each_in_its_time) {
    begin(ann, here, 9);
    now += seconds(1);
    begin(ann, elsewhere, 10);
    now += seconds(1);
    begin(Client(4), here, 11);
    EXPECT_EQ(handshakes.next_deadline(), now + seconds(9));
    now += seconds(9);
    handshakes.advance(now);
    EXPECT_FALSE(handshakes.contains(10));
    EXPECT_TRUE(handshakes.contains(11));
    EXPECT_EQ(handshakes.next_deadline(), now + seconds(1));
}

// Whatever comes from however many addresses, so many are pending; the oldest make room.
TEST_F(HandshakesTest, limits_what_is_pending) {
    constexpr std::uint32_t count = 10'000;
    auto from = here;
    for (std::uint32_t number = 1; number <= count; ++number) {
        from.port = static_cast<std::uint16_t>(number);
        ASSERT_TRUE(begin(ann, from, number));
        ASSERT_LE(handshakes.size(), Handshakes::max_pending);
    }
    EXPECT_EQ(handshakes.size(), 4096U);
    EXPECT_FALSE(handshakes.contains(count - 4096));
    EXPECT_TRUE(handshakes.contains(count - 4095));
    from.port = static_cast<std::uint16_t>(count - 4096);
    EXPECT_EQ(handshakes.repeated_answer(from, ann.initiate()), nullptr);
    from.port = static_cast<std::uint16_t>(count - 4095);
    EXPECT_NE(handshakes.repeated_answer(from, ann.initiate()), nullptr);
    now += Handshakes::lifetime;
    handshakes.advance(now);
    EXPECT_EQ(handshakes.size(), 0U);
}

// When all places are taken, a client that begins anew takes nobody's place but its own.
TEST_F(HandshakesTest, replaces_a_handshake_when_full) {
    auto from = here;
    for (std::uint32_t number = 1; number <= Handshakes::max_pending; ++number) {
        from.port = static_cast<std::uint16_t>(number);
        begin(ann, from, number);
    }
    begin(Client(4), from, 5000);
    EXPECT_EQ(handshakes.size(), Handshakes::max_pending);
    EXPECT_TRUE(handshakes.contains(1));
    EXPECT_FALSE(handshakes.contains(4096));
    EXPECT_TRUE(handshakes.contains(5000));
}

} // namespace
} // namespace chatroom
