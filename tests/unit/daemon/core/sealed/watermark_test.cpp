// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/watermark.hpp"

#include <map>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

class WatermarkTest : public ::testing::Test {
protected:
    void enter(std::uint64_t member, std::uint64_t acknowledged) {
        cursors[member] = acknowledged;
        watermark.doubt();
    }

    void leave(std::uint64_t member) {
        cursors.erase(member);
        watermark.doubt();
    }

    /// The member acknowledges; the watermark afterwards.
    std::uint64_t acknowledge(std::uint64_t member, std::uint64_t sequence) {
        const Sequence before{std::exchange(cursors[member], sequence)};
        watermark.acknowledged(before, {sequence});
        return raise();
    }

    std::uint64_t raise() {
        const auto before = watermark.value();
        const bool is_higher = watermark.raise(head, elsewhere, [this](const auto& take) {
            for (const auto& [member, cursor] : cursors) {
                take(Sequence{cursor});
            }
        });
        EXPECT_EQ(is_higher, watermark.value() > before);
        return watermark.value().value;
    }

    std::map<std::uint64_t, std::uint64_t> cursors; ///< By member.
    Watermark watermark;
    Sequence head{10};
    Sequence elsewhere{1000};
};

// It is what the member who is furthest behind has acknowledged.
TEST_F(WatermarkTest, follows_the_slowest) {
    enter(1, 4);
    enter(2, 6);
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
        enter(member, 3);
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
    enter(1, 8);
    EXPECT_EQ(raise(), 8U);
    enter(2, 2);
    EXPECT_EQ(raise(), 8U);
    EXPECT_EQ(acknowledge(1, 10), 8U);
    EXPECT_EQ(acknowledge(2, 9), 9U);
}

// Whoever has left holds nothing up.
TEST_F(WatermarkTest, forgets_who_has_left) {
    enter(1, 1);
    enter(2, 9);
    EXPECT_EQ(raise(), 1U);
    leave(1);
    EXPECT_EQ(raise(), 9U);
    leave(2);
    EXPECT_EQ(raise(), 10U);
}

} // namespace
} // namespace chatroom
