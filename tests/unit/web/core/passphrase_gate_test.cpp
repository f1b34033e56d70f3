// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/core/sealed_server.hpp"
#include "web/core/passphrase_gate.hpp"

#include <gtest/gtest.h>

// Who guesses passphrases spoils nothing for others, and none is computed twice.
namespace chatroom {
namespace {

using namespace std::chrono_literals;

TimePoint after(std::chrono::seconds time) {
    return TimePoint{} + 1h + time;
}

Address from(int last) {
    return parse_address("10.0.0." + std::to_string(last) + ":1").value();
}

class PassphraseGateTest : public testing::Test {
protected:
    unsigned derived_ = 0;
    PassphraseGate gate_{counting_random(), [this](std::string_view, const sealed::PublicKey&) {
                             ++derived_;
                             return sealed::SecretKey();
                         }};
};

TEST_F(PassphraseGateTest, LetsANetworkTryThreeTimesAndThenSlowly) {
    for (unsigned i = 0; i < PassphraseGate::tries_of_a_network; ++i) {
        EXPECT_EQ(gate_.wait_before(after(0s), from(1), "wrong"), 0s);
    }
    EXPECT_EQ(gate_.wait_before(after(0s), from(1), "wrong"), 30s);
    EXPECT_EQ(gate_.wait_before(after(10s), from(1), "wrong"), 20s);
    EXPECT_EQ(gate_.wait_before(after(30s), from(1), "wrong"), 0s);
    EXPECT_EQ(gate_.wait_before(after(30s), from(1), "wrong"), 30s);
}

TEST_F(PassphraseGateTest, LetsAllTogetherTryNoMoreThanTheRoomTakes) {
    for (int i = 0; i < int{PassphraseGate::tries_of_all}; ++i) {
        EXPECT_EQ(gate_.wait_before(after(0s), from(i), "wrong"), 0s);
    }
    EXPECT_EQ(gate_.wait_before(after(0s), from(100), "wrong"), 8s);
    EXPECT_EQ(gate_.wait_before(after(8s), from(100), "wrong"), 0s);
    EXPECT_EQ(gate_.wait_before(after(8s), from(101), "wrong"), 8s);
}

TEST_F(PassphraseGateTest, LetsTheRightOnePassAtOnce) {
    gate_.is_right("right");
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(gate_.wait_before(after(0s), from(1), "right"), 0s);
    }
    EXPECT_EQ(gate_.wait_before(after(0s), from(1), "wrong"), 0s);
    // The room may get another one.
    gate_.is_right("new");
    for (unsigned i = 1; i < PassphraseGate::tries_of_a_network; ++i) {
        EXPECT_EQ(gate_.wait_before(after(0s), from(1), "right"), 0s);
    }
    EXPECT_GT(gate_.wait_before(after(0s), from(1), "right"), 0s);
    EXPECT_EQ(gate_.wait_before(after(0s), from(1), "new"), 0s);
}

TEST_F(PassphraseGateTest, ForgetsTheRightOneWhenItIsNotAnyMore) {
    gate_.is_right("old");
    gate_.is_wrong("other");
    gate_.is_wrong("old");
    for (unsigned i = 0; i < PassphraseGate::tries_of_a_network; ++i) {
        EXPECT_EQ(gate_.wait_before(after(0s), from(1), "old"), 0s);
    }
    EXPECT_EQ(gate_.wait_before(after(0s), from(1), "old"), 30s);
}

TEST_F(PassphraseGateTest, RemembersSoManyNetworksAndForgivesThem) {
    auto now = after(0s);
    for (std::size_t i = 0; i < PassphraseGate::max_networks; ++i) {
        // All of a minute's networks: none is forgiven yet, and the room has had its pauses.
        Address address = from(1);
        address.ip[13] = static_cast<std::uint8_t>(i >> 8);
        address.ip[14] = static_cast<std::uint8_t>(i);
        const auto wait = gate_.wait_before(now, address, "wrong");
        EXPECT_LE(wait, PassphraseGate::try_interval_of_all);
        now += wait;
    }
    EXPECT_EQ(gate_.wait_before(now + 1h, from(200), "wrong"), 0s);
}

TEST_F(PassphraseGateTest, ComputesAKeyOnce) {
    const sealed::PublicKey room;
    gate_.key_of("a", room);
    gate_.key_of("a", room);
    EXPECT_EQ(derived_, 1U);
    gate_.key_of("b", room);
    gate_.key_of("a", {.bytes = {1}});
    EXPECT_EQ(derived_, 3U);
    for (std::size_t i = 0; i < PassphraseGate::max_known; ++i) {
        gate_.key_of("other " + std::to_string(i), room);
    }
    derived_ = 0;
    gate_.key_of("a", room);
    EXPECT_EQ(derived_, 1U);
}

// Of no use here, and perhaps somebody's passphrase elsewhere.
TEST_F(PassphraseGateTest, KeepsNoKeyOfAWrongOne) {
    gate_.key_of("a", {});
    gate_.key_of("b", {});
    gate_.is_wrong("a");
    derived_ = 0;
    gate_.key_of("b", {});
    EXPECT_EQ(derived_, 0U);
    gate_.key_of("a", {});
    EXPECT_EQ(derived_, 1U);
}

} // namespace
} // namespace chatroom
