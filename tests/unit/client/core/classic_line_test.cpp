// SPDX-License-Identifier: GPL-3.0-or-later
// Whom the lines of the classic protocol are about.
#include "client/core/classic_line.hpp"
#include "protocol/classic_wording.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

// What the room says in either language is understood, as far as it is about a member.
TEST(ClassicLineTest, UnderstandsNotices) {
    for (const auto language : {classic::Language::zh, classic::Language::en}) {
        for (const auto kind : {EventKind::said, EventKind::entered, EventKind::left}) {
            for (const std::string name : {"小明", "Bob"}) {
                Event event;
                event.kind = kind;
                event.name = name;
                event.text = kind == EventKind::said ? "Eve left the room" : "";
                EXPECT_EQ(read_classic_line(*classic::notice(language, event)),
                          (ClassicLine{kind, name}));
            }
        }
        Event kick;
        kick.kind = EventKind::kicked;
        kick.name = "Bob";
        for (const std::string reason : {"", "spam"}) {
            kick.text = reason;
            EXPECT_EQ(read_classic_line(*classic::notice(language, kick)),
                      (ClassicLine{EventKind::left, "Bob"}));
        }
        Event announcement;
        announcement.kind = EventKind::announced;
        announcement.text = "Bob left the room";
        EXPECT_EQ(read_classic_line(*classic::notice(language, announcement)), std::nullopt);
    }
}

// What is said is nobody else's, whatever its words are.
TEST(ClassicLineTest, BelievesNoTexts) {
    EXPECT_EQ(read_classic_line("Eve ： Bob 进入了聊天室"), (ClassicLine{EventKind::said, "Eve"}));
    EXPECT_EQ(read_classic_line("a b ： c"), std::nullopt);
    EXPECT_EQ(read_classic_line(" : c"), std::nullopt);
    EXPECT_EQ(read_classic_line(std::string(49, 'x') + " : c"), std::nullopt);
    EXPECT_EQ(read_classic_line(" left the room"), std::nullopt);
    EXPECT_EQ(read_classic_line("Bob left the room and so on"), std::nullopt);
    EXPECT_EQ(read_classic_line(""), std::nullopt);
}

} // namespace

} // namespace chatroom
