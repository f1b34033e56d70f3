// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/classic_request.hpp"

#include <gtest/gtest.h>

namespace chatroom::classic {
namespace {

// Each request is understood byte for byte.
TEST(ClassicRequest, is_decoded) {
    EXPECT_EQ(decode("L 小明"), Request(Enter{"小明"}));
    EXPECT_EQ(decode("C 小明 你好"), Request(Say{"小明", "你好"}));
    EXPECT_EQ(decode("Q 小明"), Request(Leave{"小明"}));
}

// Spaces inside, before and after the text belong to the text.
TEST(ClassicRequest, keeps_the_spaces_of_the_text) {
    EXPECT_EQ(decode("C Bob  a  b "), Request(Say{"Bob", " a  b "}));
    EXPECT_EQ(decode("C Bob "), Request(Say{"Bob", ""}));
    EXPECT_EQ(decode("C Bob"), Request(Say{"Bob", ""}));
    EXPECT_EQ(decode("C  text"), Request(Say{"", "text"}));
    EXPECT_EQ(decode("C "), Request(Say{"", ""}));
}

// A name is everything behind the first space, for the rules of names to judge.
TEST(ClassicRequest, leaves_names_unjudged) {
    EXPECT_EQ(decode("L Bob Smith"), Request(Enter{"Bob Smith"}));
    EXPECT_EQ(decode("L  Bob"), Request(Enter{" Bob"}));
    EXPECT_EQ(decode("L \xff\x1b"), Request(Enter{"\xff\x1b"}));
    EXPECT_EQ(decode("Q Bob "), Request(Leave{"Bob "}));
    EXPECT_EQ(decode("Q"), Request(Leave{""}));
}

// Whatever begins with L is answered, so it is a request without a name at least.
TEST(ClassicRequest, takes_every_l_for_a_request_to_enter) {
    EXPECT_EQ(decode("L"), Request(Enter{""}));
    EXPECT_EQ(decode("L "), Request(Enter{""}));
    EXPECT_EQ(decode("LBob"), Request(Enter{""}));
    EXPECT_EQ(decode("L\tBob"), Request(Enter{""}));
}

// Everything else is malformed.
TEST(ClassicRequest, is_malformed_otherwise) {
    for (const std::string_view datagram :
         {"", " ", "C", "l Bob", "X Bob", "CBob hi", "QBob", "C\tBob hi", "OK", "Exit", "EXIT",
          "\x01", "管理员消息： x"}) {
        EXPECT_EQ(decode(datagram), Request(Malformed{})) << datagram;
    }
    EXPECT_EQ(decode(std::string_view("\0", 1)), Request(Malformed{}));
}

} // namespace
} // namespace chatroom::classic
