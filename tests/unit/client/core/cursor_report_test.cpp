// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal's answers among what is typed.
#include "client/core/cursor_report.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

// An answer is taken out, wherever it stands; the first column is 0.
TEST(CursorReportTest, IsNoKey) {
    CursorReports reports;
    reports.asked();
    const auto taken = reports.take("ab\x1b[24;31Rc");
    EXPECT_EQ(taken.keys, "abc");
    EXPECT_EQ(taken.column, 30U);
    EXPECT_EQ(reports.awaited(), 0U);
}

// It may come in pieces, and several may come at once: then the last one counts.
TEST(CursorReportTest, MayComeInPieces) {
    CursorReports reports;
    reports.asked();
    reports.asked();
    EXPECT_EQ(reports.take("x\x1b").keys, "x");
    EXPECT_EQ(reports.take("[1;").keys, "");
    const auto taken = reports.take("80R\x1b[2;7Ry");
    EXPECT_EQ(taken.keys, "y");
    EXPECT_EQ(taken.column, 6U);
}

// Other keys that begin like it are keys, and so is everything while nothing was asked.
TEST(CursorReportTest, TakesNoKeysAway) {
    CursorReports reports;
    EXPECT_EQ(reports.take("\x1b[1;2R").keys, "\x1b[1;2R");
    EXPECT_EQ(reports.take("\x1b").keys, "\x1b");
    reports.asked();
    for (const std::string keys :
         {"\x1b[A", "\x1bOP", "\x1b[1;5C", "\x1b[;R", "\x1b[1234567;1R", "\x1b[200~a\x1b[201~"}) {
        EXPECT_EQ(reports.take(keys).keys, keys);
    }
    EXPECT_EQ(reports.awaited(), 1U);
}

// Nothing is held back for an answer that does not come; a late one is still none of the keys.
TEST(CursorReportTest, MayBeLate) {
    CursorReports reports;
    reports.asked();
    EXPECT_EQ(reports.take("\x1b").keys, "");
    EXPECT_EQ(reports.give_up(), "\x1b");
    EXPECT_EQ(reports.take("\x1b").keys, "\x1b");
    EXPECT_EQ(reports.take("a\x1b[3;4Rb").keys, "ab");
    EXPECT_EQ(reports.take("\x1b[3;4R").keys, "\x1b[3;4R");
}

// A terminal that has not answered once may answer the next time.
TEST(CursorReportTest, MayComeTheNextTime) {
    CursorReports reports;
    reports.asked();
    reports.give_up();
    reports.asked();
    EXPECT_EQ(reports.take("\x1b[3;4").keys, "");
    EXPECT_EQ(reports.take("R").column, 3U);
    EXPECT_EQ(reports.awaited(), 0U);
}

} // namespace

} // namespace chatroom
