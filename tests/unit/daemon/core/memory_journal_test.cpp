// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/memory_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;

Record record(std::uint64_t sequence, EventKind kind, std::string name,
              std::optional<Address> address = {}) {
    return {.event = {.sequence = {sequence},
                      .time = WallTime{std::chrono::seconds(sequence)},
                      .kind = kind,
                      .name = std::move(name),
                      .text = {}},
            .address = address};
}

const Address ann_at = parse_address("10.0.0.1:1").value();
const Address bob_at = parse_address("10.0.0.2:2").value();

// An empty journal has no head, no members and no events.
TEST(MemoryJournal, begins_empty) {
    const MemoryJournal journal;
    EXPECT_EQ(journal.head(), Sequence{0});
    EXPECT_TRUE(std::get<0>(journal.members()).empty());
    EXPECT_TRUE(std::get<0>(journal.latest(10)).empty());
}

// The members are those who entered and neither left nor were kicked.
TEST(MemoryJournal, remembers_who_is_inside) {
    MemoryJournal journal;
    const std::vector records{
        record(1, EventKind::entered, "Ann", ann_at), record(2, EventKind::entered, "Bob", bob_at),
        record(3, EventKind::entered, "Eve", bob_at), record(4, EventKind::left, "Ann"),
        record(5, EventKind::kicked, "Eve"),          record(6, EventKind::said, "Bob")};
    EXPECT_FALSE(journal.append(records));
    EXPECT_EQ(journal.head(), Sequence{6});
    EXPECT_THAT(std::get<0>(journal.members()),
                ElementsAre(StoredMember{.entered = {2},
                                         .name = MemberName::from_journal("Bob"),
                                         .address = bob_at,
                                         .since = WallTime{std::chrono::seconds(2)}}));
}

// The latest events come oldest first, as many as there are.
TEST(MemoryJournal, shows_the_latest_events) {
    MemoryJournal journal;
    const std::vector records{record(1, EventKind::said, "a"), record(2, EventKind::said, "b"),
                              record(3, EventKind::said, "c")};
    EXPECT_FALSE(journal.append(records));
    EXPECT_THAT(std::get<0>(journal.latest(2)), ElementsAre(records[1].event, records[2].event));
    EXPECT_EQ(std::get<0>(journal.latest(9)).size(), 3U);
    EXPECT_EQ(std::get<0>(journal.latest(0)).size(), 0U);
}

// Beyond its limit it forgets the oldest events, but neither the head nor the members.
TEST(MemoryJournal, is_bounded) {
    MemoryJournal journal(2);
    const std::vector records{record(1, EventKind::entered, "Ann", ann_at),
                              record(2, EventKind::said, "b"), record(3, EventKind::said, "c")};
    EXPECT_FALSE(journal.append(records));
    EXPECT_EQ(std::get<0>(journal.latest(9)).size(), 2U);
    EXPECT_EQ(std::get<0>(journal.members()).size(), 1U);
    EXPECT_EQ(journal.head(), Sequence{3});
}

} // namespace
} // namespace chatroom
