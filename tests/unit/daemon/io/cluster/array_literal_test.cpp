// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/array_literal.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// Numbers stand one beside the other.
TEST(ArrayLiteral, Numbers) {
    ArrayLiteral array;
    EXPECT_EQ(array.text(), "{}");
    array.add(1);
    array.add(-20);
    EXPECT_EQ(array.text(), "{1,-20}");
}

// Whatever a text has in it, it is one element: what means something in an array is escaped.
TEST(ArrayLiteral, Texts) {
    ArrayLiteral array;
    array.add_text("");
    array.add_text("NULL");
    array.add_text(R"(a,{b}"c\d")");
    array.add_text("你好");
    EXPECT_EQ(array.text(), R"({"","NULL","a,{b}\"c\\d\"","你好"})");
}

// Bytes are hexadecimal, and nothing is not the same as no bytes.
TEST(ArrayLiteral, Bytes) {
    ArrayLiteral array;
    array.add_bytes(std::string("\0\xff", 2));
    array.add_bytes("");
    array.add_bytes(std::nullopt);
    EXPECT_EQ(array.text(), R"({"\\x00ff","\\x",NULL})");
}

// Bytes come back as they were.
TEST(Bytea, ThereAndBack) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all += static_cast<char>(byte);
    }
    EXPECT_EQ(from_bytea(to_bytea(all)), all);
    EXPECT_EQ(to_bytea("ab"), "\\x6162");
    EXPECT_EQ(from_bytea("\\x"), "");
}

// What is no bytes of that form is nothing.
TEST(Bytea, OtherForms) {
    for (const auto* text : {"", "x61", "\\x6", "\\x6g", "\\X61", "61", "\\x6A"}) {
        EXPECT_EQ(from_bytea(text), std::nullopt) << text;
    }
}

} // namespace
} // namespace chatroom
