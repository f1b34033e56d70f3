// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cluster/cluster_fixture.hpp"
#include "tests/cluster/cut_proxy.hpp"

namespace chatroom::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// These have a server of their own, which they end.
class TroubleTest : public testing::Test {
protected:
    PostgresServer server;
    std::string database = server.new_database();
    std::string uri = server.uri(database);
};

// When the answer to a commit is lost, the batch is neither lost nor decided twice, and whoever
// asked is told that it is decided.
TEST_F(TroubleTest, ALostAnswer) {
    CutProxy proxy(server.port());
    Node a(proxy.uri(database), "a");
    Node b(uri, "b");
    a.open();
    b.open();
    EXPECT_TRUE(a.decide({said(1, "one")}));
    proxy.lose_answer_to("chatroom.decide(");
    EXPECT_TRUE(a.decide({said(2, "two")}));
    EXPECT_EQ(proxy.lost(), 1);
    EXPECT_TRUE(a.decide({said(3, "three")}));
    EXPECT_TRUE(b.wait_until([&] { return b.journal->head() == Sequence{3}; }));
    EXPECT_THAT(b.texts(), ElementsAre("1 one", "2 two", "3 three"));
    EXPECT_EQ(a.texts(), b.texts());
}

// The same when another node has decided something since.
TEST_F(TroubleTest, ALostAnswerAndOthersBehind) {
    CutProxy proxy(server.port());
    Node a(proxy.uri(database), "a");
    Node b(uri, "b");
    a.open();
    b.open();
    proxy.lose_answer_to("chatroom.decide(");
    a.ask(1, {said(1, "of a")});
    EXPECT_TRUE(b.wait_until([&] { return b.journal->head() == Sequence{1}; }));
    b.wait(1);
    EXPECT_TRUE(b.decide({said(2, "of b")}));
    EXPECT_TRUE(a.wait_until([&] { return a.journal->head() == Sequence{2}; }));
    const auto decided = a.wait(2);
    EXPECT_EQ(decided[0].ticket, Ticket{1});
    EXPECT_EQ(decided[1].ticket, std::nullopt);
    EXPECT_EQ(proxy.lost(), 1);
    EXPECT_THAT(a.texts(), ElementsAre("1 of a", "2 of b"));
}

// When the server dies and comes back, a node goes on by itself, and what was acknowledged is
// there.
TEST_F(TroubleTest, TheServerDies) {
    Node a(uri);
    a.open();
    EXPECT_TRUE(a.decide({said(1, "before")}));
    server.kill9();
    a.ask(2, {said(2, "meanwhile")});
    EXPECT_TRUE(a.journal->take_decided().empty());
    server.start();
    const auto decided = a.wait(1);
    ASSERT_EQ(decided.size(), 1U);
    EXPECT_EQ(decided[0].ticket, Ticket{2});
    EXPECT_TRUE(decided[0].batch.has_value());
    EXPECT_EQ(server.ask(database, "select string_agg(text, ' ' order by number) from "
                                   "chatroom.history"),
              "before meanwhile");
}

// A database that does not answer, though nothing is broken, is away after some seconds, which the
// journal says; when it answers again it is not, and what was asked is decided, once.
TEST_F(TroubleTest, TheServerStandsStill) {
    Node a(uri);
    a.open();
    server.freeze();
    const auto begun = std::chrono::steady_clock::now();
    a.ask(1, {said(1, "patience")});
    EXPECT_TRUE(a.wait_until([&] { return !a.journal->away().empty(); }));
    const auto passed = std::chrono::steady_clock::now() - begun;
    EXPECT_GE(passed, ClusterLink::told_after - std::chrono::milliseconds(100));
    EXPECT_LE(passed, ClusterLink::told_after + std::chrono::seconds(5));
    EXPECT_THAT(a.journal->away(), HasSubstr("the database has not answered since "));
    server.thaw();
    EXPECT_EQ(a.wait(1).front().ticket, Ticket{1});
    EXPECT_TRUE(a.wait_until([&] { return a.journal->away().empty(); }));
    EXPECT_THAT(a.texts(), ElementsAre("1 patience"));
    EXPECT_EQ(server.ask(database, "select count(*) from chatroom.event"), "1");
}

// Nobody says anything, and the node notices all the same that the database is away.
TEST_F(TroubleTest, AwayInAQuietRoom) {
    Node a(uri);
    a.open();
    server.stop();
    EXPECT_TRUE(a.wait_until([&] { return !a.journal->away().empty(); }));
    server.start();
    EXPECT_TRUE(a.wait_until([&] { return a.journal->away().empty(); }));
}

// A database that was put back to what it was before is not gone on with: not by a node that runs,
// nor by one that starts.
TEST_F(TroubleTest, TheDatabaseGoesBack) {
    Node a(uri);
    a.open();
    EXPECT_TRUE(a.decide({said(1, "one")}));
    EXPECT_TRUE(a.decide({said(2, "two")}));
    server.ask(database, "update chatroom.head set batch = 1, sequence = 1, id = (select id from "
                         "chatroom.batch where number = 1)");
    server.ask(database, "delete from chatroom.batch where number = 2");
    std::string words;
    try {
        a.wait_until([] { return false; });
    } catch (const std::runtime_error& error) {
        words = error.what();
    }
    EXPECT_THAT(words, HasSubstr("the database has gone back: its latest batch is 1, and this node "
                                 "has had batch 2"));
    a.close();
    EXPECT_THAT(refusal(a), HasSubstr("the database has gone back"));
}

// Likewise another batch under a number that the node has had, as after a failover to a standby
// that did not have everything.
TEST_F(TroubleTest, TheDatabaseHasAnotherPast) {
    Node a(uri, "a");
    Node b(uri, "b");
    a.open();
    EXPECT_TRUE(a.decide({said(1, "of a")}));
    a.close();
    b.open();
    server.ask(database, "update chatroom.batch set id = gen_random_uuid()");
    server.ask(database, "update chatroom.head set id = (select id from chatroom.batch)");
    EXPECT_THAT(refusal(a), HasSubstr("the database has gone back"));
}

// A primary dies for good, and the standby that has everything takes over: nothing acknowledged is
// lost, and nothing is there twice.
TEST_F(TroubleTest, AStandbyIsPromoted) {
    PostgresServer standby(server);
    server.configure("synchronous_standby_names = 'standby'");
    const auto both = "postgresql://chatroom@127.0.0.1:" + std::to_string(server.port()) +
                      ",127.0.0.1:" + std::to_string(standby.port()) + "/" + database;
    Node a(both, "a");
    Node b(both, "b");
    a.open();
    b.open();
    std::uint64_t said_so_far = 0;
    const auto say = [&] {
        const auto number = ++said_so_far;
        ASSERT_TRUE(a.decide({said(number, std::to_string(number))}));
    };
    for (int line = 0; line < 20; ++line) {
        say();
    }
    server.kill9();
    a.ask(1, {said(21, "21")});
    said_so_far = 21;
    standby.promote();
    EXPECT_EQ(a.wait(1).front().ticket, Ticket{1});
    for (int line = 0; line < 20; ++line) {
        say();
    }
    EXPECT_TRUE(b.wait_until([&] { return b.journal->head() == Sequence{41}; }));
    ASSERT_EQ(b.texts().size(), 41U);
    for (std::uint64_t number = 1; number <= 41; ++number) {
        EXPECT_EQ(b.texts()[number - 1], std::to_string(number) + " " + std::to_string(number));
    }
    EXPECT_EQ(a.texts(), b.texts());
    EXPECT_EQ(standby.ask(database, "select count(*) from chatroom.event"), "41");
}

} // namespace
} // namespace chatroom::cluster
