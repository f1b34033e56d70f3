// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/durable_file.hpp"
#include "tests/cluster/cluster_fixture.hpp"

#include <filesystem>

namespace chatroom::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class StartTest : public ClusterTest {
protected:
    static constexpr std::uint64_t said_meanwhile = 20;

    /// Both were there, and so much is decided since the second one has gone.
    static void say_while_away(Node& a, Node& away) {
        a.open();
        away.open();
        away.close();
        for (std::uint64_t number = 1; number <= said_meanwhile; ++number) {
            ASSERT_TRUE(a.decide({said(number, std::to_string(number)), changed("k", "v")}));
        }
    }
};

// A node that comes new gets the latest of the past, and everything that the room knows; numbers go
// on where they were.
TEST_F(StartTest, ANewcomerCopies) {
    Node a(uri, "a");
    a.open();
    for (std::uint64_t number = 1; number <= 30; ++number) {
        ASSERT_TRUE(a.decide({said(number, std::to_string(number)),
                              changed("k" + std::to_string(number % 3), std::to_string(number))}));
    }
    Node b(uri, "b");
    b.setup.retention.keep_events = 10;
    b.open();
    EXPECT_THAT(b.texts(), SizeIs(10));
    EXPECT_EQ(b.texts().front(), "21 21");
    EXPECT_EQ(b.journal->oldest(), Sequence{21});
    EXPECT_EQ(b.journal->head(), Sequence{30});
    EXPECT_EQ(b.journal->facts().value(), a.journal->facts().value());
    EXPECT_TRUE(b.decide({said(31, "of b")}));
    EXPECT_EQ(a.wait(1).front().batch.value().records[0].event->text, "of b");
}

// A node that was away gets what it missed, and no more.
TEST_F(StartTest, WhoWasAwayCatchesUp) {
    Node a(uri, "a");
    Node b(uri, "b");
    a.open();
    b.open();
    EXPECT_TRUE(a.decide({said(1, "1")}));
    b.wait(1);
    b.close();
    for (std::uint64_t number = 2; number <= 100; ++number) {
        ASSERT_TRUE(a.decide({said(number, std::to_string(number))}));
    }
    b.open();
    EXPECT_EQ(a.texts(), b.texts());
    EXPECT_EQ(b.journal->head(), Sequence{100});
    EXPECT_TRUE(b.journal->take_decided().empty());
}

// A node that was away for too long copies the room anew, and keeps what it had.
TEST_F(StartTest, WhoIsTooFarBehindCopiesAnew) {
    Node a(uri, "a");
    Node b(uri, "b");
    say_while_away(a, b);
    server().ask(database, "select chatroom.tidy(5, 1000, 0, 100)");
    b.open();
    EXPECT_EQ(a.texts(), b.texts());
    EXPECT_EQ(b.journal->facts().value(), a.journal->facts().value());
    EXPECT_TRUE(std::filesystem::exists(b.state.path() / "room.db.set-aside"));
    EXPECT_TRUE(b.decide({said(21, "x")}));
}

// Likewise if only the events are forgotten that it missed, and not yet the batches.
TEST_F(StartTest, WhoMissedForgottenEventsCopiesAnew) {
    Node a(uri, "a");
    Node b(uri, "b");
    say_while_away(a, b);
    server().ask(database, "select chatroom.tidy(1000, 5, 0, 100)");
    EXPECT_EQ(server().ask(database, "select min(sequence) from chatroom.event"), "16");
    b.open();
    EXPECT_THAT(b.texts(), ElementsAre("16 16", "17 17", "18 18", "19 19", "20 20"));
    EXPECT_TRUE(b.decide({said(21, "x")}));
}

// A node that dies at any time has a copy from which it goes on.
TEST_F(StartTest, ACopyOutlivesTheNode) {
    Node a(uri);
    a.open();
    EXPECT_TRUE(a.decide({said(1, "1"), changed("k", "v")}));
    std::filesystem::copy(a.state.path(), a.state.path().string() + "-copied");
    Node again(uri);
    again.setup.state = a.state.path().string() + "-copied";
    a.close();
    again.open();
    EXPECT_THAT(again.texts(), ElementsAre("1 1"));
    EXPECT_TRUE(again.decide({said(2, "2")}));
    again.close();
    std::filesystem::remove_all(again.setup.state);
}

// Two nodes of one name: the second one is refused, in words that name it.
TEST_F(StartTest, OneNameIsOneNode) {
    Node a(uri, "a");
    Node other(uri, "a");
    a.open();
    EXPECT_THAT(refusal(other), HasSubstr("another chatroomd is node \"a\""));
    a.close();
    other.setup.name_patience = std::chrono::seconds(5); // Until the server has noticed.
    EXPECT_EQ(refusal(other), "it was opened");
}

// The key of the server is that of the room.
TEST_F(StartTest, TheKeyIsTheRooms) {
    Node a(uri, "a");
    bool had_key = true;
    a.setup.key = [&](bool has_key) {
        had_key = has_key;
        return room_key;
    };
    a.open();
    EXPECT_FALSE(had_key);
    Node b(uri, "b");
    b.setup.key = [&](bool has_key) {
        had_key = has_key;
        return "SHA256:another";
    };
    EXPECT_THAT(refusal(b), HasSubstr("the key of this server is SHA256:another, and that of the "
                                      "room in the database is SHA256:the-room"));
    EXPECT_TRUE(had_key);
}

// The state directory of a room of its own, or of another database, is not written over.
TEST_F(StartTest, AnotherRoomsDirectory) {
    Node a(uri, "a");
    {
        SqliteJournal own(a.state.path() / "room.db", {});
        own.append({1}, {{said(1, "own")}});
    }
    EXPECT_THAT(refusal(a), HasSubstr("there is a room of this machine alone"));
    Node b(uri, "b");
    b.open();
    b.close();
    b.setup.database.uri = server().uri(server().new_database());
    EXPECT_THAT(refusal(b), HasSubstr("is of another room than the one in the database"));
}

// What is wrong with the password or the user is said.
TEST_F(StartTest, WrongPasswordAndMissingRights) {
    Node a(server().uri(database, "guarded"));
    a.setup.database.password_file = a.state.path() / "password";
    EXPECT_THAT(refusal(a), HasSubstr("the password for the database in "));
    write_durably(a.setup.database.password_file, "open window\n");
    EXPECT_THAT(refusal(a), HasSubstr("password authentication failed for user \"guarded\""));
    EXPECT_THAT(refusal(a), testing::Not(HasSubstr("window")));
    write_durably(a.setup.database.password_file, "open sesame\n");
    EXPECT_THAT(refusal(a), HasSubstr("grant create on database NAME to USER"));
    server().ask("postgres", "grant create on database " + database + " to guarded");
    EXPECT_EQ(refusal(a), "it was opened");
    EXPECT_TRUE(a.decide({said(1, "x")}));
    // A room that another user has made.
    Node b(uri, "b");
    b.open();
    const auto other = server().new_database();
    Node owner(server().uri(other));
    owner.open();
    Node c(server().uri(other, "guarded"), "c");
    c.setup.database.password_file = a.setup.database.password_file;
    EXPECT_THAT(refusal(c), HasSubstr("permission denied"));
}

// A schema of another program, and one of a newer version, are left alone.
TEST_F(StartTest, OtherSchemas) {
    server().ask(database, "create schema chatroom");
    server().ask(database, "create table chatroom.visitors (name text)");
    Node a(uri);
    EXPECT_THAT(refusal(a), HasSubstr("a schema \"chatroom\" that is not of this program"));
    server().ask(database, "create table chatroom.meta (name text)");
    EXPECT_THAT(refusal(a), HasSubstr("a schema \"chatroom\" that is not of this program"));
    const auto newer = server().new_database();
    Node b(server().uri(newer));
    b.open();
    b.close();
    server().ask(newer, "update chatroom.meta set version = 1000, oldest = 1000");
    EXPECT_THAT(refusal(b), HasSubstr("was written by a newer version of chatroomd"));
}

// A newer schema that says that older nodes may use it is used, and left as it is. A node that is
// running learns that it may not any more.
TEST_F(StartTest, ANewerSchema) {
    Node a(uri);
    a.open();
    EXPECT_TRUE(a.decide({said(1, "1")}));
    server().ask(database, "update chatroom.meta set version = 1000");
    a.close();
    a.open();
    EXPECT_TRUE(a.decide({said(2, "2")}));
    EXPECT_EQ(server().ask(database, "select version from chatroom.meta"), "1000");
    server().ask(database, "update chatroom.meta set oldest = 1000");
    std::string words;
    try {
        a.wait_until([] { return false; });
    } catch (const std::runtime_error& error) {
        words = error.what();
    }
    EXPECT_THAT(words, HasSubstr("was written by a newer version of chatroomd"));
}

// An empty schema that the administrator has made for the user will do.
TEST_F(StartTest, AnEmptySchema) {
    server().ask(database, "create schema chatroom");
    Node a(uri);
    EXPECT_EQ(refusal(a), "it was opened");
}

// Texts need UTF-8.
TEST_F(StartTest, AnotherEncoding) {
    const auto latin = server().new_database("encoding 'LATIN1' locale 'C'");
    Node a(server().uri(latin));
    EXPECT_THAT(refusal(a), HasSubstr("the database has the encoding LATIN1"));
}

// A database that takes no writes is none to have a room in.
TEST_F(StartTest, ReadOnly) {
    server().ask("postgres",
                 "alter database " + database + " set default_transaction_read_only = on");
    Node a(uri);
    EXPECT_THAT(refusal(a), HasSubstr("read-only"));
}

// A server that does not wait for its disk is refused, unless the administrator insists.
TEST_F(StartTest, AnUnsafeServer) {
    server().ask("postgres", "alter database " + database + " set synchronous_commit = off");
    Node a(uri);
    EXPECT_THAT(refusal(a), HasSubstr("the database server has synchronous_commit = off"));
    a.setup.database.allow_unsafe = true;
    EXPECT_EQ(refusal(a), "it was opened");
}

// A database that is not there is waited for, for a while.
TEST_F(StartTest, NoDatabase) {
    Node a("postgresql://chatroom@127.0.0.1:" + std::to_string(free_port()) + "/room");
    const auto begun = std::chrono::steady_clock::now();
    a.setup.patience = std::chrono::seconds(1);
    EXPECT_THAT(refusal(a), HasSubstr("cannot connect to the database"));
    EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::seconds(1));
}

} // namespace
} // namespace chatroom::cluster
