// SPDX-License-Identifier: GPL-3.0-or-later
// What a hostile server or member says, as it is seen. The tests' terminal fails when it is told
// something that ChatScreen does not say.
#include "client/core/chat_screen.hpp"
#include "client/core/shown_text.hpp"
#include "tests/unit/client/screen.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

struct HostileText {
    const char* what;
    std::string bytes;
    std::string seen;
};

std::string repeated(std::string_view text, std::size_t count) {
    std::string result;
    for (; count > 0; --count) {
        result += text;
    }
    return result;
}

std::vector<HostileText> hostile_texts() {
    return {
        {"CSI, which clears the screen", "\x1b[2J", "\uFFFD[2J"},
        {"CSI, which asks where the cursor is", "\x1b[6n", "\uFFFD[6n"},
        {"CSI, which ends the brackets of a paste", "\x1b[201~rm", "\uFFFD[201~rm"},
        {"ESC c, a reset",
         "\x1b"
         "c",
         "\uFFFD"
         "c"},
        {"OSC 0, a title", "\x1b]0;x\x07", "\uFFFD]0;x\uFFFD"},
        {"OSC 8, a link that shows another", "\x1b]8;;http://evil\x1b\\ok",
         "\uFFFD]8;;http://evil\uFFFD\\ok"},
        {"OSC 52, the clipboard", "\x1b]52;c;aGk=\x07", "\uFFFD]52;c;aGk=\uFFFD"},
        {"DCS", "\x1bPq#0\x1b\\", "\uFFFDPq#0\uFFFD\\"},
        {"APC", "\x1b_Gx\x1b\\", "\uFFFD_Gx\uFFFD\\"},
        {"PM and SOS", "\x1b^a\x1bXb", "\uFFFD^a\uFFFDXb"},
        {"C1 as characters", "\u009B2J\u009D0;x\u009C\u0090\u0085",
         "\uFFFD2J\uFFFD0;x\uFFFD\uFFFD\uFFFD"},
        {"C1 as bytes",
         "\x9b"
         "2J",
         "\uFFFD2J"},
        {"ENQ, the answer-back", "\x05", "\uFFFD"},
        {"shifts and backspaces", "ab\b\bcd\x0e\x0f", "ab\uFFFD\uFFFDcd\uFFFD\uFFFD"},
        {"line ends", "a\r\nAdmin: b\u2028c", "a\uFFFD\uFFFDAdmin: b\uFFFDc"},
        {"overrides of the direction", "a\u202Ebc\u2066d", "a\uFFFDbc\uFFFDd"},
        {"500 marks", "a" + repeated("\u0301", 500), "a" + repeated("\u0301", 8)},
        {"tags", "a\U000E0041\U000E0042b", "ab"},
        {"a mark of the byte order", "a\uFEFFb", "ab"},
        {"a blank of Braille", "a\u2800b", "a b"},
        {"surrogates", "\xed\xa0\xbd", "\uFFFD\uFFFD\uFFFD"},
        {"the marks of the program", "\u258E \u258C", "| |"},
    };
}

class HostileScreenTest : public testing::Test {
protected:
    HostileScreenTest() { screen_.resize(24, 100); }

    std::vector<std::string> rows_after(std::vector<Shown> shown) {
        testing_support::Screen terminal(24, 100);
        screen_.forget();
        terminal.write(screen_.show(shown, {}, {}, nullptr));
        return terminal.rows();
    }

    static Event happened(EventKind kind, std::string name, std::string text) {
        Event event;
        event.kind = kind;
        event.name = std::move(name);
        event.text = std::move(text);
        return event;
    }

    const Wording& english_ = choose_wording([](std::string_view) { return std::nullopt; });
    ChatScreen screen_{english_, {.times = Times::off, .is_capable = true}};
};

// Each family of what could command a terminal, or deceive whoever looks at it, as a text, a name,
// an announcement, a topic, a line of a classic server, and in the program's own words.
TEST_F(HostileScreenTest, ShowsTextAndNoCommands) {
    for (const auto& [what, bytes, seen] : hostile_texts()) {
        SCOPED_TRACE(what);
        EXPECT_THAT(rows_after({ShowEvent{happened(EventKind::said, "Eve", bytes)}}),
                    ElementsAre("Eve : " + seen));
        EXPECT_THAT(rows_after({ShowEvent{happened(EventKind::said, bytes, "hi")}}),
                    ElementsAre(seen + " : hi"));
        EXPECT_THAT(rows_after({ShowEvent{happened(EventKind::announced, "", bytes)}}),
                    ElementsAre("▌ Admin: " + seen));
        EXPECT_THAT(rows_after({ShowGreeting{bytes, ""}}),
                    ElementsAre("▌ Admin: the topic is: " + seen));
        EXPECT_THAT(rows_after({ShowLine{"x" + bytes}}), ElementsAre("x" + seen));
        EXPECT_THAT(rows_after({Words{"x" + bytes}}), ElementsAre("▎ x" + seen));
    }
}

// In a pipe, too, and what is typed or pasted commands nothing either.
TEST_F(HostileScreenTest, CommandsNothingElsewhere) {
    for (const auto& [what, bytes, seen] : hostile_texts()) {
        SCOPED_TRACE(what);
        const ShowEvent event{happened(EventKind::said, "Eve", bytes)};
        EXPECT_THAT(shown_text(english_, event, {}), ElementsAre("Eve : " + seen));
        const auto row = input_row({.prompt = "", .text = bytes, .caret = bytes.size()}, 100);
        EXPECT_EQ(row.left.find_first_of("\x1b\x05\x07\b\x9b\x0e\x0f\r\n"), std::string::npos);
    }
}

// A name as wide as the screen, or wider, leaves its text a place, and is nobody else's row. (In
// one column there is no place behind the indent.)
TEST_F(HostileScreenTest, BreaksWideNames) {
    const auto name = repeated("\u5BBD", 16);
    for (const std::size_t columns : {32U, 20U, 3U, 2U, 1U}) {
        ChatScreen screen(english_, {.times = Times::off, .is_capable = true});
        testing_support::Screen terminal(100, columns);
        screen.resize(100, columns);
        const std::vector<Shown> shown{ShowEvent{happened(EventKind::said, name, "text")}};
        const Input input{.prompt = name + " : ", .text = "x", .caret = 1};
        terminal.write(screen.show(shown, {}, {}, &input));
        std::string all;
        for (const auto& row : terminal.rows()) {
            all += row;
        }
        EXPECT_EQ(all.find('t') != std::string::npos, columns > 1);
        EXPECT_LT(terminal.cursor_column(), columns);
    }
}

// Times that no calendar has, or only in a long while.
TEST_F(HostileScreenTest, HasNoTimesThatNobodyHas) {
    ChatScreen screen(english_, {.is_capable = true});
    screen.resize(24, 100);
    testing_support::Screen terminal(24, 100);
    std::vector<Shown> shown;
    for (const auto time :
         {WallTime(std::chrono::hours(24) * 365 * 300'000), WallTime::min(), WallTime::max()}) {
        auto event = happened(EventKind::said, "Eve", "hi");
        event.time = time;
        shown.emplace_back(ShowEvent{event});
    }
    terminal.write(screen.show(shown, {}, WallTime(std::chrono::hours(500'000)), nullptr));
    EXPECT_THAT(terminal.rows(), ElementsAre("[--:--] ▎ ----------", "[--:--] Eve : hi",
                                             "[--:--] Eve : hi", "[--:--] Eve : hi"));
}

} // namespace

} // namespace chatroom
