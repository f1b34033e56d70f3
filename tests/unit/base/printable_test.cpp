// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// What can be seen is shown as it is.
TEST(Printable, shows_visible_text) {
    EXPECT_EQ(printable(""), "");
    EXPECT_EQ(printable("Bob ： 你好 😀 é"), "Bob ： 你好 😀 é");
}

// What commands a terminal or a log is spelt out.
TEST(Printable, spells_out_controls) {
    EXPECT_EQ(printable("a\x1b[31mb"), "a\\x1B[31mb");
    EXPECT_EQ(printable("a\nb\tc\r"), "a\\x0Ab\\x09c\\x0D");
    EXPECT_EQ(printable("\x7f\u0085"), "\\x7F\\u{85}");
    EXPECT_EQ(printable("a\u202eb\u2028c\u200b"), "a\\u{202E}b\\u{2028}c\\u{200B}");
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

// Bytes that are no UTF-8 are spelt out one by one, and the rest is still shown.
TEST(Printable, spells_out_invalid_bytes) {
    EXPECT_EQ(printable("\xff你\xe4\xb8"), "\\xFF你\\xE4\\xB8");
}

// A backslash is doubled, so that nobody can write what looks spelt out.
TEST(Printable, doubles_backslashes) {
    EXPECT_EQ(printable("\\x1B"), "\\\\x1B");
}

// The longest input that is shown whole, and the shortest that is not.
TEST(Printable, is_limited) {
    EXPECT_EQ(printable("abcd", 4), "abcd");
    EXPECT_EQ(printable("abcde", 4), "abcd…");
}

} // namespace
} // namespace chatroom
