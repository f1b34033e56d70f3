// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/recall.hpp"
#include "tests/cluster/cluster_fixture.hpp"
#include "tests/unit/daemon/io/full_disk.hpp"

#include <filesystem>

namespace chatroom::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class DecideTest : public ClusterTest {};

// What one node asks for is decided, is in its copy, and is told to the other one as it was.
TEST_F(DecideTest, IsToldToAll) {
    Node a(uri, "a");
    Node b(uri, "b");
    a.open();
    b.open();
    std::vector<Record> records{said(1, "a \"quoted\" \\ {line}, ,NULL"), changed("k", "\0\x01\\"),
                                said(2, "你好")};
    records[2].facts = {{.kind = 2, .key = std::string("\0k", 2), .bytes = std::string("\0", 1)},
                        {.kind = 1, .key = "k", .bytes = std::nullopt}};
    a.ask(7, records);
    const auto own = a.wait(1);
    ASSERT_EQ(own.size(), 1U);
    EXPECT_EQ(own[0].ticket, Ticket{7});
    EXPECT_EQ(own[0].batch.value().records, records);
    const auto other = b.wait(1);
    ASSERT_EQ(other.size(), 1U);
    EXPECT_EQ(other[0].ticket, std::nullopt);
    EXPECT_EQ(other[0].batch.value().records, records);
    for (auto* node : {&a, &b}) {
        EXPECT_EQ(node->journal->head(), Sequence{2});
        EXPECT_THAT(node->texts(), ElementsAre("1 a \"quoted\" \\ {line}, ,NULL", "2 你好"));
        EXPECT_THAT(node->journal->facts().value(), ElementsAre(records[2].facts[0]));
        EXPECT_EQ(node->journal->away(), "");
    }
}

// Of two that ask over the same state exactly one gets it; the other one is told what came first,
// and can ask again over that.
TEST_F(DecideTest, OneOfTwoIsFirst) {
    Node a(uri, "a");
    Node b(uri, "b");
    a.open();
    b.open();
    std::uint64_t head = 0;
    for (int round = 0; round < 20; ++round) {
        a.ask(1, {said(head + 1, "a")});
        b.ask(2, {said(head + 1, "b")});
        const auto of_a = a.wait(1);
        const auto of_b = b.wait(1);
        const bool is_a_first = of_a.front().ticket == Ticket{1} && of_a.front().batch.has_value();
        auto& loser = is_a_first ? b : a;
        auto decided = is_a_first ? of_b : of_a;
        if (decided.size() < 2) {
            const auto more = loser.wait(1);
            decided.insert(decided.end(), more.begin(), more.end());
        }
        ASSERT_EQ(decided.size(), 2U);
        EXPECT_EQ(decided[0].ticket, std::nullopt);
        EXPECT_EQ(decided[0].batch.value().records[0].event->text, is_a_first ? "a" : "b");
        EXPECT_EQ(decided[1].ticket, Ticket{is_a_first ? 2U : 1U});
        ASSERT_FALSE(decided[1].batch.has_value());
        EXPECT_TRUE(decided[1].batch.error().was_outrun);
        loser.ask(3, {said(head + 2, "again")});
        EXPECT_EQ(loser.wait(1).front().ticket, Ticket{3});
        (is_a_first ? a : b).wait(1);
        head += 2;
    }
    EXPECT_EQ(a.texts(), b.texts());
    EXPECT_EQ(a.texts().size(), 40U);
}

// What is refused by the database, here a text that is none, has not happened, and what is right is
// decided afterwards.
TEST_F(DecideTest, WhatIsNoTextIsRefused) {
    Node a(uri);
    a.open();
    a.ask(1, {said(1, "\xff")});
    const auto decided = a.wait(1);
    ASSERT_FALSE(decided[0].batch.has_value());
    EXPECT_FALSE(decided[0].batch.error().was_outrun);
    EXPECT_THAT(decided[0].batch.error().message, HasSubstr("the database refuses it: "));
    EXPECT_TRUE(a.decide({said(1, "x")}));
}

// When the database's disk is full nothing has happened, and it goes on when there is room.
TEST_F(DecideTest, AFullDatabase) {
    Node a(uri);
    a.open();
    server().ask(database,
                 "create function chatroom.no_space() returns trigger language plpgsql as "
                 "$$ begin raise exception 'could not extend file: no space left' "
                 "using errcode = 'disk_full'; end $$");
    server().ask(database, "create trigger no_space before insert on chatroom.event "
                           "execute function chatroom.no_space()");
    a.ask(1, {said(1, "x")});
    const auto decided = a.wait(1);
    ASSERT_FALSE(decided[0].batch.has_value());
    EXPECT_EQ(decided[0].batch.error().message,
              "the database refuses it: could not extend file: no space left");
    EXPECT_EQ(a.journal->away(), "");
    server().ask(database, "drop trigger no_space on chatroom.event");
    EXPECT_TRUE(a.decide({said(1, "x")}));
}

// When this machine's disk is full, the copy stands still and says so, what is asked is refused,
// and nothing that was decided is left out: it goes on by itself when there is room.
TEST_F(DecideTest, AFullDiskHere) {
    Node a(uri, "a");
    Node b(uri, "b");
    a.open();
    b.open();
    const std::string big(900, 'x');
    {
        const FullDisk full;
        b.ask(1, {said(1, big)});
        ASSERT_TRUE(a.wait_until([&] { return !a.journal->away().empty(); }));
        EXPECT_THAT(a.journal->away(), HasSubstr("the copy of the room on this machine cannot be"));
        a.ask(9, {said(2, "refused")});
        const auto refused = a.wait(1);
        EXPECT_EQ(refused[0].ticket, Ticket{9});
        ASSERT_FALSE(refused[0].batch.has_value());
        EXPECT_FALSE(refused[0].batch.error().was_outrun);
    }
    EXPECT_TRUE(a.wait_until([&] { return a.journal->away().empty(); }));
    EXPECT_EQ(a.wait(1).front().ticket, std::nullopt);
    EXPECT_THAT(a.texts(), ElementsAre("1 " + big));
    EXPECT_TRUE(a.decide({said(2, "y")}));
}

// What is recalled has no text in the database from then on, nor has anything that older batches
// made of it; nodes that come later see it as all others do.
TEST_F(DecideTest, ARecallLeavesNoText) {
    Node a(uri, "a");
    Node b(uri, "b");
    a.open();
    b.open();
    Record pinned = changed("", "pinned: my secret word");
    EXPECT_TRUE(a.decide({said(1, "my secret word"), said(2, "harmless"), pinned}));
    EXPECT_THAT(server().dump(database), HasSubstr("my secret word"));
    const Recall recall{.first = {1}, .last = {1}, .name = "小明"};
    Record tombstone = said(3, recall_text(recall));
    tombstone.event->kind = EventKind::recalled;
    tombstone.event->about = {1};
    Record unpinned = changed("", "nothing is pinned");
    EXPECT_TRUE(a.decide({tombstone, unpinned}));
    EXPECT_THAT(server().dump(database), Not(HasSubstr("my secret word")));
    EXPECT_THAT(server().dump(database), Not(HasSubstr("6d7920736563726574"))); // As bytes.
    EXPECT_THAT(server().dump(database), HasSubstr("harmless"));
    b.wait(2);
    Node c(uri, "c");
    c.open();
    for (auto* node : {&a, &b, &c}) {
        EXPECT_EQ(node->texts()[0], "1 ");
        EXPECT_EQ(node->texts()[1], "2 harmless");
        EXPECT_EQ(node->journal->facts().value()[0].bytes, "nothing is pinned");
    }
}

// History can be read by SQL.
TEST_F(DecideTest, HistoryIsAView) {
    Node a(uri);
    a.open();
    EXPECT_TRUE(a.decide({said(1, "hello")}));
    EXPECT_EQ(server().ask(database, "select number || kind || name || text || (time at time zone "
                                     "'UTC')::text || coalesce(about::text, '-') "
                                     "from chatroom.history"),
              "1said小明hello2026-09-21 14:13:20.123-");
}

// Events and batches that are more than is to be kept go, the oldest first, and never the latest.
TEST_F(DecideTest, WhatIsTooMuchGoes) {
    Node a(uri);
    a.open();
    for (std::uint64_t number = 1; number <= 30; ++number) {
        ASSERT_TRUE(a.decide({said(number, "x"), changed("k", "v")}));
    }
    const auto events = [&] {
        return server().ask(database, "select min(sequence) || ' ' || max(sequence) from "
                                      "chatroom.event");
    };
    EXPECT_EQ(server().ask(database, "select chatroom.tidy(1000, 20, 0, 5)"), "5");
    EXPECT_EQ(events(), "6 30");
    EXPECT_EQ(server().ask(database, "select chatroom.tidy(1000, 20, 0, 100)"), "5");
    EXPECT_EQ(events(), "11 30");
    EXPECT_EQ(server().ask(database, "select chatroom.tidy(10, 20, 0, 100)"), "0");
    EXPECT_EQ(server().ask(database, "select min(number) || ' ' || count(*) from chatroom.batch"),
              "21 10");
    EXPECT_EQ(server().ask(database, "select min(batch) from chatroom.batch_fact"), "21");
    EXPECT_EQ(server().ask(database, "select chatroom.tidy(10, 20, 9000000000000, 100)"), "19");
    EXPECT_EQ(events(), "30 30");
    // And the node says when there may be something to do.
    a.journal->configure({.keep_events = 1000});
    a.journal->tidy({});
    EXPECT_TRUE(a.decide({said(31, "y")}));
}

} // namespace
} // namespace chatroom::cluster
