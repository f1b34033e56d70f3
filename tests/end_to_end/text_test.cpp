// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string result;
    for (std::size_t round = 0; round < times; ++round) {
        result += text;
    }
    return result;
}

/// Two members, one who says things and one who hears them.
class Text : public testing::Test {
protected:
    Text() : alice_(daemon_.endpoint()), bob_(daemon_.endpoint()) {
        alice_.enter("Alice");
        bob_.enter(author_);
        alice_.receive();
    }

    /// Says the text and returns what Alice hears up to a line that is said behind it, each without
    /// the author in front. Expects of each what holds for every datagram to a classic member.
    std::vector<std::string> heard(std::string_view text) {
        bob_.send("C " + author_ + " " + std::string(text));
        bob_.send("C " + author_ + " the end");
        const std::string head = author_ + " ： ";
        std::vector<std::string> parts;
        for (;;) {
            const std::string datagram = alice_.receive();
            EXPECT_LE(datagram.size(), 1020U);
            EXPECT_TRUE(is_utf8(datagram));
            EXPECT_TRUE(datagram.starts_with(head)) << datagram;
            const std::string part = datagram.substr(std::min(head.size(), datagram.size()));
            if (part == "the end") {
                return parts;
            }
            EXPECT_LE(part.size(), 960U);
            parts.push_back(part);
        }
    }

    std::string joined(std::string_view text) {
        std::string result;
        for (const std::string& part : heard(text)) {
            result += part;
        }
        return result;
    }

    const std::string author_ = std::string(48, 'b'); // As long as names get.
    DaemonProcess daemon_;
    RawMember alice_;
    RawMember bob_;
};

using Parts = std::vector<std::string>;

// Control characters are removed: C0, C1 and DEL never reach another member.
TEST_F(Text, LosesControlCharacters) {
    EXPECT_EQ(heard("a\x01z"), Parts{"az"});
    EXPECT_EQ(heard("\x1b[31mred\x1b[0m"), Parts{"[31mred[0m"});
    EXPECT_EQ(heard("a\u009b31mz\u0080"), Parts{"a31mz"});
    EXPECT_EQ(heard("del\x7f."), Parts{"del."});
    EXPECT_EQ(heard(std::string("a\0z", 3)), Parts{"az"});
    EXPECT_EQ(heard("bell\a, back\b"), Parts{"bell, back"});
    const nlohmann::json events = daemon_.ctl_json({"log"}).at("events");
    for (const nlohmann::json& event : events) {
        const std::string text = event.at("text");
        EXPECT_EQ(text.find_first_of(std::string_view("\0\x01\a\b\x1b\x7f", 6)), std::string::npos);
    }
}

// Tabs and line breaks inside become a space each, CR LF one; at the end they are removed.
TEST_F(Text, HasNoLineBreaks) {
    EXPECT_EQ(heard("a\nz"), Parts{"a z"});
    EXPECT_EQ(heard("a\r\nz"), Parts{"a z"});
    EXPECT_EQ(heard("a\rz"), Parts{"a z"});
    EXPECT_EQ(heard("a\n\nz"), Parts{"a  z"});
    EXPECT_EQ(heard("a\tz"), Parts{"a z"});
    EXPECT_EQ(heard("a\u2028z"), Parts{"a z"});
    EXPECT_EQ(heard("a\u2029z"), Parts{"a z"});
    EXPECT_EQ(heard("a\n"), Parts{"a"});
    EXPECT_EQ(heard("a\r\n\t\u2028\n"), Parts{"a"});
    EXPECT_EQ(heard("a  \r\n"), Parts{"a  "});
    EXPECT_EQ(heard("Bob ： fake\nAlice ： line"), Parts{"Bob ： fake Alice ： line"});
}

// Text of which nothing is left is ignored.
TEST_F(Text, OfWhichNothingIsLeftIsIgnored) {
    for (const std::string text : {"", "\n", "\r\n\t", "\x01\x02", "\u009b", "\x7f\n"}) {
        EXPECT_EQ(heard(text), Parts{}) << text;
    }
    bob_.expect_nothing();
}

// Text that may look strange but is neither control nor line break arrives unchanged.
TEST_F(Text, OtherwiseArrivesUnchanged) {
    for (const std::string text :
         {" x ", "　", "%s%n", "\\", "<b>", "e\u0301", "👨‍👩‍👧‍👦", "שלום",
          "ｂｏｂ", "管理员消息： 假的"}) {
        EXPECT_EQ(heard(text), Parts{text});
    }
}

// Up to 960 bytes travel in one datagram; from 961 on it is two.
TEST_F(Text, Of960BytesIsOneDatagram) {
    EXPECT_EQ(heard(std::string(960, 'x')), Parts{std::string(960, 'x')});
    EXPECT_EQ(heard(std::string(961, 'x')), (Parts{std::string(960, 'x'), "x"}));
    EXPECT_EQ(heard(repeated("中", 320)), Parts{repeated("中", 320)});
    EXPECT_EQ(heard("x" + repeated("中", 320)), (Parts{"x" + repeated("中", 319), "中"}));
}

// 4,096 bytes arrive in consecutive parts that together are what was said.
TEST_F(Text, Of4096BytesArrivesWhole) {
    std::string text;
    for (int number = 0; text.size() < 4096; ++number) {
        text += std::to_string(number) + "号　";
    }
    text = std::string(grapheme_prefix(text, 4096));
    text += std::string(4096 - text.size(), '.');
    EXPECT_EQ(joined(text), text);
    const nlohmann::json events = daemon_.ctl_json({"log", "-n", "6"}).at("events");
    std::string logged;
    for (std::size_t index = 0; index + 1 < events.size(); ++index) {
        logged += events.at(index).at("text").get<std::string>();
        EXPECT_EQ(events.at(index).at("sequence").get<int>() + 1,
                  events.at(index + 1).at("sequence").get<int>());
    }
    EXPECT_EQ(logged, text);
}

// A grapheme cluster (a family of emoji, a letter with its marks) is never cut.
TEST_F(Text, IsSplitBetweenGraphemes) {
    for (const std::string cluster : {"👨‍👩‍👧‍👦", "e\u0301\u0302", "🇨🇳", "각"}) {
        const std::string text = repeated(cluster, 4000 / cluster.size());
        std::string whole;
        for (const std::string& part : heard(text)) {
            EXPECT_EQ(part.size() % cluster.size(), 0U) << cluster;
            whole += part;
        }
        EXPECT_EQ(whole, text);
    }
}

// A single cluster that is longer than a datagram is split between code points.
TEST_F(Text, OfOneEndlessGraphemeIsSplitBetweenCodePoints) {
    const std::string text = "e" + repeated("\u0301", 1500);
    EXPECT_EQ(joined(text), text);
}

// Above 4,096 bytes, as they arrive, the author is told why and nobody hears anything.
TEST_F(Text, Above4096BytesIsRefusedWhole) {
    for (const std::string& text : {std::string(4097, 'x'), repeated("中", 1366),
                                    std::string(4096, 'x') + "\n", std::string(4097, '\xff')}) {
        EXPECT_EQ(heard(text), Parts{});
        EXPECT_EQ(bob_.receive(), "消息太长：最多 4096 字节");
    }
}

// Text that is not UTF-8 is refused whole, and its author is told.
TEST_F(Text, ThatIsNotUtf8IsRefused) {
    for (const std::string text : {"\xff", "ok\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                   "\xe4\xbd", "a\x80z", "\xf8\x88\x80\x80\x80"}) {
        EXPECT_EQ(heard(text), Parts{});
        EXPECT_EQ(bob_.receive(), "消息不是有效的 UTF-8，没有发出");
    }
}

// The refusals in English.
TEST(TextInEnglish, IsRefusedWithItsReason) {
    const DaemonProcess daemon({.config = "[classic]\nlanguage = \"en\"\n"});
    const RawMember member(daemon.endpoint());
    member.enter("Bob");
    member.send("C Bob " + std::string(4097, 'x'));
    EXPECT_EQ(member.receive(), "the message is too long: at most 4096 bytes");
    member.send("C Bob \xff");
    EXPECT_EQ(member.receive(), "the message is not valid UTF-8 and was not sent");
    member.expect_nothing();
}

} // namespace
} // namespace chatroom::end_to_end
