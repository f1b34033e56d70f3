// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/table.hpp"

#include <gtest/gtest.h>

// Rows of cells become lines whose columns stand under each other on a terminal.
namespace chatroom {
namespace {

TEST(Table, IsEmptyWithoutRows) {
    EXPECT_EQ(table({}), "");
}

TEST(Table, AlignsByTheWidthThatIsSeen) {
    EXPECT_EQ(table({{"NAME", "WHERE", "X"},
                     {"小明", "a", "1"},
                     {"e\u0301", "longer", "2"},
                     {"管理🎉", "b", "3"}}),
              "NAME    WHERE   X\n"
              "小明    a       1\n"
              "e\u0301       longer  2\n"
              "管理🎉  b       3\n");
}

TEST(Table, TakesRowsOfDifferentLengthAndLeavesNoSpaceAtTheEnd) {
    EXPECT_EQ(table({{"a"}, {"long", "b"}, {}}), "a\nlong  b\n\n");
}

} // namespace
} // namespace chatroom
