// SPDX-License-Identifier: GPL-3.0-or-later
// The lines that were typed, from one stay to the next.
#include "client/core/typed_history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

// New lines go behind those of other programs; one that is typed again is kept once.
TEST(TypedHistoryTest, GrowsAtItsEnd) {
    EXPECT_EQ(with_history("", {"一", "two"}), "一\ntwo\n");
    EXPECT_EQ(with_history("one\n", {"one", "two", "two"}), "one\ntwo\n");
    EXPECT_THAT(history_lines("one\ntwo"), ElementsAre("one", "two"));
}

// A blank in front says that a line is not to be kept; what is no line of text is not either.
TEST(TypedHistoryTest, KeepsLinesOfText) {
    EXPECT_EQ(with_history("", {" secret", "", "a\nb", "a\x1b[2J", "\xff", "ok"}), "ok\n");
    EXPECT_THAT(history_lines("\x1b]52;c;x\a\nok\n\n"), ElementsAre("ok"));
}

// The latest are kept, by number and by size.
TEST(TypedHistoryTest, HasALimit) {
    std::vector<std::string> typed;
    for (std::size_t line = 0; line < max_history_lines + 10; ++line) {
        typed.push_back(std::to_string(line));
    }
    const auto lines = history_lines(with_history("first\n", typed));
    EXPECT_EQ(lines.size(), max_history_lines);
    EXPECT_EQ(lines.front(), "10");
    const std::string large(max_history_bytes / 2, 'x');
    EXPECT_EQ(with_history("", {large, large + "y"}), large + "y\n");
    EXPECT_EQ(history_lines(std::string(max_history_lines, 'x') + "\nlast").back(), "last");
}

} // namespace

} // namespace chatroom
