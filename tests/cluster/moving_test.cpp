// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/moving.hpp"
#include "daemon/io/number_reserve.hpp"
#include "tests/cluster/cluster_fixture.hpp"

namespace chatroom::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class MovingTest : public ClusterTest {
protected:
    DatabaseSetup setup{.uri = uri, .node = "moving"};
    TemporaryDirectory from;
    TemporaryDirectory to;

    std::string refusal_of(const std::function<void()>& work) {
        try {
            work();
            return "it was done";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    void make_room() {
        SqliteJournal journal(from.path() / "room.db", {});
        journal.append(
            {1}, {{said(1, "first"), changed("k", std::string("\0\xff", 2)), said(2, "second")}});
    }
};

// A room goes into a database and out again with events, facts, numbers and what is lost.
TEST_F(MovingTest, ThereAndBack) {
    make_room();
    {
        SqliteJournal journal(from.path() / "room.db", {});
        EXPECT_FALSE(journal.leave_out({50}));
        journal.append({1}, {{said(51, "after a gap")}});
    }
    const auto moved = import_room(setup, from.path(), room_key);
    EXPECT_EQ(moved.events, 3U);
    EXPECT_EQ(moved.go_on_above, Sequence{51});
    {
        Node a(uri);
        a.open();
        EXPECT_THAT(a.texts(), ElementsAre("1 first", "2 second", "51 after a gap"));
        EXPECT_EQ(a.journal->head(), Sequence{51});
        EXPECT_TRUE(a.journal->is_lost({{10}, {10}}));
        EXPECT_TRUE(a.decide({said(52, "on several machines"), changed("l", "v")}));
    }
    const auto back = export_room(setup, to.path());
    EXPECT_EQ(back.events, 4U);
    EXPECT_EQ(back.go_on_above, Sequence{52});
    SqliteJournal journal(to.path() / "room.db", {});
    EXPECT_EQ(journal.head(), Sequence{52});
    EXPECT_EQ(journal.set_back(), "");
    EXPECT_EQ(journal.latest(10).value().size(), 4U);
    EXPECT_TRUE(journal.is_lost({{10}, {10}}));
    EXPECT_THAT(journal.facts().value(),
                ElementsAre(Fact{.kind = 1, .key = "k", .bytes = std::string("\0\xff", 2)},
                            Fact{.kind = 1, .key = "l", .bytes = "v"}));
}

// Only an empty database takes a room, and only a directory without one.
TEST_F(MovingTest, NothingIsWrittenOver) {
    make_room();
    import_room(setup, from.path(), room_key);
    EXPECT_THAT(refusal_of([&] { import_room(setup, from.path(), room_key); }),
                HasSubstr("there is a room in the database already"));
    EXPECT_THAT(refusal_of([&] { export_room(setup, from.path()); }),
                HasSubstr("there is a room in " + from.path().string() + " already"));
    EXPECT_THAT(refusal_of([&] { import_room(setup, to.path(), room_key); }),
                HasSubstr("there is no room in " + to.path().string()));
}

// While a node is connected nothing is moved.
TEST_F(MovingTest, NotUnderANode) {
    make_room();
    Node a(uri, "a");
    a.open();
    EXPECT_THAT(refusal_of([&] { import_room(setup, from.path(), room_key); }),
                HasSubstr("chatroomd node a is connected to the database: stop it first"));
    EXPECT_THAT(refusal_of([&] { export_room(setup, to.path()); }),
                HasSubstr("chatroomd node a is connected to the database: stop it first"));
}

// When a database is lost, a node's copy is the room: numbers go on far above what any other node
// may have had.
TEST_F(MovingTest, ACopyIsARoom) {
    Node a(uri);
    a.open();
    EXPECT_TRUE(a.decide({said(1, "saved"), changed("k", "v")}));
    a.close();
    setup.uri = server().uri(server().new_database());
    const auto moved = import_room(setup, a.state.path(), room_key);
    EXPECT_EQ(moved.go_on_above, Sequence{1 + NumberReserve::safe_distance});
    Node b(setup.uri, "b");
    b.open();
    EXPECT_THAT(b.texts(), ElementsAre("1 saved"));
    EXPECT_EQ(b.journal->facts().value().size(), 1U);
    EXPECT_EQ(b.journal->head(), Sequence{1 + NumberReserve::safe_distance});
}

} // namespace
} // namespace chatroom::cluster
