// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed, and what is pasted.
#include "client/core/key_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class KeyReaderTest : public testing::Test {
protected:
    std::vector<KeyInput> take(std::string_view bytes) { return reader_.take(now_, bytes, true); }

    TimePoint now_{std::chrono::hours(1)};
    KeyReader reader_;
};

// Keys are keys, one line with its end too.
TEST_F(KeyReaderTest, LeavesKeysAlone) {
    EXPECT_THAT(take("hi\r"), ElementsAre(Keys{"hi\r"}));
    EXPECT_THAT(take("\x1b[A\r"), ElementsAre(Keys{"\x1b[A\r"}));
    EXPECT_THAT(take("\r\r"), ElementsAre(Keys{"\r\r"}));
    EXPECT_THAT(take("\x1b"), ElementsAre(Keys{"\x1b"}));
}

// What stands in brackets is a paste, however it comes.
TEST_F(KeyReaderTest, TakesBracketsForAPaste) {
    EXPECT_THAT(take("a\x1b[200~one\rtwo\x1b[201~"),
                ElementsAre(Keys{"a"}, Pasted{"one\ntwo", false}));
    EXPECT_THAT(take("\x1b[2"), IsEmpty());
    EXPECT_THAT(take("00~one\r\n"), IsEmpty());
    EXPECT_THAT(take("two\x1b[20"), IsEmpty());
    EXPECT_THAT(take("1~"), ElementsAre(Pasted{"one\ntwo", false}));
    EXPECT_THAT(take("\x1b[2"), IsEmpty());
    EXPECT_THAT(take("~"), ElementsAre(Keys{"\x1b[2~"})); // The Insert key.
}

// A bracket that is a part of what was copied does not make keys of the rest.
TEST_F(KeyReaderTest, IsNotDeceivedByABracketInAPaste) {
    EXPECT_THAT(take("\x1b[200~one\x1b[201~rm -rf\r\x1b[201~"),
                ElementsAre(Pasted{"onerm -rf\n[201~", false}));
    EXPECT_THAT(take("x"), ElementsAre(Keys{"x"}));
}

// Several lines at once are a paste without brackets, and so is what comes right behind them.
TEST_F(KeyReaderTest, KnowsAPasteWithoutBrackets) {
    EXPECT_THAT(take("one\rtwo\rthr"), ElementsAre(Pasted{"one\ntwo\nthr", false}));
    now_ += KeyReader::pause / 2;
    EXPECT_THAT(take("ee\r"), ElementsAre(Pasted{"ee\n", false}));
    now_ += KeyReader::pause;
    EXPECT_THAT(take("\r"), ElementsAre(Keys{"\r"}));
}

// At other questions lines that come at once were typed ahead.
TEST_F(KeyReaderTest, TakesNoPasteWhereThereIsNone) {
    EXPECT_THAT(reader_.take(now_, "Bob\rhi\rquit\r", false), ElementsAre(Keys{"Bob\rhi\rquit\r"}));
}

// Control characters of a paste do nothing.
TEST_F(KeyReaderTest, DropsControlCharacters) {
    EXPECT_THAT(take("\x1b[200~a\x1b[31m\x07\x7f\tb\x1b[201~"),
                ElementsAre(Pasted{"a[31m\tb", false}));
}

// More than that is no message, but a file.
TEST_F(KeyReaderTest, TakesSoMuchAtOnce) {
    const std::string brackets_begin = "\x1b[200~";
    std::string lines;
    for (std::size_t line = 0; line < KeyReader::max_paste_lines; ++line) {
        lines += "x\n";
    }
    EXPECT_THAT(take(brackets_begin + lines + "\x1b[201~"), ElementsAre(Pasted{lines, false}));
    EXPECT_THAT(take(brackets_begin + lines + "y\x1b[201~"), ElementsAre(Pasted{"", true}));
    const std::string long_text(KeyReader::max_paste_bytes + 1, 'x');
    EXPECT_THAT(take(brackets_begin + long_text + "\x1b[201~"), ElementsAre(Pasted{"", true}));
    EXPECT_THAT(take(brackets_begin + "x\x1b[201~"), ElementsAre(Pasted{"x", false}));
}

// A character that comes in two parts is one.
TEST_F(KeyReaderTest, WaitsForTheRestOfACharacter) {
    const std::string character = "明";
    EXPECT_THAT(take("小" + character.substr(0, 1)), ElementsAre(Keys{"小"}));
    EXPECT_THAT(take(character.substr(1, 1)), IsEmpty());
    EXPECT_THAT(take(character.substr(2)), ElementsAre(Keys{"明"}));
    EXPECT_THAT(take("\x80\xff"), ElementsAre(Keys{"\x80\xff"}));
}

// Empty lines are not said.
TEST(PastedLinesTest, AreThoseWithText) {
    EXPECT_THAT(pasted_lines("one\n\ntwo\n"), ElementsAre("one", "two"));
    EXPECT_THAT(pasted_lines(""), IsEmpty());
}

} // namespace

} // namespace chatroom
