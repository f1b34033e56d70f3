// SPDX-License-Identifier: GPL-3.0-or-later
// One's programs on one machine know of each other.
#include "client/io/stay_mark.hpp"
#include "tests/temporary_directory.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

// There is one mark of each name in each room, until it is gone.
TEST(StayMarkTest, IsThereOnce) {
    const TemporaryDirectory directory;
    const auto marks = directory.path() / "a/b";
    {
        const auto first = StayMark::set(marks, "[fe80::1%eth0]:8888", "小明/..");
        EXPECT_TRUE(first);
        EXPECT_FALSE(StayMark::set(marks, "[fe80::1%eth0]:8888", "小明/.."));
        EXPECT_TRUE(StayMark::set(marks, "[fe80::1%eth0]:8888", "小明"));
        EXPECT_TRUE(StayMark::set(marks, "other:8888", "小明/.."));
    }
    EXPECT_TRUE(StayMark::set(marks, "[fe80::1%eth0]:8888", "小明/.."));
}

// Where nothing can be locked nothing is in the way.
TEST(StayMarkTest, IsAHelpAndNoMore) {
    EXPECT_TRUE(StayMark::set("/dev/null/none", "a:1", "n"));
    EXPECT_TRUE(StayMark::set("/dev/null/none", "a:1", "n"));
}

} // namespace

} // namespace chatroom
