// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/watermark.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

class WatermarkTest : public ::testing::Test {
protected:
    void enter(std::uint64_t sequence, Sequence acknowledged, bool is_sealed = true) {
        Record record{.event = {.sequence = {sequence},
                                .time = {},
                                .kind = EventKind::entered,
                                .name = "m" + std::to_string(sequence),
                                .text = {}},
                      .address = address("10.0.0.1:" + std::to_string(sequence))};
        if (is_sealed) {
            record.key.emplace();
        }
        roster.apply(record, {});
        roster.acknowledged({sequence}, acknowledged);
        watermark.doubt();
    }

    void leave(std::uint64_t sequence) {
        roster.apply({.event = {.sequence = {100},
                                .time = {},
                                .kind = EventKind::left,
                                .name = "m" + std::to_string(sequence),
                                .text = {}}},
                     {});
        watermark.doubt();
    }

    /// The member acknowledges; the watermark afterwards.
    std::uint64_t acknowledge(std::uint64_t member, std::uint64_t sequence) {
        const auto before = roster.find(Sequence{member})->link.acknowledged;
        roster.acknowledged({member}, {sequence});
        watermark.acknowledged(before, {sequence});
        return raise();
    }

    std::uint64_t raise() {
        const auto before = watermark.value();
        const bool is_higher = watermark.raise(roster, head);
        EXPECT_EQ(is_higher, watermark.value() > before);
        return watermark.value().value;
    }

    Roster roster;
    Watermark watermark;
    Sequence head{10};
};

// It is what the member who is furthest behind has acknowledged.
TEST_F(WatermarkTest, follows_the_slowest) {
    enter(1, {4});
    enter(2, {6});
    EXPECT_EQ(raise(), 4U);
    EXPECT_EQ(acknowledge(2, 10), 4U);
    EXPECT_EQ(acknowledge(1, 5), 5U);
    EXPECT_EQ(acknowledge(1, 10), 10U);
    head = {12};
    EXPECT_EQ(acknowledge(1, 12), 10U);
    EXPECT_EQ(acknowledge(2, 11), 11U);
}

// Of several who are equally far behind the last one counts.
TEST_F(WatermarkTest, waits_for_the_last) {
    for (std::uint64_t member = 1; member <= 3; ++member) {
        enter(member, {3});
    }
    EXPECT_EQ(raise(), 3U);
    EXPECT_EQ(acknowledge(1, 7), 3U);
    EXPECT_EQ(acknowledge(1, 8), 3U);
    EXPECT_EQ(acknowledge(2, 6), 3U);
    EXPECT_EQ(acknowledge(3, 3), 3U);
    EXPECT_EQ(acknowledge(3, 9), 6U);
}

// It never falls, and a newcomer who is further behind holds it until it has caught up.
TEST_F(WatermarkTest, never_falls) {
    enter(1, {8});
    EXPECT_EQ(raise(), 8U);
    enter(2, {2});
    EXPECT_EQ(raise(), 8U);
    EXPECT_EQ(acknowledge(1, 10), 8U);
    EXPECT_EQ(acknowledge(2, 9), 9U);
}

// Whoever has left holds nothing up, and classic members do not count.
TEST_F(WatermarkTest, forgets_who_has_left) {
    enter(1, {1});
    enter(2, {9});
    enter(3, {0}, false);
    EXPECT_EQ(raise(), 1U);
    leave(1);
    EXPECT_EQ(raise(), 9U);
    leave(2);
    EXPECT_EQ(raise(), 10U);
}

} // namespace
} // namespace chatroom
