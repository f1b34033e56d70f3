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

// What it was comes to the next one's knowledge, and only what was written whole.
TEST(StayMarkTest, SaysWhichProgramItWas) {
    const TemporaryDirectory directory;
    const auto set = [&] { return StayMark::set(directory.path(), "a:1", "n"); };
    EXPECT_EQ(set()->former(), sealed::Instance{});
    for (const std::uint64_t value : {std::uint64_t{0xFFFF'FFFF'FFFF'FFFF}, std::uint64_t{0x12}}) {
        set()->keep({value});
        EXPECT_EQ(set()->former(), sealed::Instance{value});
        EXPECT_EQ(set()->former(), sealed::Instance{value});
    }
}

// Where nothing can be locked nothing is in the way.
TEST(StayMarkTest, IsAHelpAndNoMore) {
    EXPECT_TRUE(StayMark::set("/dev/null/none", "a:1", "n"));
    EXPECT_TRUE(StayMark::set("/dev/null/none", "a:1", "n"));
}

} // namespace

} // namespace chatroom
