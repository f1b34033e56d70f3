// SPDX-License-Identifier: GPL-3.0-or-later
// Sealing what is sent, opening what comes, and knowing what was sent last.
#include "client/core/sealed_channel.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

class SealedChannelTest : public testing::Test {
protected:
    static Established established() {
        sealed::TransportKeys keys;
        keys.initiator_to_responder.bytes().fill(1);
        keys.responder_to_initiator.bytes().fill(2);
        return {.keys = keys,
                .client_index = 17,
                .server_index = 18,
                .server = {},
                .finish = std::string(69, 'f')};
    }

    /// What the server sends, to whatever index.
    std::string from_server(std::uint32_t index, const std::string& plaintext) const {
        return sealed::Sealer(keys_.responder_to_initiator, index).seal(plaintext).value();
    }

    std::optional<std::vector<sealed::ServerFrame>> open(const std::string& datagram) {
        return channel_.open(std::get<sealed::Transport>(sealed::decode(datagram)));
    }

    sealed::TransportKeys keys_ = established().keys;
    SealedChannel channel_{established()};
    std::string pong_ = sealed::encode(sealed::ServerFrame(sealed::Pong{}));
};

// A plaintext has at least 32 bytes; what it lacks is PAD.
TEST_F(SealedChannelTest, FillsUpWhatIsShort) {
    const auto datagram = channel_.seal(sealed::encode(sealed::ClientFrame(sealed::Ping{})));
    ASSERT_TRUE(datagram);
    EXPECT_EQ(datagram->size(), 13U + 32U + 16U);
    EXPECT_EQ(std::get<sealed::Transport>(sealed::decode(*datagram)).receiver_index, 18U);
    sealed::Opener opener(keys_.initiator_to_responder);
    EXPECT_EQ(opener.open(*datagram)->plaintext, '\x05' + std::string(31, '\0'));
    const std::string longer(33, '\x05');
    EXPECT_EQ(opener.open(*channel_.seal(longer))->plaintext, longer);
}

// What is for another index, of other keys, or no server's frames is nothing.
TEST_F(SealedChannelTest, OpensWhatIsForIt) {
    EXPECT_EQ(open(from_server(16, pong_)), std::nullopt);
    EXPECT_EQ(open(*channel_.seal(pong_)), std::nullopt);
    EXPECT_THAT(open(from_server(17, pong_)).value(), ElementsAre(sealed::Pong{}));
    EXPECT_EQ(open(from_server(17, pong_)), std::nullopt); // The same once more.
    SealedChannel another(established());
    const auto ping = from_server(17, sealed::encode(sealed::ClientFrame(sealed::Ping{})));
    EXPECT_EQ(another.open(std::get<sealed::Transport>(sealed::decode(ping))), std::nullopt);
}

// The last eight datagrams are remembered, FINISH too.
TEST_F(SealedChannelTest, RemembersTheLastDatagrams) {
    const auto finish = established().finish;
    const auto unknown_finish = sealed::unknown_for(finish);
    EXPECT_FALSE(channel_.is_answer(unknown_finish));
    channel_.remember(finish);
    for (int i = 0; i < 7; ++i) {
        const auto datagram = channel_.seal(pong_).value();
        EXPECT_TRUE(channel_.is_answer(sealed::unknown_for(datagram)));
        EXPECT_TRUE(channel_.is_answer(unknown_finish));
    }
    channel_.seal(pong_);
    EXPECT_FALSE(channel_.is_answer(unknown_finish));
    EXPECT_FALSE(channel_.is_answer(sealed::Unknown{}));
}

// A session takes and refuses what its version has.
TEST_F(SealedChannelTest, KnowsItsVersion) {
    const std::string skipped("\x7f\0\0", 3);
    EXPECT_THAT(open(from_server(17, skipped + pong_)).value(), ElementsAre(sealed::Pong{}));
    auto old = established();
    old.version = 1;
    SealedChannel channel(old);
    const auto datagram = from_server(17, skipped + pong_);
    EXPECT_EQ(channel.open(std::get<sealed::Transport>(sealed::decode(datagram))), std::nullopt);
}

// A client of tomorrow adds its frame where there is room, but not to a session of version 1.
TEST_F(SealedChannelTest, AddsAFrameOfTomorrow) {
    const std::string frame("\x7f\0\0", 3);
    const auto plaintext = [&](std::uint8_t version, std::size_t bytes) {
        auto of_version = established();
        of_version.version = version;
        SealedChannel channel(of_version, frame);
        sealed::Opener opener(keys_.initiator_to_responder);
        return opener.open(channel.seal(std::string(bytes, '\x05')).value())->plaintext;
    };
    constexpr auto most = sealed::max_plaintext_bytes;
    EXPECT_EQ(plaintext(2, most - 3), std::string(most - 3, '\x05') + frame);
    EXPECT_EQ(plaintext(2, most - 2), std::string(most - 2, '\x05'));
    EXPECT_EQ(plaintext(1, 40), std::string(40, '\x05'));
}

} // namespace

} // namespace chatroom
