// SPDX-License-Identifier: GPL-3.0-or-later
// A room whose files were replaced by an older copy, and members who have seen more.
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

using SealedDoorSetBackTest = SealedDoorTest;

constexpr std::uint64_t ahead = 500;

// Who comes back with a number that is still to be given proves that the room was set back: events
// go on above, everybody is told of a gap, and the log and the status say so.
TEST_F(SealedDoorSetBackTest, goes_on_above_what_a_member_has_seen) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    const auto head = journal.head();
    restart();
    connect(ann_client);
    exchange(ann_client, {resume(ann_client, "Ann", head)});
    connect(bob_client);
    got = exchange(bob_client, {resume(bob_client, "Bob", {head.value + ahead})});
    const Sequence left_out{head.value + ahead + SeenProof::margin};
    EXPECT_EQ(std::get<sealed::Welcome>(got.at(0)).cursor, Sequence{head.value + ahead});
    EXPECT_EQ(journal.head(), left_out);
    const sealed::Gap gap{head.next(), left_out, sealed::GapReason::never_given};
    EXPECT_THAT(ann_client.frames(last), Contains(sealed::ServerFrame(gap)));
    EXPECT_THAT(log_texts(last),
                Contains(HasSubstr("Bob has seen event " + std::to_string(head.value + ahead))));
    EXPECT_THAT(status().troubles.at(0).words, HasSubstr("an older copy of the room was put back"));
    acknowledge(ann_client);
    acknowledge(bob_client);
    exchange(ann_client, {sealed::Say{1, {"hi"}}});
    EXPECT_EQ(events().back().sequence, left_out.next());
    EXPECT_EQ(bob_client.frames(last).size(), 1U);
}

// While the journal cannot be written nothing is left out, and the log says that, too.
TEST_F(SealedDoorSetBackTest, goes_on_below_if_it_has_to) {
    come_in(ann_client, "Ann");
    const auto head = journal.head();
    restart();
    connect(ann_client);
    journal.append_fails = true;
    exchange(ann_client, {resume(ann_client, "Ann", {head.value + ahead})});
    EXPECT_EQ(journal.head(), head);
    EXPECT_THAT(log_texts(last), Contains(HasSubstr("which cannot be written")));
}

} // namespace
} // namespace chatroom
