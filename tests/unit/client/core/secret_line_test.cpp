// SPDX-License-Identifier: GPL-3.0-or-later
// A line that is typed and never shown.
#include "client/core/secret_line.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

// What is typed is the line, and what stands behind its end is dropped.
TEST(SecretLineTest, TakesALine) {
    SecretLine line;
    EXPECT_EQ(line.take("open "), SecretLine::State::typing);
    EXPECT_EQ(line.take("芝麻\rmore"), SecretLine::State::entered);
    EXPECT_EQ(line.text(), "open 芝麻");
}

// Characters go as they are seen, words with what is behind them, and all at once.
TEST(SecretLineTest, Deletes) {
    SecretLine line;
    line.take("open 芝麻e\u0301\x7f");
    EXPECT_EQ(line.text(), "open 芝麻");
    line.take("\x08");
    EXPECT_EQ(line.text(), "open 芝");
    line.take(" \x17");
    EXPECT_EQ(line.text(), "open ");
    line.take("\x15\x7f\x17");
    EXPECT_TRUE(line.is_empty());
    line.take("sesame");
    EXPECT_EQ(line.text(), "sesame");
}

// What is deleted is overwritten where it was.
TEST(SecretLineTest, LeavesNothingOfWhatIsDeleted) {
    SecretLine line;
    line.take("sesame");
    const char* const place = line.text().data();
    line.take("\x15");
    EXPECT_EQ(std::string_view(place, 6), std::string_view("\0\0\0\0\0\0", 6));
}

// Ctrl+D ends the input where nothing was typed.
TEST(SecretLineTest, Ends) {
    SecretLine line;
    line.take("a");
    EXPECT_EQ(line.take("\x04"), SecretLine::State::typing);
    line.take("\x7f");
    EXPECT_EQ(line.take("\x04"), SecretLine::State::ended);
}

// Keys that are no characters are passed over, in whatever pieces they come.
TEST(SecretLineTest, PassesOverOtherKeys) {
    const std::string_view typed = "\x1b[200~a\x1b[A\x1bOPb\x1b[1;5C\x1bx\tc\x1b[201~";
    for (std::size_t cut = 0; cut <= typed.size(); ++cut) {
        SecretLine line;
        line.take(typed.substr(0, cut));
        line.take(typed.substr(cut));
        EXPECT_EQ(line.text(), "abc") << cut;
    }
    SecretLine line;
    EXPECT_EQ(line.take("a\x1b\r"), SecretLine::State::entered);
}

// What is longer than any passphrase is cut.
TEST(SecretLineTest, HasALimit) {
    SecretLine line;
    line.take(std::string(2 * SecretLine::max_bytes, 'x'));
    EXPECT_EQ(line.text().size(), SecretLine::max_bytes);
    line.take("\x7f");
    EXPECT_EQ(line.text().size(), SecretLine::max_bytes - 1);
}

} // namespace

} // namespace chatroom
