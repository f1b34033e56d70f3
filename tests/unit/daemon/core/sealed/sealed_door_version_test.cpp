// SPDX-License-Identifier: GPL-3.0-or-later
// Programs of different age in one room.
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using sealed::Gap;
using sealed::GapReason;
using sealed::GivenUp;
using sealed::Leave;
using sealed::Ping;
using sealed::Pong;
using sealed::Say;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr EventKind unknown{77};

class SealedDoorVersionTest : public SealedDoorTest {
protected:
    SealedDoorVersionTest() { ann_client.versions = {1, 1}; }

    /// The journal has these events, as a later version has left them: an announcement, one about
    /// it, one of an unknown kind, and another announcement. The room shows them to newcomers.
    void open_with_history() {
        Batch batch;
        for (std::uint64_t number = 1; number <= 4; ++number) {
            batch.records.push_back({.event = Event{.sequence = {number},
                                                    .time = now().wall,
                                                    .kind = EventKind::announced,
                                                    .name = {},
                                                    .text = "x"},
                                     .member = {},
                                     .facts = {}});
        }
        batch.records[1].event->about = {1};
        batch.records[2].event->kind = unknown;
        journal.append({}, batch);
        journal.take_decided();
        auto options = default_options();
        options.history = 10;
        open(options);
    }

    static sealed::NotSaid out_of_order(std::uint32_t number) {
        return {number, number, sealed::NotSaidReason::out_of_order, 0, ""};
    }

    std::vector<Event> history(std::uint64_t first, std::size_t count) const {
        return journal.read({first}, count).value();
    }
};

// Whoever speaks this version gets every event as it is.
TEST_F(SealedDoorVersionTest, tells_everything) {
    open_with_history();
    connect(bob_client);
    EXPECT_EQ(bob_client.version, 2);
    got = exchange(bob_client, {bob_client.enter("Bob")});
    EXPECT_EQ(got.back(), sealed::ServerFrame(sealed::Events{history(1, 5)}));
}

// Version 1 gets what it has, and a gap where there is more; then it goes on.
TEST_F(SealedDoorVersionTest, tells_version_1_what_it_has) {
    open_with_history();
    connect(ann_client);
    EXPECT_EQ(ann_client.version, 1);
    got = exchange(ann_client, {ann_client.enter("Ann")});
    auto told = history(1, 2);
    told[1].about = {};
    EXPECT_EQ(got.back(), sealed::ServerFrame(sealed::Events{told}));
    got = exchange(ann_client, {sealed::Ack{.cumulative = {2}, .watermark = {}, .received = {}}});
    EXPECT_THAT(got, ElementsAre(Gap{{3}, {3}, GapReason::never_given}));
    got = exchange(ann_client, {sealed::Ack{.cumulative = {3}, .watermark = {}, .received = {}}});
    EXPECT_THAT(got, ElementsAre(sealed::Events{history(4, 2)}));
}

// Members of both versions hear each other.
TEST_F(SealedDoorVersionTest, mixes_versions) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    acknowledge(ann_client);
    got = exchange(ann_client, {Say{1, {"from version 1"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
    EXPECT_THAT(bob_client.frames(last), ElementsAre(latest(1)));
    acknowledge(ann_client);
    acknowledge(bob_client);
    got = exchange(bob_client, {Say{1, {"from version 2"}}});
    EXPECT_THAT(ann_client.frames(last), ElementsAre(latest(1)));
}

// A frame that nobody knows is skipped in version 2; to version 1 it is none.
TEST_F(SealedDoorVersionTest, skips_frames_of_tomorrow) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    const auto with_unknown_frame = [&](SealedClient& client) {
        const auto plaintext =
            std::string("\x7f\0\x03xyz", 6) + sealed::encode(sealed::ClientFrame(Ping{}));
        last = hand(client.address, client.sealer->seal(plaintext).value());
        return client.frames(last);
    };
    EXPECT_THAT(with_unknown_frame(bob_client), ElementsAre(Pong{}));
    EXPECT_THAT(with_unknown_frame(ann_client), IsEmpty());
}

// What a client gives up is not waited for; what follows is taken, also in the same datagram.
TEST_F(SealedDoorVersionTest, goes_on_behind_what_is_given_up) {
    come_in(bob_client, "Bob");
    got = exchange(bob_client, {Say{3, {"three"}}});
    EXPECT_THAT(got, ElementsAre(out_of_order(3)));
    got = exchange(bob_client, {GivenUp{1, 2}, Say{3, {"three"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
    EXPECT_EQ(events().back().client_sequence, 3U);
    acknowledge(bob_client);
    EXPECT_THAT(exchange(bob_client, {GivenUp{1, 2}, Say{1, {"one", "two", "three"}}}), IsEmpty());
    got = exchange(bob_client, {Say{4, {"four"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
}

// Part of it may have been taken after all; what is in front of it is not skipped.
TEST_F(SealedDoorVersionTest, gives_up_no_more_than_it_is_told) {
    come_in(bob_client, "Bob");
    exchange(bob_client, {Say{1, {"one"}}});
    acknowledge(bob_client);
    got = exchange(bob_client, {GivenUp{3, 3}, Say{4, {"four"}}});
    EXPECT_THAT(got, ElementsAre(out_of_order(4)));
    got = exchange(bob_client, {GivenUp{1, 3}, Say{4, {"four"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
}

// Whoever leaves may have given up what it said last.
TEST_F(SealedDoorVersionTest, lets_leave_behind_what_is_given_up) {
    come_in(bob_client, "Bob");
    got = exchange(bob_client, {GivenUp{1, 2}, Leave{1}});
    EXPECT_THAT(got, ElementsAre(sealed::Closed{sealed::CloseReason::left, {}}));
}

} // namespace
} // namespace chatroom
