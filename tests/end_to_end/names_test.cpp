// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"

#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

struct Refusal {
    std::string_view zh;
    std::string_view en;
};

constexpr Refusal too_long{"名字太长：最多 48 字节", "the name is too long: at most 48 bytes"};
constexpr Refusal not_utf8{"名字不是有效的 UTF-8", "the name is not valid UTF-8"};
constexpr Refusal white_space{"名字里不能有空白字符", "a name cannot contain white space"};
constexpr Refusal invisible{"名字里不能有控制字符或不可见字符",
                            "a name cannot contain control or invisible characters"};
constexpr Refusal reserved{"这个名字是保留的，请换一个", "this name is reserved, choose another"};
constexpr Refusal taken{"这个名字已经有人用了，请换一个", "this name is taken, choose another"};

/// A room with Alice in it, in either language; nobody may hear of a refused name but its sender.
void expect_refused(const std::vector<std::string>& names, const Refusal& refusal) {
    for (const bool english : {false, true}) {
        const DaemonProcess daemon({.config = english ? "[classic]\nlanguage = \"en\"\n" : ""});
        const RawMember alice(daemon.endpoint());
        const RawMember newcomer(daemon.endpoint());
        alice.enter("Alice");
        for (const std::string& name : names) {
            newcomer.send("L " + name);
            EXPECT_EQ(newcomer.receive(), english ? refusal.en : refusal.zh) << name;
        }
        newcomer.expect_nothing();
        alice.expect_nothing();
        EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 1U);
        EXPECT_EQ(daemon.ctl_json({"log"}).at("events").size(), 1U);
    }
}

// A name may have 48 bytes, and not 49.
TEST(Names, HaveAtMost48Bytes) {
    const DaemonProcess daemon;
    for (const std::string& name :
         {std::string(48, 'x'), std::string("一二三四五六七八九十一二三四五六"), std::string("x"),
          std::string("中")}) {
        const RawMember member(daemon.endpoint());
        member.enter(name);
        member.send("Q " + name);
        EXPECT_EQ(member.receive(), "Exit");
    }
    expect_refused({std::string(49, 'x'), "一二三四五六七八九十一二三四五六x",
                    std::string(500, 'x'), std::string(49, ' '), std::string(49, '\xff')},
                   too_long);
}

// Invalid UTF-8 of every kind is refused, before anything else about its characters.
TEST(Names, AreUtf8) {
    expect_refused({"\xff", "Bob\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe4\xbd",
                    "a\x80z", "\xf8\x88\x80\x80\x80", "B ob\xff"},
                   not_utf8);
}

// White space of every kind is refused.
TEST(Names, HaveNoWhiteSpace) {
    expect_refused({"Bob Smith", " Bob", "Bob ", "Bob\t", "Bob\n", "Bob\r\n", " ", "小\u3000明",
                    "a\u00a0b", "a\u2003b", "a\u2028b"},
                   white_space);
}

// Control, format, bidi, invisible and unassigned characters are refused, as is a leading mark.
TEST(Names, HaveNothingInvisible) {
    expect_refused({"Bob\x1b[31m", std::string("a\0b", 3), "a\x7f", "a\u0080", "\x01", "a\u202eb",
                    "a\u2066b", "a\u200bb", "a\u200db",
                    "\ufeff"
                    "a",
                    "a\u00ad"
                    "b",
                    "\u0301a", "a\u0378", "\u3164", "a\u2060b", "\U000E0041"},
                   invisible);
}

// The administrator's names are reserved, in whatever disguise.
TEST(Names, OfTheAdministratorAreReserved) {
    expect_refused({"管理员", "小管理员2", "管理員", "admin", "ADMIN", "ａｄｍｉｎ", "аdmin",
                    "administrator", "Administrator", "system", "SYSTEM", "ѕystem", "server",
                    "Ｓｅｒｖｅｒ", "sеrver"},
                   reserved);
}

// A name is taken in every spelling that looks like it.
TEST(Names, AreTakenInEverySpelling) {
    expect_refused({"Alice", "alice", "ALICE", "Ａｌｉｃｅ", "Аlice", "ａlicе", "Alicе"}, taken);
}

// Bob, full-width bob and Bob with a Cyrillic letter are one name, in each order.
TEST(Names, ThatLookAlikeAreOne) {
    const std::vector<std::string> spellings{"Bob", "ｂｏｂ", "Вob", "bob", "BOB"};
    for (const std::string& first : spellings) {
        const DaemonProcess daemon;
        const RawMember holder(daemon.endpoint());
        const RawMember newcomer(daemon.endpoint());
        holder.enter(first);
        for (const std::string& second : spellings) {
            newcomer.send("L " + second);
            EXPECT_EQ(newcomer.receive(), taken.zh) << first << " then " << second;
        }
        holder.expect_nothing();
    }
}

// The room shows a name as it was first written, byte for byte.
TEST(Names, AreShownAsWritten) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    for (const std::string name : {"ｂｏｂ", "Ünïcødé", "e\u0301mile", "😀", "Badminton", "a:b",
                                   "<script>", "';DROP--", "%s%n", "\\", "\"", "-", "C", "Q"}) {
        const RawMember member(daemon.endpoint());
        member.enter(name);
        EXPECT_EQ(alice.receive(), name + " 进入了聊天室");
        member.send("C " + name + " hi");
        EXPECT_EQ(alice.receive(), name + " ： hi");
        EXPECT_EQ(daemon.ctl_json({"who"}).at("members").at(1).at("name"), name);
        member.send("Q " + name);
        EXPECT_EQ(member.receive(), "Exit");
        EXPECT_EQ(alice.receive(), name + "退出了聊天室");
    }
}

} // namespace
} // namespace chatroom::end_to_end
