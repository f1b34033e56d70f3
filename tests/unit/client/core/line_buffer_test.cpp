// SPDX-License-Identifier: GPL-3.0-or-later
// A stream of bytes is cut into lines, whatever the pieces it comes in.
#include "client/core/line_buffer.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

TEST(LineBufferTest, GivesWholeLinesInOrder) {
    LineBuffer lines;
    lines.append("一\n\n二");
    EXPECT_EQ(lines.next(), "一");
    EXPECT_EQ(lines.next(), "");
    EXPECT_EQ(lines.next(), std::nullopt);
    lines.append("三\n");
    EXPECT_EQ(lines.next(), "二三");
    EXPECT_EQ(lines.next(), std::nullopt);
    EXPECT_EQ(lines.last(), std::nullopt);
}

TEST(LineBufferTest, GivesTheLineThatTheEndOfInputCutOff) {
    LineBuffer lines;
    lines.append("一\n二");
    EXPECT_EQ(lines.next(), "一");
    EXPECT_EQ(lines.next(), std::nullopt);
    EXPECT_EQ(lines.last(), "二");
    EXPECT_EQ(lines.last(), std::nullopt);
}

TEST(LineBufferTest, KeepsOnlySoMuchOfALineButFindsItsEnd) {
    LineBuffer lines;
    for (int piece = 0; piece < 100; ++piece) {
        lines.append(std::string(1000, 'x'));
    }
    lines.append("x\nnext\n");
    EXPECT_EQ(lines.next(), std::string(LineBuffer::max_line_bytes, 'x'));
    EXPECT_EQ(lines.next(), "next");
}

} // namespace

} // namespace chatroom
