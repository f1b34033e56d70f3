// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/deadline.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using Deadline = std::optional<int>;

TEST(EarliestTest, is_nothing_without_a_deadline) {
    EXPECT_EQ(earliest(Deadline()), std::nullopt);
    EXPECT_EQ(earliest(Deadline(), Deadline(), Deadline()), std::nullopt);
}

TEST(EarliestTest, is_the_least_of_those_that_there_are) {
    EXPECT_EQ(earliest(Deadline(3), Deadline(1), Deadline(2)), 1);
    EXPECT_EQ(earliest(Deadline(), Deadline(5), Deadline()), 5);
    EXPECT_EQ(earliest(Deadline(4), Deadline()), 4);
}

} // namespace
} // namespace chatroom
