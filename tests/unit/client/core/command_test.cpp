// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody means who types a line.
#include "client/core/command.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

TypedLine text(std::string said) {
    return typed::Text{std::move(said)};
}

TypedLine misused(std::string command) {
    return typed::Misused{std::move(command)};
}

// What does not begin with a slash is said as it is.
TEST(CommandTest, SaysTexts) {
    for (const std::string line :
         {"hi", " a  b ", "a/b", "quit it", "退出了", "Quit?", "\xff", "　"}) {
        EXPECT_EQ(parse_typed(line), text(line));
    }
}

// Two slashes say one, however wide they are.
TEST(CommandTest, SaysASlash) {
    EXPECT_EQ(parse_typed("//etc/fstab"), text("/etc/fstab"));
    EXPECT_EQ(parse_typed("//"), text("/"));
    EXPECT_EQ(parse_typed("///"), text("//"));
    EXPECT_EQ(parse_typed("／／路"), text("／路"));
    EXPECT_EQ(parse_typed("  //x"), text("/x"));
}

// A command that there is not is never said, nor is one that was meant otherwise.
TEST(CommandTest, NeverSaysACommand) {
    EXPECT_EQ(parse_typed("/msg 小明 secret"), TypedLine(typed::Unknown{"/msg"}));
    EXPECT_EQ(parse_typed(" /msg 小明 secret"), TypedLine(typed::Unknown{"/msg"}));
    EXPECT_EQ(parse_typed("　／msg　小明"), TypedLine(typed::Unknown{"/msg"}));
    EXPECT_EQ(parse_typed("/"), TypedLine(typed::Unknown{"/"}));
    EXPECT_EQ(parse_typed("/ who"), TypedLine(typed::Unknown{"/"}));
    EXPECT_EQ(parse_typed("/whoever"), TypedLine(typed::Unknown{"/whoever"}));
    EXPECT_EQ(parse_typed("/\xff"), TypedLine(typed::Unknown{"/\xff"}));
}

// Leaving is typed in many ways.
TEST(CommandTest, Quits) {
    for (const auto* line : {"quit", " quit\t", "ｑｕｉｔ", "　退出　", "退出", "/quit", "/QUIT",
                             "／ｑｕｉｔ", "/退出", "/quit now"}) {
        EXPECT_EQ(parse_typed(line), TypedLine(typed::Quit{})) << line;
    }
    EXPECT_TRUE(is_quit(" quit "));
    EXPECT_FALSE(is_quit("/quit"));
    EXPECT_FALSE(is_quit(""));
}

// /who has three uses: everybody, somebody, and who has a message.
TEST(CommandTest, AsksWho) {
    EXPECT_EQ(parse_typed("/who"), TypedLine(typed::Who{""}));
    EXPECT_EQ(parse_typed("/WHO  ming "), TypedLine(typed::Who{"ming"}));
    EXPECT_EQ(parse_typed("/who 小 明"), TypedLine(typed::Who{"小 明"}));
    EXPECT_EQ(parse_typed("/who -1"), TypedLine(typed::Who{"-1"}));
    EXPECT_EQ(parse_typed("/who 17"), TypedLine(typed::Delivered{{17}}));
    EXPECT_EQ(parse_typed("/who １７"), TypedLine(typed::Delivered{{17}}));
    EXPECT_EQ(parse_typed("/who 0"), misused("/who"));
    EXPECT_EQ(parse_typed("/who 99999999999999999999"), misused("/who"));
    EXPECT_EQ(parse_typed("/missing"), TypedLine(typed::Delivered{}));
    EXPECT_EQ(parse_typed("/missing 3"), misused("/missing"));
}

// What the others take.
TEST(CommandTest, TakesArguments) {
    EXPECT_EQ(parse_typed("/topic"), TypedLine(typed::Topic{}));
    EXPECT_EQ(parse_typed("/topic new"), misused("/topic"));
    EXPECT_EQ(parse_typed("/me waves"), text("*waves*"));
    EXPECT_EQ(parse_typed("/me "), misused("/me"));
    EXPECT_EQ(parse_typed("/history"), TypedLine(typed::History{default_history}));
    EXPECT_EQ(parse_typed("/history 5"), TypedLine(typed::History{5}));
    EXPECT_EQ(parse_typed("/history 0"), misused("/history"));
    EXPECT_EQ(parse_typed("/history all"), misused("/history"));
    EXPECT_EQ(parse_typed("/search a b"), TypedLine(typed::Search{"a b"}));
    EXPECT_EQ(parse_typed("/search"), misused("/search"));
    EXPECT_EQ(parse_typed("/ignore Bob"), TypedLine(typed::Ignore{"Bob"}));
    EXPECT_EQ(parse_typed("/ignore"), TypedLine(typed::Ignore{""}));
    EXPECT_EQ(parse_typed("/mentions"), TypedLine(typed::Mentions{}));
    EXPECT_EQ(parse_typed("/help"), TypedLine(typed::Help{}));
    EXPECT_EQ(parse_typed("/help who"), TypedLine(typed::Help{}));
}

// Each command that is listed is one.
TEST(CommandTest, KnowsItsCommands) {
    for (const auto name : command_names) {
        EXPECT_FALSE(std::holds_alternative<typed::Unknown>(parse_typed(name))) << name;
    }
}

// Whoever shouts wants to leave, too.
TEST(CommandTest, LeavesInCapitals) {
    for (const auto* line : {"QUIT", "Quit", " qUiT ", "ＱＵＩＴ"}) {
        EXPECT_TRUE(is_quit(line)) << line;
    }
    for (const auto* line : {"quits", "1uit", "\x01uit", "qui", "Qui t"}) {
        EXPECT_FALSE(is_quit(line)) << line;
    }
}

// What begins with one slash is a command, in either width.
TEST(CommandTest, KnowsCommands) {
    for (const auto* line : {"/who", " /x", "／帮助", "/"}) {
        EXPECT_TRUE(is_command(line)) << line;
    }
    for (const auto* line : {"who", "//who", "", "a/b"}) {
        EXPECT_FALSE(is_command(line)) << line;
    }
}

} // namespace

} // namespace chatroom
