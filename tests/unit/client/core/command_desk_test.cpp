// SPDX-License-Identifier: GPL-3.0-or-later
// What is answered to commands.
#include "client/core/command_desk.hpp"
#include "client/core/shown_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testing::StartsWith;

const Wording& desk_wording(const char* locale = "C") {
    return choose_wording([=](std::string_view) { return std::optional<std::string>(locale); });
}

Event desk_event(std::uint64_t number, std::string name, std::string text,
                 EventKind kind = EventKind::said) {
    Event event;
    event.sequence = {number};
    event.kind = kind;
    event.name = std::move(name);
    event.text = std::move(text);
    return event;
}

std::vector<std::string> texts_of(const std::vector<Shown>& all) {
    std::vector<std::string> result;
    for (const auto& one : all) {
        for (auto& line : shown_text(desk_wording(), one, {})) {
            result.push_back((is_own_words(one) ? "* " : "") + line);
        }
    }
    return result;
}

class CommandDeskTest : public testing::Test {
protected:
    std::vector<std::string> type(std::string_view line) {
        return texts_of(desk_.answer(parse_typed(line), "Ann"));
    }

    CommandDesk desk_{desk_wording(), true};
};

// What others answer is nothing to this.
TEST_F(CommandDeskTest, LeavesTheRestToOthers) {
    for (const auto* line : {"hi", "/who", "/who 3", "/history", "/quit", "/me waves"}) {
        EXPECT_THAT(type(line), IsEmpty()) << line;
    }
}

// Of each command the help has a line in both languages, and what is misused shows its own.
TEST_F(CommandDeskTest, HelpsWithEveryCommand) {
    for (const auto* locale : {"C", "zh_CN"}) {
        CommandDesk desk(desk_wording(locale), true);
        const auto help = texts_of(desk.answer(typed::Help{}, "Ann"));
        for (const auto name : command_names) {
            EXPECT_THAT(help, testing::Contains(StartsWith("* " + std::string(name) + " ")));
            EXPECT_THAT(desk.answer(typed::Misused{std::string(name)}, "Ann"),
                        testing::Not(IsEmpty()))
                << name;
        }
    }
    EXPECT_THAT(type("/history x"),
                ElementsAre("* use: /history [COUNT]  ask the server for what happened earlier"));
    EXPECT_THAT(type("/msg Bob secret"), ElementsAre(StartsWith("* there is no command /msg, and "
                                                                "it was not said")));
}

// The topic is the one that was told last.
TEST_F(CommandDeskTest, KnowsTheTopic) {
    EXPECT_THAT(type("/topic"), ElementsAre("* the room has no topic"));
    desk_.heard(ShowGreeting{"exam", ""});
    EXPECT_THAT(type("/topic"), ElementsAre("* the topic is: exam"));
    desk_.heard(desk_event(1, "", "lunch", EventKind::topic));
    EXPECT_THAT(type("/topic"), ElementsAre("* the topic is: lunch"));
}

// What was shown can be looked up.
TEST_F(CommandDeskTest, LooksUp) {
    desk_.heard(desk_event(1, "Bob", "lunch, Ann?"));
    EXPECT_THAT(type("/search LUNCH"),
                ElementsAre("* 1 with \"LUNCH\":", EndsWith("Bob : lunch, Ann?")));
    EXPECT_THAT(type("/mentions"), ElementsAre("* 1 with \"Ann\":", EndsWith("Bob : lunch, Ann?")));
    EXPECT_THAT(type("/search dinner"),
                ElementsAre("* nothing that was shown here has \"dinner\" in it"));
}

// Who is ignored is not shown, nor found, but what happens to it is.
TEST_F(CommandDeskTest, Ignores) {
    EXPECT_THAT(type("/ignore"), ElementsAre("* what everybody says is shown"));
    EXPECT_THAT(type("/ignore Bob"),
                ElementsAre("* what Bob says is not shown until you leave; /ignore Bob shows it "
                            "again",
                            "* nobody called Bob was seen here so far"));
    EXPECT_THAT(type("/ignore"), ElementsAre("* what these say is not shown: Bob"));
    EXPECT_FALSE(desk_.heard(desk_event(1, "Bob", "noise")));
    EXPECT_TRUE(desk_.heard(desk_event(2, "Bob", "", EventKind::left)));
    EXPECT_TRUE(desk_.heard(desk_event(3, "Ann", "noise")));
    EXPECT_THAT(type("/search noise"), testing::SizeIs(2));
    EXPECT_THAT(type("/ignore Bob"), ElementsAre("* what Bob says is shown again"));
    EXPECT_TRUE(desk_.heard(desk_event(4, "Bob", "noise")));
}

// What the server tells of earlier is between two lines of our own.
TEST_F(CommandDeskTest, ShowsOlderEvents) {
    desk_.answer(typed::Ignore{"Eve"}, "Ann");
    const std::vector<Event> events{desk_event(1, "Bob", "a"), desk_event(2, "Eve", "b")};
    EXPECT_THAT(texts_of(desk_.answer(ShowOlder{events, false})),
                ElementsAre("* what happened earlier, 2:", EndsWith("Bob : a"),
                            "* that was earlier; /history goes on further back"));
    EXPECT_THAT(texts_of(desk_.answer(ShowOlder{events, true})).back(),
                "* that was earlier; there is nothing further back");
    EXPECT_THAT(texts_of(desk_.answer(ShowOlder{std::vector<Event>{}, true})),
                ElementsAre("* there is nothing earlier that you may see"));
    EXPECT_THAT(texts_of(desk_.answer(ShowOlder{})),
                ElementsAre("* the server does not tell what happened earlier"));
}

// A classic server tells lines, and nothing can be made of them.
TEST_F(CommandDeskTest, KnowsWhatTheClassicProtocolCannot) {
    CommandDesk desk(desk_wording(), false);
    for (const auto* line : {"/who", "/who 3", "/missing", "/history", "/topic", "/search x",
                             "/mentions", "/ignore Bob"}) {
        EXPECT_THAT(texts_of(desk.answer(parse_typed(line), "Ann")),
                    ElementsAre("* this server speaks the classic protocol, which cannot do that"))
            << line;
    }
}

// What the server has told of earlier can be looked up as what was shown before.
TEST_F(CommandDeskTest, LooksUpOlderEvents) {
    desk_.answer(ShowOlder{std::vector<Event>{desk_event(1, "Bob", "the exam")}, true});
    EXPECT_THAT(type("/search exam"),
                ElementsAre("* 1 with \"exam\":",
                            testing::AllOf(StartsWith("#1 "), EndsWith("Bob : the exam"))));
}

// A name is ignored however it is written, as it is one name in the room.
TEST_F(CommandDeskTest, IgnoresNamesHoweverTheyAreWritten) {
    desk_.heard(desk_event(1, "Bob", "hi"));
    EXPECT_THAT(type("/ignore BOB"), ElementsAre(StartsWith("* what Bob says is not shown")));
    EXPECT_FALSE(desk_.heard(desk_event(2, "Bob", "noise")));
    EXPECT_THAT(type("/ignore bob"), ElementsAre("* what Bob says is shown again"));
    EXPECT_TRUE(desk_.heard(desk_event(3, "Bob", "noise")));
    EXPECT_THAT(type("/ignore eve"), ElementsAre(StartsWith("* what eve says is not shown"),
                                                 "* nobody called eve was seen here so far"));
    EXPECT_FALSE(desk_.heard(desk_event(4, "Eve", "noise")));
    EXPECT_THAT(type("/ignore ANN"), ElementsAre("* you cannot ignore yourself"));
}

// More names than anybody means are not taken, and that is said.
TEST_F(CommandDeskTest, IgnoresSoManyNames) {
    for (std::size_t count = 0; count < CommandDesk::max_ignored; ++count) {
        type("/ignore n" + std::to_string(count));
    }
    EXPECT_THAT(type("/ignore Bob"), ElementsAre("* you ignore 1000 names already"));
    EXPECT_TRUE(desk_.heard(desk_event(1, "Bob", "hi")));
}

} // namespace

} // namespace chatroom
