// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

/// The log holds nothing that could command a terminal, whatever the network sent.
void expect_harmless_log(const std::string& log) {
    EXPECT_TRUE(is_utf8(log));
    for (const char byte : log) {
        ASSERT_TRUE(static_cast<unsigned char>(byte) >= 0x20 || byte == '\n') << log;
        ASSERT_NE(byte, '\x7f') << log;
    }
}

/// Alice is inside and must hear nothing of what the stranger sends.
class BadInput : public testing::Test {
protected:
    BadInput() : alice_(daemon_.endpoint()), stranger_(daemon_.endpoint()) {
        alice_.enter("Alice");
    }

    void TearDown() override {
        stranger_.expect_nothing();
        alice_.expect_nothing();
        EXPECT_TRUE(daemon_.process().running());
        EXPECT_EQ(daemon_.ctl_json({"who"}).at("members").size(), 1U);
        EXPECT_EQ(daemon_.ctl_json({"status"}).at("sequence"), 1);
        EXPECT_EQ(daemon_.terminate(), 0);
        expect_harmless_log(daemon_.process().errors().wait_for_end());
    }

    DaemonProcess daemon_;
    RawMember alice_;
    RawMember stranger_;
};

// Empty, unknown and malformed datagrams of strangers are dropped without an answer, and counted.
TEST_F(BadInput, WithoutMeaningIsDroppedAndCounted) {
    const std::vector<std::string> datagrams{"",
                                             "X",
                                             " ",
                                             " L Bob",
                                             "l Bob",
                                             "c Alice hi",
                                             "q Alice",
                                             "C",
                                             "Cx",
                                             "C\tAlice hi",
                                             "Qx",
                                             "Q\n",
                                             "CAlice hi",
                                             "\x01",
                                             "\xff\xfe",
                                             "管理员",
                                             "OK",
                                             "EXIT",
                                             "Exit",
                                             "hello room",
                                             "GET / HTTP/",
                                             "\x1b[2J",
                                             "\u202e",
                                             "%n%n%n",
                                             std::string(1, '\0'),
                                             std::string(2000, 'A'),
                                             std::string(60000, '\0')};
    for (const std::string& datagram : datagrams) {
        stranger_.send(datagram);
        stranger_.expect_nothing(); // And the server's buffer is empty again.
    }
    // What begins as the sealed protocol's datagrams do is ignored in its sense.
    constexpr std::size_t sealed = 4;
    EXPECT_EQ(daemon_.counters().at("malformed"), datagrams.size() - sealed);
    EXPECT_EQ(daemon_.counters().at("ignored"), sealed);
}

// A member whose program sends what is no request is told so; an empty datagram is no question.
TEST_F(BadInput, IsExplainedToMembers) {
    alice_.send("");
    alice_.expect_nothing();
    alice_.send("hello room");
    EXPECT_EQ(alice_.receive(), "聊天室看不懂这个请求，什么也没有做");
    EXPECT_EQ(daemon_.ctl_json({"status"}).at("refusals").at("unknown_request"), 1);
}

// The largest datagram there is, of each kind, is answered as its kind is.
TEST_F(BadInput, AsLargeAsDatagramsGetIsAnsweredLikeAnyOther) {
    const auto padded = [](std::string datagram) {
        datagram.resize(65507, 'x');
        return datagram;
    };
    stranger_.send(padded(""));
    stranger_.send(padded("L "));
    EXPECT_EQ(stranger_.receive(), "名字太长：最多 48 字节");
    stranger_.send(padded("C Bob "));
    EXPECT_EQ(stranger_.receive(), "您不在聊天室里，请重新进入");
    stranger_.send(padded("Q "));
    EXPECT_EQ(stranger_.receive(), "Exit");
    alice_.send(padded("C Alice "));
    EXPECT_EQ(alice_.receive(), "消息太长：最多 4096 字节");
    alice_.send(padded("C "));
    EXPECT_EQ(alice_.receive(), "这不是您的名字，您在聊天室里叫 Alice");
    alice_.send(padded("Q "));
    EXPECT_EQ(alice_.receive(), "这不是您的名字，您在聊天室里叫 Alice");
}

// Names and texts that would command a terminal reach the log escaped, if at all.
TEST_F(BadInput, ReachesNoTerminal) {
    for (const std::string_view datagram :
         {"L \x1b[2J\x1b]0;title\a", "L a\x9b\x31m", "X\x1b[31m", "X\u202e\u200f", "X\nfake line",
          "C \x1b[2J hi", "Q \x1b[2J"}) {
        stranger_.send(datagram);
        stranger_.send("L");
        while (stranger_.receive() != "请给出名字：L 名字") {
        }
    }
}

} // namespace
} // namespace chatroom::end_to_end
