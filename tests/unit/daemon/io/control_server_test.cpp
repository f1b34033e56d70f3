// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/control_server.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/daemon/io/control_client.hpp"

#include <deque>
#include <fstream>

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

struct ReceivedCall {
    CallId id;
    control::Request request;
    Peer peer;
};

class ControlServerTest : public testing::Test {
protected:
    void open(ControlConnection::Limits limits = {}) {
        server.emplace(
            context, path,
            [this](CallId id, const control::Request& request, const Peer& peer) {
                calls.push_back({id, request, peer});
                if (answering) {
                    server->reply({id, control::Pong{"1"}});
                }
            },
            limits);
    }

    ControlClient connect() { return {context, path}; }

    /// Why the server cannot be opened.
    std::string refusal() {
        try {
            open();
            return "it was opened";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    bool await_calls(std::size_t count) {
        return run_until(context, [&] { return calls.size() >= count; });
    }

    TemporaryDirectory directory;
    std::filesystem::path path = directory.path() / "control.sock";
    boost::asio::io_context context;
    std::vector<ReceivedCall> calls;
    bool answering = true;
    std::optional<ControlServer> server;
};

constexpr std::string_view ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})"
                                  "\n";
constexpr std::string_view pong = R"({"jsonrpc":"2.0","id":1,"result":{"version":"1"}})";
constexpr std::string_view ping_without_id = R"({"jsonrpc":"2.0","method":"ping"})"
                                             "\n";

// The socket is for its owner and group, whatever the umask, and its directory is made.
TEST_F(ControlServerTest, IsForItsGroup) {
    path = directory.path() / "new" / "control.sock";
    const auto before = ::umask(0);
    open();
    ::umask(before);
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0660));
    EXPECT_TRUE(std::filesystem::is_socket(path));
    server.reset();
    EXPECT_FALSE(std::filesystem::exists(path));
}

// A path without a directory is one in the working directory.
TEST_F(ControlServerTest, TakesARelativePath) {
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(directory.path());
    path = "relative.sock";
    EXPECT_EQ(refusal(), "it was opened");
    EXPECT_TRUE(std::filesystem::is_socket(directory.path() / path));
    server.reset();
    std::filesystem::current_path(before);
}

// What a killed daemon left behind is replaced.
TEST_F(ControlServerTest, ReplacesAStaleSocket) {
    { boost::asio::local::stream_protocol::acceptor killed(context, path.string()); }
    ASSERT_TRUE(std::filesystem::is_socket(path));
    open();
    auto client = connect();
    client.send(ping);
    EXPECT_EQ(client.line(), pong);
}

// A socket on which a daemon answers is left to it.
TEST_F(ControlServerTest, RefusesALiveSocket) {
    const boost::asio::local::stream_protocol::acceptor living(context, path.string());
    EXPECT_EQ(refusal(), "cannot open the control socket " + path.string() +
                             ": another chatroomd answers there");
    EXPECT_TRUE(std::filesystem::is_socket(path));
}

// A file that is no socket is somebody's, and stays.
TEST_F(ControlServerTest, RefusesAFile) {
    std::ofstream(path) << "a letter";
    EXPECT_EQ(refusal(),
              "cannot open the control socket " + path.string() + ": it exists and is no socket");
    EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

// A socket of another kind is somebody's, too: no connection to it is no sign that it is dead.
TEST_F(ControlServerTest, RefusesASocketOfAnotherKind) {
    boost::asio::local::stream_protocol::endpoint endpoint(path.string());
    const FileDescriptor datagrams(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::bind(datagrams.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())), 0);
    EXPECT_THAT(refusal(), StartsWith("cannot open the control socket " + path.string() + ": "));
    EXPECT_TRUE(std::filesystem::is_socket(path));
}

// A path that is too long for a socket is refused in words.
TEST_F(ControlServerTest, RefusesALongPath) {
    path = directory.path() / std::string(120, 'x');
    EXPECT_THAT(refusal(), HasSubstr("File name too long"));
}

// A request becomes a call with the peer's credentials, and the reply becomes its answer.
TEST_F(ControlServerTest, AnswersARequest) {
    open();
    auto client = connect();
    client.send(R"({"jsonrpc":"2.0","id":"a","method":"announce","params":{"text":"公告"}})"
                "\n");
    EXPECT_EQ(client.line(), R"({"jsonrpc":"2.0","id":"a","result":{"version":"1"}})");
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0].request, control::Request(control::Announce{"公告"}));
    EXPECT_EQ(calls[0].peer.uid, ::getuid());
    EXPECT_EQ(calls[0].peer.gid, ::getgid());
    EXPECT_EQ(calls[0].peer.pid, ::getpid());
}

// Requests that arrive together are answered one after the other, in their order.
TEST_F(ControlServerTest, AnswersInOrder) {
    answering = false;
    open();
    auto client = connect();
    client.send(R"({"jsonrpc":"2.0","id":1,"method":"who"})"
                "\n"
                R"({"jsonrpc":"2.0","id":2,"method":"colour"})"
                "\n"
                R"({"jsonrpc":"2.0","id":3,"method":"ping"})"
                "\n");
    ASSERT_TRUE(await_calls(1));
    EXPECT_EQ(calls[0].request, control::Request(control::Who{}));
    server->reply({calls[0].id, control::Pong{"first"}});
    EXPECT_EQ(client.line(), R"({"jsonrpc":"2.0","id":1,"result":{"version":"first"}})");
    EXPECT_THAT(client.line(), HasSubstr(R"("id":2,"error":{"code":-32601)"));
    ASSERT_TRUE(await_calls(2));
    server->reply({calls[1].id, control::Pong{"third"}});
    EXPECT_EQ(client.line(), R"({"jsonrpc":"2.0","id":3,"result":{"version":"third"}})");
}

// What is no request is an error, and the connection goes on.
TEST_F(ControlServerTest, ExplainsWhatIsNoRequest) {
    open();
    auto client = connect();
    for (const auto* wrong : {"\n", "hello\n", "\xff\n", "{\n"}) {
        client.send(wrong);
        EXPECT_THAT(client.line(), HasSubstr(R"("id":null,"error":{"code":-32700)")) << wrong;
    }
    client.send("[]\n");
    EXPECT_THAT(client.line(), HasSubstr(R"("id":null,"error":{"code":-32600)"));
    client.send(ping);
    EXPECT_EQ(client.line(), pong);
    EXPECT_EQ(calls.size(), 1U);
}

// A notification is carried out and gets no answer, not even when it is wrong.
TEST_F(ControlServerTest, NotificationsGetNoAnswer) {
    open();
    auto client = connect();
    client.send(ping_without_id);
    client.send(R"({"jsonrpc":"2.0","method":"colour"})"
                "\n");
    client.send(ping);
    EXPECT_EQ(client.line(), pong);
    EXPECT_EQ(calls.size(), 2U);
}

// Who has sent everything still gets the answers; then the connection ends.
TEST_F(ControlServerTest, AnswersWhoHasFinishedSending) {
    open();
    auto client = connect();
    client.send(std::string(ping) + std::string(ping) + "half a line");
    client.finish_sending();
    EXPECT_EQ(client.line(), pong);
    EXPECT_EQ(client.line(), pong);
    EXPECT_EQ(client.line(), "closed");
}

// A reply to a connection that has gone is dropped, and so is one to no call at all.
TEST_F(ControlServerTest, RepliesToNobodyHarmNobody) {
    answering = false;
    open();
    auto gone = connect();
    gone.send(ping);
    ASSERT_TRUE(await_calls(1));
    gone.close();
    auto notifier = connect();
    notifier.send(ping_without_id);
    ASSERT_TRUE(await_calls(2));
    notifier.close();
    for (const auto& call : std::vector<ReceivedCall>(calls)) {
        server->reply({call.id, control::Pong{"late"}});
        server->reply({call.id, control::Pong{"twice"}});
    }
    server->reply({{4711}, control::Pong{"to nobody"}});
    answering = true;
    auto client = connect();
    client.send(ping);
    EXPECT_EQ(client.line(), pong);
}

constexpr std::string_view share_used =
    "too many connections of one user to the control socket: at most 8";

// A user's connections up to the limit are served; one more is told why it is closed, and when one
// goes there is room again.
TEST_F(ControlServerTest, LimitsConnections) {
    open();
    std::deque<ControlClient> clients;
    for (std::size_t index = 0; index < ControlPlaces::max_connections_of_a_user; ++index) {
        auto& client = clients.emplace_back(context, path);
        client.send(ping);
        ASSERT_EQ(client.line(), pong) << index;
    }
    auto refused = connect();
    EXPECT_EQ(refused.line(), limit_error(std::string(share_used)));
    EXPECT_EQ(refused.line(), "closed");
    clients.front().finish_sending();
    EXPECT_EQ(clients.front().line(), "closed");
    auto next = connect();
    next.send(ping);
    EXPECT_EQ(next.line(), pong);
    clients.back().send(ping);
    EXPECT_EQ(clients.back().line(), pong);
}

// As many as there are places for may come at once, and one more: all of them are in the queue
// before the first is accepted. Those that are turned away take no place from anybody.
TEST_F(ControlServerTest, QueuesAllThatItServes) {
    open();
    std::deque<ControlClient> clients;
    for (std::size_t index = 0; index <= ControlPlaces::max_connections; ++index) {
        ASSERT_NO_THROW(clients.emplace_back(context, path)) << index;
    }
    EXPECT_EQ(clients.back().line(), limit_error(std::string(share_used)));
    for (std::size_t index = 0; index < ControlPlaces::max_connections_of_a_user; ++index) {
        clients[index].send(ping);
        EXPECT_EQ(clients[index].line(), pong) << index;
    }
}

// The end of the server is the end of its connections.
TEST_F(ControlServerTest, EndsItsConnections) {
    open();
    auto client = connect();
    client.send(ping);
    EXPECT_EQ(client.line(), pong);
    server.reset();
    EXPECT_EQ(client.line(), "closed");
}

control::LoggedEvent event_of(std::uint64_t number) {
    return {{number}, WallTime{}, "left", "Bob", "", {}};
}

constexpr std::string_view monitor = R"({"jsonrpc":"2.0","id":1,"method":"monitor"})"
                                     "\n";

// Who monitors gets the snapshot, the mark, and numbered records from then on; others get none.
TEST_F(ControlServerTest, TellsWhoMonitors) {
    answering = false;
    open();
    EXPECT_FALSE(server->is_monitored());
    server->tell(std::vector{event_of(6)}); // Nobody is there to be told.
    auto other = connect();
    auto client = connect();
    client.send(monitor);
    ASSERT_TRUE(await_calls(1));
    control::Snapshot snapshot;
    snapshot.status.sequence = {7};
    server->reply({calls[0].id, snapshot});
    EXPECT_TRUE(server->is_monitored());
    server->tell(std::vector{event_of(8), event_of(9)});
    EXPECT_THAT(client.line(), StartsWith(R"({"jsonrpc":"2.0","id":1,"result":{"members":[])"));
    EXPECT_EQ(client.line(), control::encode_ready({{7}}));
    EXPECT_EQ(client.line(), control::encode_record(1, control::encode_event(event_of(8))));
    EXPECT_EQ(client.line(), control::encode_record(2, control::encode_event(event_of(9))));
    EXPECT_FALSE(other.has_more());
    client.close();
    EXPECT_TRUE(run_until(context, [&] { return !server->is_monitored(); }));
    server->tell(std::vector{event_of(10)});
}

// A snapshot that nobody is to be told makes nobody a monitor.
TEST_F(ControlServerTest, TellsNobodyWhoNotifies) {
    answering = false;
    open();
    auto client = connect();
    client.send(R"({"jsonrpc":"2.0","method":"monitor"})"
                "\n");
    ASSERT_TRUE(await_calls(1));
    server->reply({calls[0].id, control::Snapshot{}});
    EXPECT_FALSE(server->is_monitored());
    client.send(ping);
    ASSERT_TRUE(await_calls(2));
    server->reply({calls[1].id, control::Pong{"1"}});
    EXPECT_EQ(client.line(), pong);
}

} // namespace
} // namespace chatroom
