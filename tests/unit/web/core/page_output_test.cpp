// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/page_output.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

// What the session says is told in words for programs, and what comes from the room cannot command.
namespace chatroom {
namespace {

using nlohmann::json;

json told(const Output& output) {
    return to_page(output).value();
}

Event said(std::string name, std::string text) {
    return {.sequence = {7},
            .time = WallTime(std::chrono::milliseconds(1234)),
            .kind = EventKind::said,
            .name = std::move(name),
            .text = std::move(text)};
}

TEST(ToPage, TellsOfEvents) {
    EXPECT_EQ(told(ShowEvent{said("Ann", "hi"), false, MessageId{3}}), (json{{"t", "event"},
                                                                             {"n", 7},
                                                                             {"at", 1234},
                                                                             {"kind", "said"},
                                                                             {"name", "Ann"},
                                                                             {"text", "hi"},
                                                                             {"m", 3}}));
    const Event pinned{.sequence = {9},
                       .time = {},
                       .kind = EventKind::pinned,
                       .name = {},
                       .text = {},
                       .client_sequence = 0,
                       .about = {7}};
    EXPECT_EQ(told(ShowEvent{pinned, true}), (json{{"t", "event"},
                                                   {"n", 9},
                                                   {"at", 0},
                                                   {"kind", "pinned"},
                                                   {"about", 7},
                                                   {"past", true}}));
}

TEST(ToPage, LeavesNothingThatTurnsALineAround) {
    const auto value = told(ShowEvent{said("A\u202Enn", "a\x1b[31mb\u2066c\n\xFF")});
    EXPECT_EQ(value.at("name"), "A\uFFFDnn");
    EXPECT_EQ(value.at("text"), "a\uFFFD[31mb\uFFFDc\uFFFD\uFFFD");
    EXPECT_EQ(told(NameRefused{"no\u202E"}).at("text"), "no\uFFFD");
    EXPECT_EQ(told(Entered{"x\u202E"}).at("name"), "x\uFFFD");
    EXPECT_EQ(told(Ended{EndReason::kicked, "y\u202E"}).at("detail"), "y\uFFFD");
    EXPECT_EQ(told(ShowGreeting{{"t\u202E", "p\u202E", std::chrono::seconds(10), true}}),
              (json{{"t", "greeting"},
                    {"topic", "t\uFFFD"},
                    {"pinned", "p\uFFFD"},
                    {"slow", 10},
                    {"silent", true}}));
}

TEST(ToPage, LeavesMarkupAsItIsForThePageToShowAsText) {
    EXPECT_EQ(told(ShowEvent{said("<b>", "<script>alert(1)</script>")}).at("text"),
              "<script>alert(1)</script>");
}

TEST(ToPage, HasAWordForEachMarkAndReason) {
    EXPECT_EQ(told(Marked{{5}, Mark::in_journal}),
              (json{{"t", "mark"}, {"m", 5}, {"mark", "journal"}}));
    EXPECT_EQ(told(Marked{{5}, Mark::recalled}).at("mark"), "recalled");
    EXPECT_EQ(told(Ended{EndReason::left}).at("reason"), "left");
    EXPECT_EQ(told(Ended{EndReason::kicked}).at("reason"), "kicked");
    EXPECT_EQ(told(Ended{EndReason::superseded}).at("reason"), "superseded");
    EXPECT_EQ(told(Ended{EndReason::dismissed}).at("reason"), "dismissed");
    EXPECT_EQ(told(Ended{EndReason::other_version}).at("reason"), "version");
    EXPECT_EQ(told(NameRefused{"text", classic::Refusal::name_owned}).at("reason"), "name_owned");
    EXPECT_FALSE(told(NameRefused{"text"}).contains("reason"));
    EXPECT_EQ(told(NotTaken{sealed::NotSaidReason::muted, "m"}).at("reason"), "muted");
    EXPECT_EQ(told(NotTaken{static_cast<sealed::NotSaidReason>(99), "new"}),
              (json{{"t", "not_taken"},
                    {"reason", "other"},
                    {"text", "new"},
                    {"after", 0},
                    {"final", true},
                    {"lines", 0},
                    {"bytes", 0}}));
}

TEST(ToPage, TellsWhoHasAnEvent) {
    sealed::Delivered delivered{.event = {4}};
    delivered.having = {3, {"Ann", "B\u202Eb"}};
    const auto value = told(ShowDelivery{{4}, delivered});
    EXPECT_EQ(value.at("having"), (json{{"count", 3}, {"names", {"Ann", "B\uFFFDb"}}}));
    EXPECT_EQ(value.at("mute").at("count"), 0);
    EXPECT_EQ(told(ShowDelivery{{4}, std::nullopt}), (json{{"t", "who"}, {"event", 4}}));
}

TEST(ToPage, TellsWhoIsInside) {
    EXPECT_EQ(told(ShowMembers{"o", sealed::Crowd{3, {"Bob", "O\u202Ex"}}}),
              (json{{"t", "members"}, {"count", 3}, {"names", {"Bob", "O\uFFFDx"}}}));
    EXPECT_EQ(told(ShowMembers{"o"}), (json{{"t", "members"}}));
}

TEST(ToPage, TellsTheRest) {
    EXPECT_EQ(told(Tell{Notice::server_unreachable}), (json{{"t", "unreachable"}}));
    EXPECT_EQ(told(Tell{Notice::server_reachable_again}), (json{{"t", "reachable"}}));
    EXPECT_EQ(told(Tell{Notice::nothing_is_kept}), (json{{"t", "not_kept"}}));
    EXPECT_EQ(told(Tell{Notice::kept_again}), (json{{"t", "kept"}}));
    EXPECT_EQ(told(ShowGap{3, true}), (json{{"t", "gap"}, {"count", 3}, {"lost", true}}));
    EXPECT_EQ(told(PassphraseNeeded{true}), (json{{"t", "passphrase"}, {"wrong", true}}));
    EXPECT_EQ(told(TextTooLong{4096}),
              (json{{"t", "unfit"}, {"reason", "too_long"}, {"most", 4096}}));
    EXPECT_EQ(told(TextNotUtf8{}), (json{{"t", "unfit"}, {"reason", "not_utf8"}}));
    EXPECT_EQ(told(ServerKey{}).at("fingerprint").get<std::string>().substr(0, 7), "SHA256:");
}

TEST(ToPage, KeepsFromThePageWhatIsNotForIt) {
    EXPECT_EQ(to_page(SendDatagram{"x"}), std::nullopt);
    EXPECT_EQ(to_page(NewSocket{}), std::nullopt);
    EXPECT_EQ(to_page(Said{{1}, "x"}), std::nullopt);
    EXPECT_EQ(to_page(ShowLine{"x"}), std::nullopt);
    EXPECT_EQ(to_page(ShowOlder{}), std::nullopt);
}

TEST(OlderToPage, HasWhatCameBeforeAsItIsToldLive) {
    const auto value = older_to_page({9}, ShowOlder{std::vector{said("A\u202Enn", "hi")}, false});
    EXPECT_EQ(value, (json{{"t", "older"},
                           {"before", 9},
                           {"start", false},
                           {"events",
                            {{{"n", 7},
                              {"at", 1234},
                              {"kind", "said"},
                              {"name", "A\uFFFDnn"},
                              {"text", "hi"}}}}}));
    EXPECT_EQ(older_to_page({9}, ShowOlder{std::vector<Event>{}, true}).at("events"),
              json::array());
    EXPECT_FALSE(older_to_page({9}, ShowOlder{}).contains("events"));
}

TEST(SaidToPage, NamesThePartsOfAText) {
    EXPECT_EQ(said_to_page({4}, {{{1}, "a"}, {{2}, "b"}}),
              (json{{"t", "said"},
                    {"id", 4},
                    {"parts", {{{"m", 1}, {"text", "a"}}, {{"m", 2}, {"text", "b"}}}}}));
    EXPECT_EQ(said_to_page({4}, {}).at("parts"), json::array());
}

} // namespace
} // namespace chatroom
