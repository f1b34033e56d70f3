// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/recall.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

Event tombstone(std::uint64_t about, std::string text, std::string name = "Bob") {
    return {.sequence = {20},
            .time = {},
            .kind = EventKind::recalled,
            .name = std::move(name),
            .text = std::move(text),
            .about = {about}};
}

Event event(std::uint64_t number, EventKind kind, std::string name) {
    return {.sequence = {number}, .time = {}, .kind = kind, .name = std::move(name), .text = "x"};
}

// A tombstone is about one event, or about all from that one to the one that its text names.
TEST(Recall, IsWhatAnEventSays) {
    EXPECT_EQ(recall_in(tombstone(7, "")), (Recall{{7}, {7}, "Bob"}));
    EXPECT_EQ(recall_in(tombstone(7, "19")), (Recall{{7}, {19}, "Bob"}));
    EXPECT_EQ(recall_in(tombstone(7, "", "")), (Recall{{7}, {7}, ""}));
    EXPECT_EQ(recall_in(tombstone(0, "")), std::nullopt);
    auto other = tombstone(7, "");
    other.kind = EventKind::pinned;
    EXPECT_EQ(recall_in(other), std::nullopt);
}

// A range that is none, or that would reach into what comes later, is one event.
TEST(Recall, IsNoMoreThanItMayBe) {
    for (const auto* text : {"7", "6", "0", "20", "21", "x", "8x", " 8", "-8", "+8",
                             "99999999999999999999", "18446744073709551615"}) {
        EXPECT_EQ(recall_in(tombstone(7, text)), (Recall{{7}, {7}, "Bob"})) << text;
    }
}

// What is written comes back.
TEST(Recall, HasItsText) {
    EXPECT_EQ(recall_text({{7}, {7}, "Bob"}), "");
    EXPECT_EQ(recall_text({{7}, {19}, "Bob"}), "19");
}

// Of what lies between only the messages of that author are covered; without one an announcement.
TEST(Recall, CoversWhatItsAuthorSaid) {
    const Recall recall{{7}, {9}, "Bob"};
    EXPECT_FALSE(recall.covers(event(6, EventKind::said, "Bob")));
    EXPECT_TRUE(recall.covers(event(7, EventKind::said, "Bob")));
    EXPECT_TRUE(recall.covers(event(9, EventKind::said, "Bob")));
    EXPECT_FALSE(recall.covers(event(10, EventKind::said, "Bob")));
    EXPECT_FALSE(recall.covers(event(8, EventKind::said, "bob")));
    EXPECT_FALSE(recall.covers(event(8, EventKind::kicked, "Bob")));
    EXPECT_FALSE(recall.covers(event(8, EventKind::announced, "")));
    EXPECT_TRUE((Recall{{8}, {8}, ""}.covers(event(8, EventKind::announced, ""))));
}

// Only what once had a text can have lost it.
TEST(Recall, IsKnownByTheTextThatIsNotThere) {
    auto said = event(7, EventKind::said, "Bob");
    EXPECT_FALSE(is_recalled(said));
    said.text.clear();
    EXPECT_TRUE(is_recalled(said));
    said.kind = EventKind::announced;
    EXPECT_TRUE(is_recalled(said));
    said.kind = EventKind::entered;
    EXPECT_FALSE(is_recalled(said));
}

} // namespace
} // namespace chatroom
