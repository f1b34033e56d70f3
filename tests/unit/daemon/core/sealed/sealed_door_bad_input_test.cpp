// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_door.hpp"
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

using SealedDoorBadInputTest = SealedDoorTest;

// Texts that a client of version 1 should have cleaned are ignored with the whole frame.
TEST_F(SealedDoorBadInputTest, ignores_texts_that_are_not_clean) {
    ann_client.versions = {1, 1};
    come_in(ann_client, "Ann");
    exchange(ann_client, {Say{1, {"a", "x\x1b[2J"}}, Say{1, {""}}, Say{1, {"tab\t"}}});
    EXPECT_EQ(events().size(), 1U);
    EXPECT_EQ(status().counters.ignored, 3U);
}

// Nothing is said for somebody who has not entered; PING is answered all the same.
TEST_F(SealedDoorBadInputTest, ignores_frames_before_entering) {
    connect(ann_client);
    got = exchange(ann_client, {Say{1, {"a"}}, Ack{}, Leave{0}, Ping{}});
    EXPECT_THAT(got, ElementsAre(Pong{}));
    EXPECT_EQ(status().counters.ignored, 3U);
    EXPECT_THAT(events(), IsEmpty());
}

// What is flipped, cut, lengthened or replayed is ignored, whatever bit it is.
TEST_F(SealedDoorBadInputTest, ignores_damaged_datagrams) {
    come_in(ann_client, "Ann");
    const auto datagram = ann_client.seal({Say{1, {"a"}}});
    for (std::size_t bit = 40; bit < datagram.size() * 8; ++bit) {
        auto flipped = datagram;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        EXPECT_THAT(hand(ann_client.address, flipped).deliveries, IsEmpty());
    }
    for (std::size_t size = 30; size < datagram.size(); ++size) {
        EXPECT_THAT(hand(ann_client.address, datagram.substr(0, size)).deliveries, IsEmpty());
    }
    EXPECT_THAT(hand(ann_client.address, datagram + "x").deliveries, IsEmpty());
    EXPECT_EQ(events().size(), 1U);
    hand(ann_client.address, datagram);
    EXPECT_EQ(events().size(), 2U);
    EXPECT_THAT(hand(ann_client.address, datagram).deliveries, IsEmpty());
    EXPECT_EQ(events().size(), 2U);
}

// Whoever uses an index that is not known is told so, at a limited rate, with proof that his
// datagram was read.
TEST_F(SealedDoorBadInputTest, tells_that_an_index_is_unknown) {
    come_in(ann_client, "Ann");
    const auto datagram = ann_client.seal({Ping{}});
    restart();
    const auto answer = only_payload(hand(ann_client.address, datagram));
    EXPECT_EQ(sealed::decode(answer), sealed::Datagram(sealed::unknown_for(datagram)));
    std::size_t answers = 1;
    for (int number = 0; number < 2000; ++number) {
        answers += hand(ann_client.address, datagram).deliveries.size();
    }
    EXPECT_EQ(answers, std::size_t{SealedDoor::max_unknown_a_second});
}

// A datagram of a wrong length or of a type that nobody knows is ignored like any other that the
// pages tell to ignore: it is no line in the log, which its sender could fill.
TEST_F(SealedDoorBadInputTest, ignores_datagrams_of_no_known_form) {
    for (const auto& datagram :
         {std::string("\x01"), std::string("\x01") + std::string(30, '\0'),
          std::string("\x09") + std::string(31, '\0'), std::string("\x1f")}) {
        const auto said = hand(ann_client.address, datagram);
        EXPECT_THAT(said.deliveries, IsEmpty());
        EXPECT_THAT(said.log, IsEmpty());
    }
    EXPECT_EQ(status().counters.ignored, 4U);
    EXPECT_EQ(status().counters.malformed, 0U);
}

// An acknowledgement of what was not sent is ignored.
TEST_F(SealedDoorBadInputTest, ignores_acknowledgements_of_the_future) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {Ack{.cumulative = {99}, .watermark = {}, .received = {}}});
    EXPECT_EQ(status().counters.ignored, 1U);
    got = exchange(ann_client, {Say{1, {"a"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
}

// A member that never acknowledges gets the same again ever more seldom, is unreachable after four
// times, and leaves after the grace time; the others do not wait for it.
TEST_F(SealedDoorBadInputTest, gives_up_on_a_member_that_never_acknowledges) {
    come_in(bob_client, "Bob");
    connect(ann_client);
    exchange(ann_client, {ann_client.enter("Ann")});
    std::vector<SteadyTime> sent;
    while (!only_member().name.empty() && sent.size() < 5) {
        const auto deadline = room->next_deadline().value();
        elapsed = std::chrono::ceil<milliseconds>(deadline.time_since_epoch());
        room->advance(now());
        last = room->finish_turn(now());
        if (!ann_client.frames(last).empty()) {
            sent.push_back(deadline);
        }
        acknowledge(bob_client);
    }
    EXPECT_EQ(sent.at(1) - sent.at(0), seconds(1));
    EXPECT_EQ(sent.at(2) - sent.at(1), seconds(2));
    EXPECT_EQ(sent.at(3) - sent.at(2), seconds(4));
    EXPECT_EQ(sent.at(4) - sent.at(3), seconds(4));
    elapsed += seconds(120);
    room->advance(now());
    room->finish_turn(now());
    EXPECT_EQ(events().back().kind, EventKind::left);
    EXPECT_EQ(events().back().name, "Ann");
}

// The network's word that a member cannot be reached is a hint: it may be forged.
TEST_F(SealedDoorBadInputTest, does_not_retire_a_member_for_a_closed_port) {
    come_in(ann_client, "Ann");
    room->handle(now(), DeliveryFailure{ann_client.address, true});
    room->finish_turn(now());
    EXPECT_FALSE(only_member().reachable);
    exchange(ann_client, {Ping{}});
    EXPECT_TRUE(only_member().reachable);
}

// An old datagram from elsewhere moves nobody.
TEST_F(SealedDoorBadInputTest, does_not_follow_old_datagrams) {
    come_in(ann_client, "Ann");
    const auto old = ann_client.seal({Ping{}});
    exchange(ann_client, {Ping{}});
    last = hand(eve_client.address, old);
    ASSERT_EQ(last.deliveries.size(), 1U);
    EXPECT_EQ(last.deliveries.at(0).to, ann_client.address);
}

// A member that never acknowledges leaves even if it goes on talking: the whole room waits for it.
TEST_F(SealedDoorBadInputTest, gives_up_on_a_talker_that_never_acknowledges) {
    connect(ann_client);
    exchange(ann_client, {ann_client.enter("Ann")});
    for (int time = 0; time < 29; ++time) { // 30 s until it counts as silent, 120 s of grace.
        pass(ann_client, seconds(5));
        exchange(ann_client, {Ping{}});
        EXPECT_EQ(room->member_count(), 1U);
    }
    pass(ann_client, seconds(5));
    EXPECT_EQ(room->member_count(), 0U);
    EXPECT_EQ(events().back().kind, EventKind::left);
}

// What comes after the end of a session in the same datagram is not looked at.
TEST_F(SealedDoorBadInputTest, ignores_what_follows_the_end_of_a_session) {
    come_in(ann_client, "Ann");
    connect(ann_client);
    auto other = resume(ann_client, "Ann", {1});
    other.instance = {98};
    auto another = ann_client.enter("Ann");
    another.instance = {99};
    got = exchange(ann_client, {other, another, Say{1, {"x"}}});
    EXPECT_THAT(got, ElementsAre(Closed{CloseReason::superseded, {}}));
    EXPECT_EQ(events().size(), 1U);
}

// Of a longer SAY only so many messages are taken as a client may have on the way.
TEST_F(SealedDoorBadInputTest, takes_a_limited_number_of_messages) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {Say{1, std::vector<std::string>(255, "x")}});
    EXPECT_EQ(events().size(), 1 + SealedDoor::max_messages_waiting);
}

// However many SAY one member sends in a turn, it gets its share and the others theirs; what was
// not taken is taken when it comes again.
TEST_F(SealedDoorBadInputTest, takes_a_share_of_each_member_in_a_turn) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    acknowledge(ann_client);
    const auto share = static_cast<std::uint32_t>(SealedDoor::max_messages_waiting);
    const std::vector<std::string> texts(share, "x");
    for (std::uint32_t first = 1; first <= 4 * share; first += share) {
        room->handle(now(), ann_client.address, ann_client.seal({Say{first, texts}}));
    }
    exchange(bob_client, {Say{1, {"y"}}});
    EXPECT_EQ(events().size(), 2 + share + 1);
    EXPECT_EQ(events().back().text, "y");
    exchange(ann_client, {Say{share + 1, texts}});
    EXPECT_EQ(events().size(), 2 + share + 1 + share);
}

} // namespace
} // namespace chatroom
