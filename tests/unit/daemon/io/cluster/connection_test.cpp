// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using testing::HasSubstr;
using testing::Not;

// An address of a database is a URI, of one host or several.
TEST(DatabaseUri, Right) {
    for (const auto* uri : {"postgresql://chatroom@db.example.org/chatroom", "postgres:///room",
                            "postgresql://chatroom@a:5432,b:5433/room?sslmode=verify-full",
                            "postgresql://room?host=/run/postgresql"}) {
        EXPECT_EQ(find_uri_fault(uri), std::nullopt) << uri;
    }
}

// What is none is refused, and what may be a password is not shown.
TEST(DatabaseUri, Wrong) {
    EXPECT_THAT(find_uri_fault("host=db user=x").value_or(""), HasSubstr("must be the address"));
    EXPECT_THAT(find_uri_fault("mysql://x").value_or(""), HasSubstr("must be the address"));
    const auto unreadable = find_uri_fault("postgresql://x:secret@[::1/room").value_or("");
    EXPECT_THAT(unreadable, HasSubstr("is no address of a database that can be read"));
    EXPECT_THAT(unreadable, Not(HasSubstr("secret")));
    EXPECT_THAT(find_uri_fault("postgresql://x:secret@db/room").value_or(""),
                HasSubstr("must not have a password in it"));
    EXPECT_THAT(find_uri_fault("postgresql://db/room?password=secret").value_or(""),
                HasSubstr("must not have a password in it"));
}

// A database that is not there is said to be lost, in one line.
TEST(DatabaseConnection, NobodyThere) {
    const auto connection =
        DatabaseConnection::open({.uri = "postgresql://chatroom@127.0.0.1:1/room", .node = "a"});
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().kind, DatabaseError::Kind::lost);
    EXPECT_THAT(connection.error().message, HasSubstr("cannot connect to the database: "));
    EXPECT_THAT(connection.error().message, Not(HasSubstr("\n")));
}

// A password that cannot be read is not something to wait for.
TEST(DatabaseConnection, NoPassword) {
    const auto connection =
        DatabaseConnection::open({.uri = "postgresql://chatroom@127.0.0.1:1/room",
                                  .password_file = "/nonexistent/password",
                                  .node = "a"});
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().kind, DatabaseError::Kind::refused);
    EXPECT_THAT(connection.error().message, HasSubstr("/nonexistent/password"));
}

} // namespace
} // namespace chatroom
