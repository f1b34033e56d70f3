// SPDX-License-Identifier: GPL-3.0-or-later
// Which version of the protocol a session speaks, as the client's side of the handshake sees it.
#include "tests/unit/client/core/handshake_fixture.hpp"

namespace chatroom {

namespace {

// Another version of the server is believed when it says so again after HELLO was repeated.
TEST_F(HandshakeTest, EndsIfTheServerSpeaksAnotherVersion) {
    server_.set_versions({3, 4});
    begin();
    EXPECT_TRUE(is_nothing(take(10, server_.answer(hello_))));
    EXPECT_TRUE(is_nothing(take(11, server_.answer(hello_))));
    handshake_->advance(at(250));
    EXPECT_EQ(only<Ended>(take(260, server_.answer(hello_))),
              (Ended{EndReason::other_version, "3"}));
}

// The same if it stops speaking ours on the way.
TEST_F(HandshakeTest, EndsIfTheServerIsReplacedByAnotherVersion) {
    const auto initiate_datagram = initiate();
    server_.set_versions({3, 3});
    EXPECT_TRUE(is_nothing(take(300, server_.answer(initiate_datagram))));
    handshake_->advance(at(300));
    EXPECT_EQ(only<Ended>(take(310, server_.answer(initiate_datagram))),
              (Ended{EndReason::other_version, "3"}));
}

// The highest common version is spoken, and both ends know which.
TEST_F(HandshakeTest, SpeaksTheHighestCommonVersion) {
    const auto version_of = [&](sealed::Versions ours, sealed::Versions theirs) {
        server_ = SealedServer();
        server_.set_versions(theirs);
        auto options = sealed_options();
        options.versions = ours;
        const auto output = complete(options);
        EXPECT_EQ(server_.answer(sent(output)), "");
        EXPECT_TRUE(server_.is_established());
        EXPECT_EQ(only<Established>(output)->version, server_.session_version());
        return server_.session_version();
    };
    EXPECT_EQ(version_of({1, 2}, {1, 2}), 2);
    EXPECT_EQ(version_of({1, 2}, {1, 1}), 1);
    EXPECT_EQ(version_of({1, 1}, {1, 2}), 1);
    EXPECT_EQ(version_of({1, 2}, {2, 3}), 2);
}

// A client of version 1 sends what such clients have sent.
TEST_F(HandshakeTest, SpeaksVersion1AsEver) {
    auto options = sealed_options();
    options.versions = {1, 1};
    const auto initiate_datagram = initiate(options);
    EXPECT_EQ(hello_.substr(0, 2), "\x01\x01");
    EXPECT_EQ(hello_.substr(6), std::string(26, '\0'));
    EXPECT_EQ(decoded<sealed::Initiate>(initiate_datagram).version, 1);
}

// A server that has been replaced by an older one while INITIATE was on its way is gone along with.
TEST_F(HandshakeTest, FollowsAServerThatIsOlderNow) {
    const auto first = initiate();
    server_.set_versions({1, 1});
    const auto second = sent(take(300, server_.answer(first)));
    EXPECT_EQ(decoded<sealed::Initiate>(second).version, 1);
    EXPECT_TRUE(is_established(take(310, server_.answer(second))));
}

} // namespace

} // namespace chatroom
