// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/reception.hpp"
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using sealed::Ack;
using sealed::Closed;
using sealed::CloseReason;
using sealed::Leave;
using sealed::Ping;
using sealed::Pong;
using sealed::Say;
using sealed::Watermark;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ReceptionTest : public SealedDoorTest {
protected:
    /// What the passphrase of the room comes down to.
    static sealed::SecretKey room_key() {
        sealed::SecretKey key;
        key.bytes().fill(42);
        return key;
    }

    void open_with_passphrase() {
        auto options = default_options();
        options.pre_shared_key = room_key();
        open(options);
    }
};

// Every HELLO is answered with a cookie, of whatever versions it is, and nothing is remembered. Its
// version is the highest that both speak, or the nearest one.
TEST_F(ReceptionTest, answers_hello_with_a_cookie) {
    struct Case {
        sealed::Versions versions;
        std::uint8_t chosen;
    };
    for (const auto& [versions, chosen] :
         {Case{{1, 1}, 1}, Case{{1, 2}, 2}, Case{{2, 9}, 2}, Case{{3, 255}, 2}, Case{{0, 0}, 1}}) {
        const auto hello = sealed::encode(sealed::Hello{.versions = versions, .client_index = 7});
        const auto answer = only_payload(hand(ann_client.address, hello));
        EXPECT_LT(answer.size(), hello.size());
        const auto reply = std::get<sealed::CookieReply>(sealed::decode(answer));
        EXPECT_EQ(reply.version, chosen);
        EXPECT_EQ(reply.client_index, 7U);
        EXPECT_FALSE(reply.needs_passphrase);
    }
    EXPECT_EQ(room->next_deadline(), std::nullopt);
}

// A cookie is good for the address it was made for, and not for ever.
TEST_F(ReceptionTest, demands_the_address_own_cookie) {
    const auto cookie = only_payload(hand(ann_client.address, ann_client.hello()));
    const auto initiate = ann_client.initiate(cookie);
    const auto is_cookie = [](const std::string& answer) {
        return std::holds_alternative<sealed::CookieReply>(sealed::decode(answer));
    };
    EXPECT_TRUE(is_cookie(only_payload(hand(bob_client.address, initiate))));
    elapsed += seconds(121);
    EXPECT_TRUE(is_cookie(only_payload(hand(ann_client.address, initiate))));
    EXPECT_EQ(status().counters.handshakes, 0U);
}

// No answer of the handshake is longer than what it answers.
TEST_F(ReceptionTest, does_not_amplify) {
    const auto hello = ann_client.hello();
    const auto cookie = only_payload(hand(ann_client.address, hello));
    EXPECT_LE(cookie.size(), hello.size());
    const auto initiate = ann_client.initiate(cookie);
    const auto answer = only_payload(hand(ann_client.address, initiate));
    EXPECT_LE(answer.size(), initiate.size());
    auto finish = ann_client.finish(answer);
    finish.back() = static_cast<char>(finish.back() ^ 1);
    EXPECT_LE(only_payload(hand(ann_client.address, finish)).size(), finish.size());
    EXPECT_LE(only_payload(hand(eve_client.address, "\x10" + std::string(29, 'x'))).size(), 30U);
}

// Of handshakes from thousands of addresses only so many are begun in a second, nothing is left of
// them, and the members go on talking.
TEST_F(ReceptionTest, bounds_a_flood_of_handshakes) {
    come_in(ann_client, "Ann");
    std::size_t answered = 0;
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        auto from = address("9.0.0.1:1");
        from.ip[13] = static_cast<std::uint8_t>(number >> 8);
        from.ip[14] = static_cast<std::uint8_t>(number);
        const auto cookie = only_payload(hand(from, bob_client.hello()));
        const auto reply = std::get<sealed::CookieReply>(sealed::decode(cookie));
        const std::string message(48, 'x');
        const auto initiate = sealed::encode(
            sealed::Initiate{.client_index = number, .cookie = reply.cookie, .message = message});
        answered += hand(from, initiate).deliveries.size();
    }
    EXPECT_EQ(answered, Reception::max_handshakes_a_second - 1U); // The member's was the first.
    got = exchange(ann_client, {Say{1, {"still here"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
    acknowledge(ann_client);
    elapsed += Handshakes::lifetime;
    room->advance(now());
    room->finish_turn(now());
    connect(bob_client);
}

// Who has another passphrase is told so before it can name anybody, and so learns nothing about
// names.
TEST_F(ReceptionTest, demands_the_passphrase) {
    open_with_passphrase();
    ann_client.pre_shared_key = room_key();
    come_in(ann_client, "Ann");
    EXPECT_EQ(room->member_count(), 1U);

    bob_client.pre_shared_key.emplace();
    const auto cookie = only_payload(hand(bob_client.address, bob_client.hello()));
    const auto answer = only_payload(hand(bob_client.address, bob_client.initiate(cookie)));
    const auto finish = bob_client.finish(answer);
    const auto failed = only_payload(hand(bob_client.address, finish));
    EXPECT_EQ(std::get<sealed::Failed>(sealed::decode(failed)).reason,
              sealed::Failure::wrong_passphrase);
    const auto unheard = hand(bob_client.address, bob_client.seal({bob_client.enter("Ann")}));
    EXPECT_THAT(datagrams(unheard), IsEmpty());
}

// A FINISH with a wrong passphrase that is sent again is one guess: it is logged and counted once.
TEST_F(ReceptionTest, counts_a_repeated_guess_once) {
    open_with_passphrase();
    bob_client.pre_shared_key.emplace();
    const auto cookie = only_payload(hand(bob_client.address, bob_client.hello()));
    const auto answer = only_payload(hand(bob_client.address, bob_client.initiate(cookie)));
    const auto finish = bob_client.finish(answer);
    const auto first = hand(bob_client.address, finish);
    EXPECT_THAT(first.log, ElementsAre(LogLine{Severity::warning,
                                               "refused " + to_string(bob_client.address) +
                                                   ": the passphrase of the room is wrong"}));
    for (int repetition = 0; repetition < 2 * Reception::max_guesses; ++repetition) {
        const auto again = hand(bob_client.address, finish);
        EXPECT_EQ(only_payload(again), only_payload(first));
        EXPECT_THAT(again.log, IsEmpty());
    }
    ++bob_client.index;
    const auto another = only_payload(hand(bob_client.address, bob_client.hello()));
    EXPECT_EQ(hand(bob_client.address, bob_client.initiate(another)).deliveries.size(), 1U);
}

// One network cannot use up all handshakes of a second: others are still answered.
TEST_F(ReceptionTest, leaves_handshakes_to_other_networks) {
    const auto is_answered = [&](const Address& from, std::uint32_t number) {
        const auto cookie = only_payload(hand(from, bob_client.hello()));
        const auto reply = std::get<sealed::CookieReply>(sealed::decode(cookie));
        const std::string message(48, 'x');
        return !hand(from, sealed::encode(sealed::Initiate{
                               .client_index = number, .cookie = reply.cookie, .message = message}))
                    .deliveries.empty();
    };
    const auto from = address("9.0.0.1:1");
    int answered = 0;
    for (std::uint32_t number = 0; number < 2 * Reception::max_handshakes_of_a_network; ++number) {
        answered += is_answered(from, number) ? 1 : 0;
    }
    EXPECT_EQ(answered, Reception::max_handshakes_of_a_network);
    EXPECT_TRUE(is_answered(address("9.0.0.2:1"), 1));
    elapsed += seconds(1);
    EXPECT_TRUE(is_answered(from, 1'000'000));
}

// Handshakes that were begun in advance are no way around the limit of guesses.
TEST_F(ReceptionTest, stops_guessing_in_pending_handshakes) {
    open_with_passphrase();
    std::vector<std::string> finishes;
    for (int number = 0; number < 2 * Reception::max_guesses; ++number) {
        auto guesser = bob_client;
        guesser.index = static_cast<std::uint32_t>(number);
        guesser.pre_shared_key.emplace();
        const auto cookie = only_payload(hand(guesser.address, guesser.hello()));
        const auto answer = only_payload(hand(guesser.address, guesser.initiate(cookie)));
        finishes.push_back(guesser.finish(answer));
    }
    std::size_t answers = 0;
    for (const auto& finish : finishes) {
        answers += hand(bob_client.address, finish).deliveries.size();
    }
    EXPECT_EQ(answers, std::size_t{Reception::max_guesses});
}

// Who has sent ten wrong passphrases is not answered for a while, whatever the port; others are.
TEST_F(ReceptionTest, stops_guessing) {
    open_with_passphrase();
    bob_client.pre_shared_key.emplace();
    for (int guess = 0; guess < Reception::max_guesses; ++guess) {
        const auto cookie = only_payload(hand(bob_client.address, bob_client.hello()));
        const auto answer = only_payload(hand(bob_client.address, bob_client.initiate(cookie)));
        hand(bob_client.address, bob_client.finish(answer));
        ++bob_client.address.port;
    }
    const auto cookie = only_payload(hand(bob_client.address, bob_client.hello()));
    const auto answer = only_payload(hand(bob_client.address, bob_client.initiate(cookie)));
    const auto finish = bob_client.finish(answer);
    EXPECT_THAT(datagrams(hand(bob_client.address, finish)), IsEmpty());
    ann_client.pre_shared_key = room_key();
    come_in(ann_client, "Ann");
    EXPECT_EQ(room->member_count(), 1U);
    elapsed += Reception::guess_forgotten_after;
    EXPECT_EQ(hand(bob_client.address, finish).deliveries.size(), 1U);
}

// INITIATE of a version that is not spoken is answered with a cookie of the nearest that is.
TEST_F(ReceptionTest, demands_a_version_of_its_own) {
    const auto cookie = only_payload(hand(ann_client.address, ann_client.hello()));
    auto initiate = ann_client.initiate(cookie);
    for (const auto& [version, nearest] :
         std::vector<std::pair<std::uint8_t, std::uint8_t>>{{0, 1}, {3, 2}, {255, 2}}) {
        initiate[1] = static_cast<char>(version);
        const auto answer = only_payload(hand(ann_client.address, initiate));
        EXPECT_EQ(std::get<sealed::CookieReply>(sealed::decode(answer)).version, nearest);
    }
}

// A version that was changed on the way leads to an answer that the client cannot read, and the
// right one still does to a session.
TEST_F(ReceptionTest, agrees_on_the_version) {
    const auto cookie = only_payload(hand(ann_client.address, ann_client.hello()));
    const auto initiate = ann_client.initiate(cookie);
    auto lowered = initiate;
    lowered[1] = 1;
    const auto read = [&](const std::string& answer) {
        auto noise = *ann_client.noise;
        const auto message = std::get<sealed::Answer>(sealed::decode(answer)).message;
        return noise.read_message(message).has_value();
    };
    const auto wrong = only_payload(hand(ann_client.address, lowered));
    EXPECT_FALSE(read(wrong));
    const auto right = only_payload(hand(ann_client.address, initiate));
    EXPECT_TRUE(read(right));
    EXPECT_EQ(only_payload(hand(ann_client.address, initiate)), right);
}

} // namespace
} // namespace chatroom
