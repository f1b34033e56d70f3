// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <algorithm>
#include <random>

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

// Empty, unknown and malformed datagrams are dropped without an answer, and counted.
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
        alice_.send(datagram);
        alice_.expect_nothing(); // And the server's buffer is empty again.
    }
    stranger_.expect_nothing();
    EXPECT_EQ(daemon_.counters().at("malformed"), 2 * datagrams.size());
}

// What the server says is no request: sent back, it makes the server say nothing. (The notice of a
// member named Q would be one, but what it asks for is answered with words that are none.)
TEST_F(BadInput, OfTheServersOwnWordsIsDropped) {
    for (const std::string_view datagram :
         {"OK", "Exit", "EXIT", "Bob 进入了聊天室", "Bob ： hi", "Bob退出了聊天室",
          "管理员消息： hi", "请给出名字：L 名字", "名字太长：最多 48 字节",
          "您还没有进入聊天室：请先发送 L 名字", "这不是您的名字，您在聊天室里叫 Bob",
          "a name is missing: send L NAME", "you are not in the room: send L NAME first",
          "Admin: hi"}) {
        stranger_.send(datagram);
        stranger_.expect_nothing();
    }
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
    EXPECT_EQ(stranger_.receive(), "您还没有进入聊天室：请先发送 L 名字");
    stranger_.send(padded("Q "));
    EXPECT_EQ(stranger_.receive(), "Exit");
    EXPECT_EQ(stranger_.receive(), "EXIT");
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

/// Requests that are nearly right, and pure noise.
class Noise {
public:
    std::string next() {
        if (pick(3) == 0) {
            return random_bytes(pick(300));
        }
        static const std::vector<std::string> seeds{
            "L Fuzzer",
            "L ｆｕｚｚｅｒ",
            "C Fuzzer hello",
            "C Fuzzer 你好，世界",
            "Q Fuzzer",
            "Q",
            "L",
            "C Fuzzer a\tb\r\n",
            "L 管理员",
            "L \u202eadmin",
            "C Fuzzer 👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
            "C Alice hi",
            "C Fuzzer \x1b[31m",
            "L Bob\u0301\u0301",
            "Q Alice",
            "C Fuzzer  two  spaces "};
        std::string datagram = seeds[pick(seeds.size())];
        for (std::size_t change = pick(4); change > 0; --change) {
            mutate(datagram);
        }
        return datagram;
    }

private:
    std::size_t pick(std::size_t below) {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
    }

    std::string random_bytes(std::size_t length) {
        std::string bytes(length, '\0');
        for (char& byte : bytes) {
            byte = static_cast<char>(pick(256));
        }
        return bytes;
    }

    void mutate(std::string& datagram) {
        const std::size_t place = pick(datagram.size() + 1);
        switch (pick(5)) {
        case 0:
            datagram.insert(place, random_bytes(1 + pick(3)));
            break;
        case 1:
            datagram.erase(place, 1 + pick(3));
            break;
        case 2:
            datagram.insert(place, datagram.substr(0, 600));
            break;
        case 3:
            datagram.insert(place, pick(200), static_cast<char>(pick(256)));
            break;
        default:
            datagram.replace(place, 1, random_bytes(1));
        }
    }

    std::mt19937 random_{20261123}; // Always the same noise, so that a failure can be repeated.
};

constexpr int noise_count = 10000;
constexpr int noise_burst = 16; // No more under way than the server's socket holds.

/// Ends whatever membership the noise has got the fuzzer into.
void leave(const RawMember& fuzzer) {
    constexpr std::string_view other_name = "这不是您的名字，您在聊天室里叫 ";
    fuzzer.send("Q");
    const std::string answer = fuzzer.receive();
    if (answer.starts_with(other_name)) {
        fuzzer.send("Q " + answer.substr(other_name.size()));
        EXPECT_EQ(fuzzer.receive(), "Exit");
    }
    EXPECT_EQ(fuzzer.receive(), "EXIT");
}

void expect_valid_answer(const std::string& answer) {
    const bool is_sealed = !answer.empty() && answer.front() < ' ';
    EXPECT_TRUE(is_sealed || is_utf8(answer)) << answer;
    EXPECT_LE(answer.size(), 120U) << answer;
}

/// Looks at all answers to what was sent so far: those up to the one to a HELLO that is sent now.
void expect_valid_answers(const RawMember& fuzzer) {
    const std::string index = "mark";
    fuzzer.send("\x01\x01" + index + std::string(26, '\0'));
    for (auto answer = fuzzer.receive(); !answer.starts_with("\x02\x01" + index);
         answer = fuzzer.receive()) {
        expect_valid_answer(answer);
    }
}

// 10,000 random datagrams from somebody whom a full room keeps out: nobody inside hears anything.
TEST(RandomDatagrams, FromOutsideAreHeardByNobody) {
    DaemonProcess daemon({.config = "[room]\nmax_members = 1\n"});
    const RawMember alice(daemon.endpoint());
    const RawMember fuzzer(daemon.endpoint());
    alice.enter("Alice");
    Noise noise;
    for (int sent = 0; sent < noise_count; sent += noise_burst) {
        for (int index = 0; index < noise_burst; ++index) {
            fuzzer.send(noise.next());
        }
        alice.expect_nothing();
        for (const std::string& answer : fuzzer.received()) {
            expect_valid_answer(answer);
            EXPECT_NE(answer, "OK");
        }
    }
    const auto counters = daemon.counters();
    EXPECT_GE(counters.at("datagrams_received").get<int>(), noise_count);
    EXPECT_GT(counters.at("malformed").get<int>(), noise_count / 10);
    EXPECT_EQ(daemon.ctl_json({"status"}).at("sequence"), 1);
    EXPECT_EQ(daemon.terminate(), 0);
    const std::string log = daemon.process().errors().wait_for_end();
    expect_harmless_log(log);
    EXPECT_LT(std::count(log.begin(), log.end(), '\n'), 1000); // Limited in rate.
}

// 10,000 random datagrams from somebody who may enter: what others hear of them is what a member
// may do, in valid datagrams, and nobody but that member is ever spoken for.
TEST(RandomDatagrams, FromAMemberAreHeardAsTheirs) {
    DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember fuzzer(daemon.endpoint());
    alice.enter("Alice");
    Noise noise;
    int heard = 0;
    for (int sent = 0; sent < noise_count; sent += noise_burst) {
        fuzzer.send("L Fuzzer");
        for (int index = 0; index < noise_burst; ++index) {
            fuzzer.send(noise.next());
        }
        alice.send("L Alice");
        for (std::string line = alice.receive(); line != "OK"; line = alice.receive()) {
            ++heard;
            EXPECT_LE(line.size(), 1020U);
            ASSERT_TRUE(is_utf8(line)) << line;
            EXPECT_EQ(line.find_first_of("\n\r\t\x1b\x7f"), std::string::npos) << line;
            EXPECT_FALSE(line.starts_with("Alice")) << line;
            EXPECT_FALSE(line.starts_with("管理员")) << line;
        }
        expect_valid_answers(fuzzer);
        leave(fuzzer);
    }
    EXPECT_GT(heard, noise_count / 20);
    EXPECT_TRUE(daemon.process().running());
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").at(0).at("name"), "Alice");
    EXPECT_EQ(daemon.terminate(), 0);
    expect_harmless_log(daemon.process().errors().wait_for_end());
}

} // namespace
} // namespace chatroom::end_to_end
