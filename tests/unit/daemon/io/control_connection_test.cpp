// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/control_connection.hpp"
#include "protocol/control.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/daemon/io/control_client.hpp"

#include <optional>

#include <gmock/gmock.h>

namespace chatroom {
namespace {

using boost::asio::local::stream_protocol;
using testing::ElementsAre;

/// One connection, both ends.
class ControlConnectionTest : public testing::Test {
protected:
    void open(ControlConnection::Limits limits = {}) {
        client.emplace(context, path);
        connection = std::make_shared<ControlConnection>(
            acceptor.accept(),
            ControlConnection::Handlers{
                .line = [this](ControlConnection&,
                               std::string_view line) { lines.emplace_back(line); },
                .closed = [this](ControlConnection&) { ++closed; }},
            limits);
    }

    bool await_lines(std::size_t count) {
        return run_until(context, [&] { return lines.size() >= count; });
    }

    bool await_close() {
        return run_until(context, [&] { return closed > 0; });
    }

    TemporaryDirectory directory;
    std::filesystem::path path = directory.path() / "s";
    boost::asio::io_context context;
    stream_protocol::acceptor acceptor{context, path.string()};
    std::optional<ControlClient> client;
    std::shared_ptr<ControlConnection> connection;
    std::vector<std::string> lines;
    int closed = 0;
};

// One line at a time: the next is read when the one before it has its answer, or needs none.
TEST_F(ControlConnectionTest, OneLineAtATime) {
    open();
    connection->start();
    client->send("first\nsecond\n\nlast");
    ASSERT_TRUE(await_lines(1));
    context.poll();
    EXPECT_THAT(lines, ElementsAre("first"));
    connection->answer("answer");
    EXPECT_EQ(client->line(), "answer");
    ASSERT_TRUE(await_lines(2));
    connection->skip_answer();
    ASSERT_TRUE(await_lines(3));
    EXPECT_THAT(lines, ElementsAre("first", "second", ""));
    EXPECT_EQ(closed, 0);
}

// The longest line is read; a byte more is told why the connection is closed.
TEST_F(ControlConnectionTest, LimitsTheLine) {
    open();
    connection->start();
    const std::string longest(control::max_line_bytes, 'x');
    client->send(longest + "\n");
    ASSERT_TRUE(await_lines(1));
    EXPECT_THAT(lines, ElementsAre(longest));
    connection->answer("taken");
    EXPECT_EQ(client->line(), "taken");
    client->send(longest + "x\n");
    EXPECT_EQ(client->line(), limit_error("the line is too long: at most 64 KiB"));
    EXPECT_EQ(client->line(), "closed");
    EXPECT_EQ(lines.size(), 1U);
    EXPECT_EQ(closed, 1);
}

// A line without an end is no reason to buffer more.
TEST_F(ControlConnectionTest, LimitsALineWithoutEnd) {
    open();
    connection->start();
    client->send(std::string(4 * control::max_line_bytes, 'x'));
    EXPECT_EQ(client->line(), limit_error("the line is too long: at most 64 KiB"));
    EXPECT_EQ(client->line(), "closed");
}

// An answer up to the limit arrives whole, however slowly it is read.
TEST_F(ControlConnectionTest, WritesTheLongestAnswer) {
    open();
    connection->start();
    client->send("who\n");
    ASSERT_TRUE(await_lines(1));
    const std::string longest(ControlConnection::Limits{}.output_bytes, 'x');
    connection->answer(longest);
    EXPECT_TRUE(client->line() == longest);
    EXPECT_EQ(closed, 0);
}

// An answer above the limit is replaced by the reason why the connection is closed.
TEST_F(ControlConnectionTest, LimitsTheAnswer) {
    open({.output_bytes = 100});
    connection->start();
    client->send("who\n");
    ASSERT_TRUE(await_lines(1));
    connection->answer(std::string(101, 'x'));
    EXPECT_EQ(client->line(), limit_error("the answer is too long"));
    EXPECT_EQ(client->line(), "closed");
    EXPECT_EQ(closed, 1);
}

// Somebody who says nothing is told so after a while and closed; somebody who reads nothing cannot
// be told.
TEST_F(ControlConnectionTest, ClosesTheIdle) {
    open({.idle = std::chrono::milliseconds(1)});
    connection->start();
    EXPECT_TRUE(await_close());
    EXPECT_EQ(client->line(), limit_error("nothing was asked for too long"));
    EXPECT_EQ(client->line(), "closed");

    closed = 0;
    open({.idle = std::chrono::milliseconds(1)});
    connection->answer_and_close(std::string(4'000'000, 'x'));
    EXPECT_TRUE(await_close());
    EXPECT_EQ(client->line(), "closed in the middle of a line");
}

// A connection whose limits are not named waits a minute.
TEST_F(ControlConnectionTest, HasLimits) {
    EXPECT_EQ(ControlConnection::Limits{}.idle, std::chrono::seconds(60));
    EXPECT_EQ(ControlConnection::Limits{}.output_bytes, 4U * 1024 * 1024);
}

// A peer that goes away ends the connection once, and what comes later is nobody's.
TEST_F(ControlConnectionTest, EndsOnce) {
    open();
    connection->start();
    client->send("who\n");
    ASSERT_TRUE(await_lines(1));
    client->close();
    connection->answer("too late");
    EXPECT_TRUE(await_close());
    connection->answer("far too late");
    connection->skip_answer();
    connection->answer_and_close("the end");
    connection->close();
    context.restart();
    context.poll();
    EXPECT_EQ(closed, 1);
    EXPECT_THAT(lines, ElementsAre("who"));
}

// The peer of a socket is known by its process.
TEST_F(ControlConnectionTest, KnowsItsPeer) {
    open();
    const auto peer = connection->peer();
    EXPECT_EQ(peer.uid, ::getuid());
    EXPECT_EQ(peer.gid, ::getgid());
    EXPECT_EQ(peer.pid, ::getpid());
}

// Who is told things gets them line by line, and is no idle peer however long nothing happens.
TEST_F(ControlConnectionTest, TellsLines) {
    open({.idle = std::chrono::milliseconds(1)});
    connection->begin_telling("snapshot\nready");
    EXPECT_EQ(client->line(), "snapshot");
    EXPECT_EQ(client->line(), "ready");
    boost::asio::steady_timer later(context, std::chrono::milliseconds(20));
    bool is_later = false;
    later.async_wait([&](const auto&) { is_later = true; });
    ASSERT_TRUE(run_until(context, [&] { return is_later; }));
    connection->tell("one");
    connection->tell("two");
    EXPECT_EQ(client->line(), "one");
    EXPECT_EQ(client->line(), "two");
    EXPECT_EQ(closed, 0);
}

// Who leaves too much unread is told so behind what was on its way, and closed.
TEST_F(ControlConnectionTest, ClosesWhoFallsBehind) {
    open({.waiting_bytes = 1'000'000});
    connection->begin_telling("snapshot");
    const std::string line(100'000, 'x');
    for (int count = 0; count < 40; ++count) {
        connection->tell(line);
    }
    EXPECT_EQ(client->line(), "snapshot");
    const auto fallen = limit_error("what happens was not read fast enough; begin again");
    auto last = client->line();
    EXPECT_EQ(last, fallen); // Nothing but the first had been on its way.
    EXPECT_EQ(client->line(), "closed");
    EXPECT_EQ(closed, 1);
    connection->tell("far too late");
}

// Who is told things and reads nothing at all is closed in the end, and holds no place.
TEST_F(ControlConnectionTest, ClosesWhoReadsNothingThatIsTold) {
    open({.idle = std::chrono::milliseconds(1)});
    connection->begin_telling(std::string(4'000'000, 'x'));
    EXPECT_TRUE(await_close());
}

// A peer that goes is noticed without anything being told; one that only finishes sending stays.
TEST_F(ControlConnectionTest, NoticesThatWhoIsToldHasGone) {
    open();
    connection->begin_telling("snapshot");
    EXPECT_EQ(client->line(), "snapshot");
    client->finish_sending();
    connection->tell("one");
    EXPECT_EQ(client->line(), "one");
    EXPECT_EQ(closed, 0);
    client->close();
    EXPECT_TRUE(await_close());

    closed = 0;
    open();
    client->close(); // Before anybody looks.
    connection->begin_telling("snapshot");
    EXPECT_TRUE(await_close());
}

} // namespace
} // namespace chatroom
