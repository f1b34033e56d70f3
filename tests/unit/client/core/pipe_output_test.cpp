// SPDX-License-Identifier: GPL-3.0-or-later
// What goes into a pipe: a line an event.
#include "client/core/pipe_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Wording& pipe_wording() {
    return choose_wording([](std::string_view) { return std::nullopt; });
}

ShowEvent heard(std::uint64_t number, std::string text, bool is_past = false) {
    ShowEvent shown;
    shown.event.sequence = {number};
    shown.event.kind = EventKind::said;
    shown.event.name = "Bob";
    shown.event.text = std::move(text);
    shown.is_past = is_past;
    return shown;
}

std::vector<std::string> texts(PipeOutput& output, const std::vector<Shown>& shown) {
    std::vector<std::string> result;
    for (auto& line : output.lines(shown, {})) {
        result.push_back((line.is_event ? "" : "* ") + line.text);
    }
    return result;
}

// What happens is a line, and what the program has to say is not among them.
TEST(PipeOutputTest, IsALineAnEvent) {
    PipeOutput output(pipe_wording(), {});
    EXPECT_THAT(texts(output, {Entered{"Ann"}, PastEnded{}, heard(1, "hi\x1b"),
                               OwnMessage{MessageId{1}, "Ann", "me", {}}, Words{"muted"},
                               ShowGap{3}, ShowLine{"Eve : x"}}),
                ElementsAre("Bob : hi\uFFFD", "* muted",
                            "* events that were here and are no longer kept: 3", "Eve : x"));
}

// The past is nobody's business who has not asked for it, nor is what stands in it.
TEST(PipeOutputTest, HasNoHistoryUnasked) {
    PipeOutput output(pipe_wording(), {});
    EXPECT_THAT(texts(output, {ShowGreeting{"exam", "at eight"}, heard(1, "a", true), ShowGap{1},
                               heard(3, "b", true), PastEnded{}, heard(4, "c")}),
                ElementsAre("Bob : c"));
    EXPECT_THAT(texts(output, {ShowGreeting{"exam", ""}}), IsEmpty());
}

// Of the past the latest are shown, as many as were asked for, once it is known which they are.
TEST(PipeOutputTest, HasTheLatestOfTheHistory) {
    PipeOutput output(pipe_wording(), {.is_json = false, .history = 2});
    EXPECT_THAT(texts(output, {heard(1, "a", true), heard(2, "b", true), heard(3, "c", true)}),
                IsEmpty());
    EXPECT_THAT(
        texts(output, {PastEnded{}, heard(4, "d")}),
        ElementsAre(testing::HasSubstr("Bob : b"), testing::HasSubstr("Bob : c"), "Bob : d"));
    EXPECT_THAT(texts(output, {ShowGreeting{"exam", ""}}),
                ElementsAre("Admin: the topic is: exam"));
}

// As JSON there are the same events, the gaps and kinds of tomorrow too; words stay words.
TEST(PipeOutputTest, WritesJson) {
    PipeOutput output(pipe_wording(), {.is_json = true, .history = 0});
    auto unknown = heard(5, "x");
    unknown.event.kind = EventKind{77};
    const std::vector<Shown> shown{PastEnded{},   heard(4, "d"),  unknown,     ShowGap{2},
                                   ShowLine{"l"}, Words{"muted"}, Entered{"A"}};
    using testing::HasSubstr;
    EXPECT_THAT(texts(output, shown),
                ElementsAre(HasSubstr(R"("seq":4,)"), HasSubstr(R"("kind":"kind-77")"),
                            HasSubstr(R"("kind":"gap")"), HasSubstr(R"("kind":"line")"),
                            "* muted"));
}

} // namespace

} // namespace chatroom
