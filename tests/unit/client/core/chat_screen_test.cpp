// SPDX-License-Identifier: GPL-3.0-or-later
// What a person sees, on a terminal of the tests' own.
#include "client/core/chat_screen.hpp"
#include "client/core/display.hpp"
#include "tests/unit/client/screen.hpp"

#include <cstdlib>
#include <ctime>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

WallTime time_at(const char* text) {
    return *from_rfc3339(std::string("2026-11-29T") + text + ".000Z");
}

Shown said_at(const char* when, std::string name, std::string text, std::uint64_t sequence = 0) {
    Event event;
    event.sequence = {sequence};
    event.time = time_at(when);
    event.kind = EventKind::said;
    event.name = std::move(name);
    event.text = std::move(text);
    return ShowEvent{event};
}

Shown happened(EventKind kind, std::string name, std::string text = {}) {
    Event event;
    event.time = time_at("09:05:00");
    event.kind = kind;
    event.name = std::move(name);
    event.text = std::move(text);
    return ShowEvent{event};
}

class ChatScreenTest : public testing::Test {
protected:
    ChatScreenTest() {
        ::setenv("TZ", "UTC", 1);
        ::tzset();
        screen_.resize(12, 40);
    }
    ~ChatScreenTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }

    void show(std::vector<Shown> shown, std::vector<Marked> marks = {}) {
        terminal_.write(screen_.show(shown, marks, time_at("09:05:00"), &input_));
    }
    void type(const std::string& text) {
        input_.text = text;
        input_.caret = text.size();
        terminal_.write(screen_.draw(input_));
    }
    std::vector<std::string> rows() const { return terminal_.rows(); }

    const Wording& english_ = choose_wording([](std::string_view) { return std::nullopt; });
    testing_support::Screen terminal_{12, 40};
    ChatScreen screen_{english_, {.is_capable = true}};
    Input input_{.prompt = "Ann : ", .text = {}};
};

// Each line begins with the time when it was said, and what does not fit goes on behind an indent.
TEST_F(ChatScreenTest, ShowsLinesWithTheirTimes) {
    show({said_at("09:01:59", "小明", "hi"),
          said_at("09:02:00", "Bob", "a line that takes two rows of this screen")});
    EXPECT_THAT(rows(), ElementsAre("[09:01] 小明 : hi", "[09:02] Bob : a line that takes two rows",
                                    "          of this screen", "Ann :"));
}

// The program's own words and the administrator's have a mark in every row.
TEST_F(ChatScreenTest, MarksWhatIsNobodysText) {
    show({Words{"the server is not reachable just now, or so"},
          happened(EventKind::announced, "", "dinner is ready, come down all of you")});
    EXPECT_THAT(rows(),
                ElementsAre("[09:05] ▎ the server is not reachable", "        ▎ just now, or so",
                            "[09:05] ▌ Admin: dinner is ready, come", "        ▌ down all of you",
                            "Ann :"));
}

// No text has one of these marks, nor begins where they stand.
TEST_F(ChatScreenTest, LetsNobodySpeakForTheAdministrator) {
    show({said_at("09:01:00", "Bob", "ok" + std::string(24, ' ') + "▌ Admin: send it"),
          ShowLine{"Eve ： x\u2028[09:05] ▌ Admin: now"}});
    for (const auto& row : rows()) {
        EXPECT_EQ(row.find("▌"), std::string::npos) << row;
        EXPECT_FALSE(row.starts_with("Admin"));
    }
    EXPECT_THAT(rows(), ElementsAre("[09:01] Bob : ok        | Admin: send it",
                                    "[09:05] Eve ： x\uFFFD[09:05] | Admin: now", "Ann :"));
}

// What is being typed stays in its row, with the cursor where it was.
TEST_F(ChatScreenTest, KeepsWhatIsBeingTyped) {
    type("前后");
    input_.caret = 3;
    show({said_at("09:01:00", "Bob", "hi")});
    EXPECT_THAT(rows(), ElementsAre("[09:01] Bob : hi", "Ann : 前后"));
    EXPECT_EQ(terminal_.cursor_row(), 1U);
    EXPECT_EQ(terminal_.cursor_column(), 8U);
    type(std::string(100, 'x'));
    EXPECT_EQ(rows().size(), 2U);
    type("");
    EXPECT_THAT(rows(), ElementsAre("[09:01] Bob : hi", "Ann :"));
}

// The mark of a message changes where it stands, the row that it needs included.
TEST_F(ChatScreenTest, ChangesMarks) {
    show({OwnMessage{MessageId{1}, "Ann", "hi", time_at("09:01:00")}});
    show({OwnMessage{MessageId{2}, "Ann", std::string(25, 'x'), time_at("09:01:00")}});
    show({said_at("09:02:00", "Bob", "you?")});
    EXPECT_THAT(rows(), ElementsAre("[09:01] Ann : hi …", "[09:01] Ann : " + std::string(25, 'x'),
                                    "           …", "[09:02] Bob : you?", "Ann :"));
    show({}, {{{1}, Mark::in_journal}, {{2}, Mark::failed}});
    show({}, {{{1}, Mark::everywhere}, {{2}, Mark::everywhere}});
    EXPECT_THAT(rows(), ElementsAre("[09:01] Ann : hi ✓✓", "[09:01] Ann : " + std::string(25, 'x'),
                                    "           ✗", "[09:02] Bob : you?", "Ann :"));
    EXPECT_EQ(terminal_.cursor_row(), 4U);
}

// What is recalled goes from the screen, whoever said it.
TEST_F(ChatScreenTest, BlanksWhatIsRecalled) {
    show({said_at("09:01:00", "Bob", "my password is sesame, do not tell anybody", 7),
          OwnMessage{MessageId{1}, "Ann", "oh", time_at("09:01:00")}});
    Event own;
    own.sequence = {8};
    own.kind = EventKind::said;
    own.name = "Ann";
    own.text = "oh";
    show({ShowEvent{own, false, MessageId{1}}}, {{{1}, Mark::everywhere}});
    Event recalled;
    recalled.sequence = {9};
    recalled.time = time_at("09:05:00");
    recalled.kind = EventKind::recalled;
    recalled.name = "Bob";
    recalled.about = {7};
    show({ShowEvent{recalled}});
    EXPECT_THAT(rows(),
                ElementsAre("[09:01] Bob : (recalled)", "", "[09:01] Ann : oh ✓✓",
                            "[09:05] ▌ Admin: the message of Bob was", testing::_, "Ann :"));
    recalled.name = "Ann";
    recalled.about = {8};
    show({ShowEvent{recalled}});
    EXPECT_EQ(rows()[2], "[09:01] Ann : (recalled)");
}

// Who comes and goes is one line as long as nothing else is said.
TEST_F(ChatScreenTest, MergesComings) {
    show({happened(EventKind::entered, "Bob")});
    EXPECT_THAT(rows(), ElementsAre("[09:05] Bob entered the room", "Ann :"));
    show({happened(EventKind::entered, "小明"), happened(EventKind::left, "Eve")});
    EXPECT_THAT(rows(), ElementsAre("[09:05] Bob, 小明 entered the room; Eve",
                                    "          left the room", "Ann :"));
    show({happened(EventKind::left, "Bob"), said_at("09:05:00", "小明", "hi"),
          happened(EventKind::left, "小明")});
    EXPECT_THAT(rows(), ElementsAre("[09:05] 小明 entered the room; Bob came",
                                    "          by and left; Eve left the room", "[09:05] 小明 : hi",
                                    "[09:05] 小明 left the room", "Ann :"));
}

// A resize takes nothing away that others said, and old marks are left alone.
TEST_F(ChatScreenTest, SurvivesAResize) {
    show({said_at("09:01:00", "Bob", "important"),
          OwnMessage{MessageId{1}, "Ann", "hi", time_at("09:01:00")}});
    type(std::string(110, 'x'));
    terminal_.resize(12, 80);
    screen_.resize(12, 80);
    type("y");
    show({said_at("09:02:00", "Bob", "more")}, {{{1}, Mark::everywhere}});
    EXPECT_THAT(rows(),
                ElementsAre("[09:01] Bob : important", "[09:01] Ann : hi …", "[09:02] Bob : more",
                            "[09:05] ▎ delivered, though still marked … further up: 1", "Ann : y"));
}

// Where the terminal has broken the row in which is typed nothing of it stays above, once it has
// said where its cursor is; where it has not, what is above is somebody else's.
TEST_F(ChatScreenTest, FindsItsBrokenInput) {
    show({said_at("09:01:00", "Bob", "hi")});
    type(std::string(30, 'x'));
    EXPECT_FALSE(screen_.may_input_be_broken());
    terminal_.resize_and_break(20);
    screen_.resize(12, 20);
    EXPECT_TRUE(screen_.may_input_be_broken());
    screen_.cursor_is_at(terminal_.cursor_column());
    show({said_at("09:02:00", "Bob", "more")});
    EXPECT_THAT(rows(), ElementsAre("[09:01] Bob : hi", "[09:02] Bob : more",
                                    "Ann : <" + std::string(10, 'x')));
    EXPECT_FALSE(screen_.may_input_be_broken());
}

TEST_F(ChatScreenTest, BelievesATerminalThatBreaksNothing) {
    show({said_at("09:01:00", "Bob", "hi")});
    type(std::string(30, 'x'));
    terminal_.resize(12, 20);
    screen_.resize(12, 20);
    EXPECT_TRUE(screen_.may_input_be_broken());
    screen_.cursor_is_at(terminal_.cursor_column());
    type("y");
    EXPECT_THAT(rows(), ElementsAre("[09:01] Bob : hi", "Ann : y"));
}

// Another day is told once, whatever order the lines come in.
TEST_F(ChatScreenTest, TellsTheDay) {
    Event event;
    event.kind = EventKind::said;
    event.name = "Bob";
    event.text = "good night";
    event.time = time_at("23:59:00") - std::chrono::days(1);
    show({ShowEvent{event, true}, said_at("00:01:00", "Bob", "good morning"),
          said_at("00:02:00", "Bob", "hi")});
    EXPECT_THAT(rows(), ElementsAre("[23:59] ▎ 2026-11-28", "[23:59] Bob : good night",
                                    "[00:01] ▎ 2026-11-29", "[00:01] Bob : good morning",
                                    "[00:02] Bob : hi", "Ann :"));
}

// Our own name rings the bell, once a turn, and not for what is past.
TEST_F(ChatScreenTest, RingsForOurName) {
    show({Entered{"Ann"}, said_at("09:01:00", "Bob", "hi all"), said_at("09:01:00", "Ann", "Ann")});
    EXPECT_EQ(terminal_.bells(), 0U);
    show({said_at("09:01:00", "Bob", "ann?"), said_at("09:01:00", "Eve", "@Ann")});
    EXPECT_EQ(terminal_.bells(), 1U);
    auto past = std::get<ShowEvent>(said_at("09:01:00", "Bob", "Ann"));
    past.is_past = true;
    show({past});
    EXPECT_EQ(terminal_.bells(), 1U);
    show({ShowLine{"Bob ： ann!"}, ShowLine{"Ann entered"}});
    EXPECT_EQ(terminal_.bells(), 2U);
}

// A notification of the desktop says who it was, and cannot be made to say more.
TEST_F(ChatScreenTest, NotifiesTheDesktop) {
    ChatScreen screen(english_, {.attention = Attention::osc777, .is_capable = true});
    const std::vector<Shown> shown{Entered{"Ann"},
                                   said_at("09:01:00", "Bob", "Ann;\x1b\\\x07 \x9bok")};
    terminal_.write(screen.show(shown, {}, time_at("09:05:00"), &input_));
    EXPECT_EQ(terminal_.notifications(), "777;notify;chatroom;Bob : Ann,\uFFFD\\\uFFFD \uFFFDok");
    ChatScreen silent(english_, {.attention = Attention::none, .is_capable = true});
    EXPECT_EQ(silent.show(shown, {}, time_at("09:05:00"), nullptr).find('\a'), std::string::npos);
}

// Looks are there where they are wanted, and our own name stands out.
TEST_F(ChatScreenTest, HasColours) {
    ChatScreen screen(english_, {.colours = Colours::many, .is_capable = true});
    const std::vector<Shown> shown{Entered{"Ann"}, said_at("09:01:00", "Bob", "Ann?")};
    EXPECT_THAT(screen.show(shown, {}, time_at("09:05:00"), nullptr),
                testing::HasSubstr("\x1b[2m[09:01] \x1b[m\x1b[1;7;38;5;29mBob\x1b[m : Ann?\r\n"));
}

// A terminal that takes no sequences gets none, and what is typed is in one row all the same.
TEST_F(ChatScreenTest, NeedsNoSequences) {
    ChatScreen screen(english_, {});
    screen.resize(12, 40);
    std::string bytes = screen.draw({.prompt = "Ann : ", .text = "hello", .caret = 2});
    bytes +=
        screen.show(std::vector<Shown>{said_at("09:01:00", "Bob", "hi"),
                                       OwnMessage{MessageId{1}, "Ann", "you", time_at("09:02:00")},
                                       happened(EventKind::entered, "Eve"),
                                       happened(EventKind::entered, "Mia")},
                    std::vector<Marked>{{{1}, Mark::everywhere}}, time_at("09:05:00"), &input_);
    EXPECT_EQ(bytes.find('\x1b'), std::string::npos);
    terminal_.write(bytes);
    EXPECT_THAT(rows(), ElementsAre("[09:01] Bob : hi", "[09:02] Ann : you",
                                    "[09:05] Eve, Mia entered the room", "Ann :"));
}

// Nor does it get any because somebody says our name.
TEST_F(ChatScreenTest, CallsAttentionWithoutSequences) {
    for (const auto attention : {Attention::bell, Attention::osc9, Attention::osc777}) {
        ChatScreen screen(english_, {.attention = attention});
        const auto bytes =
            screen.show(std::vector<Shown>{Entered{"Ann"}, said_at("09:01:00", "Bob", "Ann?")}, {},
                        time_at("09:05:00"), &input_);
        EXPECT_EQ(bytes.find('\x1b'), std::string::npos);
        EXPECT_NE(bytes.find('\a'), std::string::npos);
    }
}

// What was typed in answer to a question stays, but no secret.
TEST_F(ChatScreenTest, KeepsAnswers) {
    terminal_.write(
        screen_.keep({.prompt = "Your name: ", .text = "Ann\x1b"}, time_at("09:01:00")));
    terminal_.write(screen_.keep({.prompt = "Passphrase: ", .text = "sesame", .is_hidden = true},
                                 time_at("09:01:00")));
    EXPECT_THAT(rows(), ElementsAre("[09:01] Your name: Ann\uFFFD", "[09:01] Passphrase:"));
}

// What is on entering: topic, pinned announcement, gaps.
TEST_F(ChatScreenTest, ShowsWhatANewcomerShouldKnow) {
    show({Entered{"Ann"}, ShowGreeting{"exam", "at eight"}, ShowGap{3}});
    EXPECT_THAT(rows(),
                ElementsAre("[09:05] ▌ Admin: the topic is: exam", "[09:05] ▌ Admin: at eight",
                            "[09:05] ▎ events that were here and are", testing::_, "Ann :"));
}

// Where the past ends is told, with how much of it there was.
TEST_F(ChatScreenTest, TellsWhereThePastEnds) {
    show({PastEnded{}});
    auto past = std::get<ShowEvent>(said_at("09:01:00", "Bob", "old"));
    past.is_past = true;
    show({past, past, PastEnded{}, said_at("09:05:00", "Bob", "new")});
    EXPECT_THAT(rows(), ElementsAre("[09:01] Bob : old", "[09:01] Bob : old",
                                    "[09:05] ▎ up to here before you came: 2", "[09:05] Bob : new",
                                    "Ann :"));
}

// Screens of a row or a column are no reason to fail.
TEST_F(ChatScreenTest, FitsAnyScreen) {
    for (const auto rows : {1U, 2U, 24U}) {
        for (const auto columns : {1U, 2U, 3U, 8U, 9U, 12U}) {
            ChatScreen screen(english_, {.is_capable = true});
            screen.resize(rows, columns);
            testing_support::Screen terminal(rows, columns);
            const Input input{.prompt = "小明 ： ", .text = "一二三", .caret = 3};
            terminal.write(screen.show(
                std::vector<Shown>{said_at("09:01:00", "小明", "一二三 👩\u200D👩\u200D👧"),
                                   Words{"you are in the room"},
                                   OwnMessage{MessageId{1}, "小明", "hi", time_at("09:01:00")},
                                   happened(EventKind::entered, "Eve")},
                {}, time_at("09:05:00"), &input));
            terminal.write(screen.show(std::vector<Shown>{happened(EventKind::entered, "Mia")},
                                       std::vector<Marked>{{{1}, Mark::in_journal}},
                                       time_at("09:05:00"), &input));
            EXPECT_LE(terminal.rows().size(), rows);
            EXPECT_LT(terminal.cursor_column(), columns);
        }
    }
}

// What was looked up stands by itself, with its number and its own time, and is no news.
TEST_F(ChatScreenTest, ListsWhatWasLookedUp) {
    Event said = std::get<ShowEvent>(said_at("09:01:00", "Bob", "hi Ann", 7)).event;
    Event left = std::get<ShowEvent>(happened(EventKind::left, "Bob")).event;
    left.sequence = {8};
    Event topic = std::get<ShowEvent>(happened(EventKind::topic, "", "exam")).event;
    topic.sequence = {9};
    show({happened(EventKind::entered, "Bob"), ListedEvent{said}, ListedEvent{left},
          ListedEvent{topic}, PastEnded{}});
    EXPECT_THAT(rows(), ElementsAre("[09:05] Bob entered the room", "[09:01] #7 Bob : hi Ann",
                                    "[09:05] #8 Bob left the room",
                                    "[09:05] ▌ #9 Admin: the topic is: exam", "Ann :"));
    EXPECT_EQ(terminal_.bells(), 0U);
    Event recalled;
    recalled.sequence = {10};
    recalled.time = time_at("09:05:00");
    recalled.kind = EventKind::recalled;
    recalled.name = "Bob";
    recalled.about = {7};
    show({ShowEvent{recalled}});
    EXPECT_EQ(rows()[1], "[09:01] Bob : (recalled)");
}

// What arrives whose mark is out of reach is told once, when all of it has.
TEST_F(ChatScreenTest, TellsOfMarksThatCameTooLate) {
    const auto own = [](std::uint64_t message) {
        return OwnMessage{MessageId{message}, "Ann", "hi", time_at("09:01:00")};
    };
    show({own(1), own(2)});
    screen_.forget();
    show({own(3)});
    show({}, {{{3}, Mark::in_journal}});
    show({}, {{{1}, Mark::in_journal}});
    EXPECT_THAT(rows(), ElementsAre("[09:01] Ann : hi …", "[09:01] Ann : hi …",
                                    "[09:01] Ann : hi ✓", "Ann :"));
    show({}, {{{2}, Mark::in_journal}, {{1}, Mark::everywhere}, {{2}, Mark::everywhere}});
    EXPECT_THAT(rows(), testing::Contains("[09:05] ▎ delivered, though still"));
    const auto before = rows();
    show({}, {{{1}, Mark::everywhere}, {{3}, Mark::everywhere}});
    EXPECT_EQ(rows().size(), before.size());
}

// The mark of a message whose beginning has left the screen changes, and a recall blanks what is
// there of it.
TEST_F(ChatScreenTest, ReachesTheEndOfALongMessage) {
    show({OwnMessage{MessageId{1}, "Ann", std::string(450, 'x'), time_at("09:01:00")}});
    show({}, {{{1}, Mark::in_journal}});
    EXPECT_THAT(rows()[rows().size() - 2], testing::EndsWith(" ✓"));
    Event own = std::get<ShowEvent>(said_at("09:01:00", "Ann", "x", 8)).event;
    show({ShowEvent{own, false, MessageId{1}}}, {{{1}, Mark::recalled}});
    EXPECT_EQ(rows().front(), "[09:01] Ann : (recalled)");
    EXPECT_EQ(rows().size(), 12U);
    EXPECT_EQ(rows().back(), "Ann :");
}

/// What a screen of that width shows of one thing.
std::vector<std::string> rows_at(std::size_t columns, Times times, const Shown& shown) {
    ChatScreen screen(choose_wording([](std::string_view) { return std::nullopt; }),
                      {.times = times});
    screen.resize(24, columns);
    auto bytes = screen.show({&shown, 1}, {}, time_at("09:05:00"), nullptr);
    std::vector<std::string> rows;
    for (auto end = bytes.find("\r\n"); end != std::string::npos; end = bytes.find("\r\n")) {
        rows.push_back(bytes.substr(0, end).substr(bytes.find_first_not_of('\r')));
        bytes.erase(0, end + 2);
    }
    return rows;
}

// At every width no row of a text begins as a line of somebody's own does, and each of what nobody
// in the room says has its mark.
TEST_F(ChatScreenTest, KeepsIndentsAndMarksAtEveryWidth) {
    const std::string text =
        "x [09:01] Bob : I resign 小明 ： 我 https://x.example/0123456789abcdef";
    for (const auto times : {Times::off, Times::hour, Times::full}) {
        for (std::size_t columns = 2; columns <= 60; ++columns) {
            const auto said = rows_at(columns, times, said_at("09:01:00", "Eve", text));
            EXPECT_FALSE(said.front().starts_with(' '));
            for (std::size_t row = 1; row < said.size(); ++row) {
                EXPECT_TRUE(said[row].starts_with(' ')) << columns << said[row];
            }
            for (const auto& row :
                 rows_at(columns, times, happened(EventKind::announced, "", text))) {
                EXPECT_NE(row.find("▌"), std::string::npos) << columns << row;
            }
            for (const auto& row : rows_at(columns, times, Words{text})) {
                EXPECT_NE(row.find("▎"), std::string::npos) << columns << row;
            }
        }
    }
}

// Where there is no room for a time and some text there is a shorter time, or none.
TEST_F(ChatScreenTest, LeavesTimesOutOnNarrowScreens) {
    const auto said = said_at("09:01:00", "Bob", "hi");
    EXPECT_THAT(rows_at(32, Times::full, said), ElementsAre("[2026-11-29 09:01:00] Bob : hi"));
    EXPECT_THAT(rows_at(31, Times::full, said), ElementsAre("[09:01] Bob : hi"));
    EXPECT_THAT(rows_at(18, Times::hour, said), ElementsAre("[09:01] Bob : hi"));
    EXPECT_THAT(rows_at(17, Times::full, said), ElementsAre("Bob : hi"));
    EXPECT_THAT(rows_at(6, Times::hour, said), ElementsAre("Bob :", "  hi"));
}

} // namespace

} // namespace chatroom
