// SPDX-License-Identifier: GPL-3.0-or-later
// What the Tab key makes of what is being typed.
#include "client/core/completion.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

constexpr std::array<std::string_view, 3> some_commands{"/who", "/history", "/help"};
const std::vector<std::string> some_names{"Bob", "Bobby", "小明", "小明星", "Ann"};

Completion completed(std::string_view text) {
    return complete(text, text.size(), some_names, some_commands);
}

// A name that is the only one gets what belongs behind it: whom one addresses has a colon.
TEST(CompletionTest, CompletesANameThatIsTheOnlyOne) {
    EXPECT_EQ(completed("A"), (Completion{0, "Ann: ", {}}));
    EXPECT_EQ(completed("hi an"), (Completion{3, "Ann ", {}}));
    EXPECT_EQ(completed("hi @an"), (Completion{4, "Ann ", {}}));
}

// Several names are completed as far as they agree, and shown when there is nothing to add.
TEST(CompletionTest, ShowsCandidates) {
    EXPECT_EQ(completed("b"), (Completion{0, "Bob", {}}));
    EXPECT_EQ(completed("Bob"), (Completion{0, "Bob", {"Bob", "Bobby"}}));
    EXPECT_EQ(completed("小"), (Completion{0, "小明", {}}));
    EXPECT_EQ(completed("小明"), (Completion{0, "小明", {"小明", "小明星"}}));
}

// Commands stand at the beginning.
TEST(CompletionTest, CompletesCommands) {
    EXPECT_EQ(completed("/w"), (Completion{0, "/who ", {}}));
    EXPECT_EQ(completed("/h"), (Completion{0, "/h", {"/history", "/help"}}));
    EXPECT_EQ(completed("a /w"), (Completion{2, "/w", {}}));
}

// Where nothing fits nothing changes, and what is behind the caret does not count.
TEST(CompletionTest, LeavesTheRestAlone) {
    EXPECT_EQ(completed("xyz"), (Completion{0, "xyz", {}}));
    EXPECT_EQ(completed(""), (Completion{0, "", {}}));
    EXPECT_EQ(completed("a "), (Completion{2, "", {}}));
    EXPECT_EQ(completed("\xff"), (Completion{0, "\xff", {}}));
    EXPECT_EQ(complete("Anxious", 2, some_names, some_commands), (Completion{0, "Ann: ", {}}));
}

// Who enters or speaks is known until it leaves or is kicked; nothing else is about somebody there.
TEST(KnownNamesTest, AreOfThoseWhoAreThere) {
    KnownNames known;
    known.learn(EventKind::entered, "a");
    known.learn(EventKind::said, "b");
    known.learn(EventKind::announced, "");
    known.learn(EventKind::muted, "c");
    EXPECT_THAT(known.names(), ElementsAre("b", "a"));
    known.learn(EventKind::left, "a");
    known.learn(EventKind::kicked, "b");
    EXPECT_THAT(known.names(), testing::IsEmpty());
}

// Who was heard of last comes first, everybody once, and only so many.
TEST(KnownNamesTest, AreInTheOrderOfTheLatest) {
    KnownNames known;
    known.heard_of("a");
    known.heard_of("b");
    known.heard_of("a");
    EXPECT_THAT(known.names(), ElementsAre("a", "b"));
    known.forget("a");
    EXPECT_THAT(known.names(), ElementsAre("b"));
    for (std::size_t name = 0; name < KnownNames::max_names; ++name) {
        known.heard_of(std::to_string(name));
    }
    EXPECT_EQ(known.names().size(), KnownNames::max_names);
    EXPECT_THAT(known.names(), testing::Not(testing::Contains("b")));
}

// What a server calls a name and is none gets into nothing that is typed.
TEST(KnownNamesTest, AreNames) {
    KnownNames known;
    for (const std::string name : {"", "Alice\n/ignore Carl", "Alice\r", "Al\tice", "\x1b[31mAl",
                                   "A\x7f", "A l", "A\u2028l", "A\u202el", "\xff", "A\u200bl"}) {
        EXPECT_FALSE(is_fit_to_type(name)) << name;
        known.heard_of(name);
    }
    known.heard_of(std::string(49, 'x'));
    known.heard_of("小明");
    known.heard_of("Ann,Bob"); // From before there were rules for commas.
    EXPECT_THAT(known.names(), ElementsAre("Ann,Bob", "小明"));
}

} // namespace

} // namespace chatroom
