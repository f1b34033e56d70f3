// SPDX-License-Identifier: GPL-3.0-or-later
// What is shown, as lines without colours.
#include "client/core/shown_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> text_of(const Shown& shown) {
    const auto& english = choose_wording([](std::string_view) { return std::nullopt; });
    return shown_text(english, shown, {});
}

// Whatever it is, it is one line or none, and none of them can command a terminal.
TEST(ShownTextTest, WordsEverythingThatIsShown) {
    Event event;
    event.kind = EventKind::said;
    event.name = "Ann";
    event.text = "hi\x1b";
    EXPECT_THAT(text_of(Words{"a\nb"}), ElementsAre("a\uFFFDb"));
    EXPECT_THAT(text_of(ShowLine{"Bob : \x9b"}), ElementsAre("Bob : \uFFFD"));
    EXPECT_THAT(text_of(ShowEvent{event}), ElementsAre("Ann : hi\uFFFD"));
    EXPECT_THAT(text_of(OwnMessage{MessageId{1}, "Ann", "hi\t", {}}),
                ElementsAre("Ann : hi\uFFFD"));
    EXPECT_THAT(text_of(ShowGap{3}),
                ElementsAre("events that were here and are no longer kept: 3"));
    EXPECT_THAT(text_of(ShowGap{0, true}),
                ElementsAre("some of what was said here is lost on the server"));
    EXPECT_THAT(text_of(ShowGreeting{"exam", "at eight"}),
                ElementsAre("Admin: the topic is: exam", "Admin: at eight"));
    EXPECT_THAT(text_of(Entered{"Ann"}), IsEmpty());
    event.sequence = {12};
    EXPECT_THAT(text_of(ListedEvent{event}),
                ElementsAre(testing::MatchesRegex("#12 .* Ann : hi�")));
    event.kind = EventKind{77};
    EXPECT_THAT(text_of(ShowEvent{event}), IsEmpty());
}

// Only what the program says of its own accord is its own.
TEST(ShownTextTest, KnowsTheProgramsOwnWords) {
    EXPECT_TRUE(is_own_words(Words{"a"}));
    EXPECT_TRUE(is_own_words(ShowGap{3}));
    EXPECT_FALSE(is_own_words(ShowLine{"a"}));
    EXPECT_FALSE(is_own_words(ShowEvent{}));
    EXPECT_FALSE(is_own_words(ShowGreeting{}));
}

} // namespace

} // namespace chatroom
