// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.hpp"
#include "tests/unit/protocol/sealed/hexadecimal.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using sealed::to_hex;

// Numbers are written and read with their greatest byte first.
TEST(Bytes, numbers_are_in_network_byte_order) {
    std::string bytes;
    ByteWriter writer(bytes);
    writer.number(std::uint8_t{0x81});
    writer.number(std::uint16_t{0x8283});
    writer.number(std::uint32_t{0x84858687});
    writer.number(std::uint64_t{0x88898a8b8c8d8e8f});
    EXPECT_EQ(to_hex(bytes), "8182838485868788898a8b8c8d8e8f");

    ByteReader reader(bytes);
    EXPECT_EQ(reader.number<std::uint8_t>(), 0x81U);
    EXPECT_EQ(reader.number<std::uint16_t>(), 0x8283U);
    EXPECT_EQ(reader.number<std::uint32_t>(), 0x84858687U);
    EXPECT_EQ(reader.number<std::uint64_t>(), 0x88898a8b8c8d8e8fU);
    EXPECT_TRUE(reader.is_complete());
}

// Texts, arrays and filling follow each other without anything in between.
TEST(Bytes, texts_are_as_they_are) {
    std::string bytes = "(";
    ByteWriter writer(bytes);
    writer.text("ab");
    writer.array(std::array<std::uint8_t, 2>{0xfe, 0xff});
    writer.counted_text<std::uint8_t>("c");
    writer.counted_text<std::uint16_t>("");
    writer.fill_up(11);
    writer.fill_up(3);
    EXPECT_EQ(to_hex(bytes), "286162feff01630000"
                             "0000");

    ByteReader reader(bytes);
    EXPECT_EQ(reader.text(3), "(ab");
    EXPECT_EQ(reader.array<2>(), (std::array<std::uint8_t, 2>{0xfe, 0xff}));
    EXPECT_EQ(reader.counted_text<std::uint8_t>(), "c");
    EXPECT_EQ(reader.counted_text<std::uint16_t>(), "");
    EXPECT_FALSE(reader.is_at_end());
    EXPECT_EQ(reader.rest(), std::string_view("\0\0", 2));
    EXPECT_TRUE(reader.is_complete());
}

// Once something is missing everything is, even what would have been there.
TEST(Bytes, missing_bytes_are_remembered) {
    ByteReader number("\1\2\3");
    EXPECT_EQ(number.number<std::uint32_t>(), 0U);
    EXPECT_EQ(number.number<std::uint8_t>(), 0U);
    EXPECT_EQ(number.rest(), "");
    EXPECT_TRUE(number.is_at_end());
    EXPECT_FALSE(number.is_complete());

    ByteReader text("\3ab");
    EXPECT_EQ(text.counted_text<std::uint8_t>(), "");
    EXPECT_FALSE(text.is_complete());

    ByteReader array("a");
    EXPECT_EQ(array.array<2>(), (std::array<std::uint8_t, 2>{}));
    EXPECT_FALSE(array.is_complete());
}

// Bytes that are left over are no failure yet, but reading is not complete.
TEST(Bytes, bytes_may_be_left_over) {
    ByteReader reader("ab");
    EXPECT_EQ(reader.text(1), "a");
    EXPECT_FALSE(reader.is_at_end());
    EXPECT_FALSE(reader.is_complete());
    EXPECT_TRUE(ByteReader("").is_complete());
}

// What is required and does not hold ends the reading, also at the end of the bytes.
TEST(Bytes, requirements_are_remembered) {
    ByteReader reader("ab");
    reader.require(true);
    EXPECT_EQ(reader.text(1), "a");
    reader.require(false);
    reader.require(true);
    EXPECT_EQ(reader.text(1), "");
    EXPECT_FALSE(reader.is_complete());

    ByteReader at_end("");
    at_end.require(false);
    EXPECT_FALSE(at_end.is_complete());
}

} // namespace
} // namespace chatroom
