// SPDX-License-Identifier: GPL-3.0-or-later
// The socket: whose datagrams are taken, and what becomes of the network's errors.
#include "client/io/server_connection.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <memory>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using boost::asio::ip::udp;
using testing_support::StubServer;
using Received = std::optional<std::variant<std::string, Trouble>>;

class ServerConnectionTest : public testing::Test {
protected:
    static udp::endpoint endpoint(std::uint16_t port) {
        return {boost::asio::ip::address_v4::loopback(), port};
    }

    /// What comes next.
    Received next(ServerConnection& connection) {
        connection.wait([] {});
        io_.restart();
        io_.run_one_for(std::chrono::seconds(60));
        return connection.receive();
    }

    boost::asio::io_context io_;
};

TEST_F(ServerConnectionTest, SendsAndReceives) {
    StubServer server;
    ServerConnection connection(io_, {endpoint(server.port())});
    EXPECT_EQ(connection.receive(), std::nullopt);
    EXPECT_EQ(connection.send("L 小明"), std::nullopt);
    EXPECT_EQ(server.receive(), "L 小明");
    server.send("OK");
    EXPECT_EQ(next(connection), Received("OK"));
    server.send(std::string(65'000, 'x'));
    EXPECT_EQ(next(connection), Received(std::string(65'000, 'x')));
    server.send("");
    EXPECT_EQ(next(connection), Received(""));
}

TEST_F(ServerConnectionTest, ReportsAClosedPort) {
    const auto port = StubServer().port();
    ServerConnection connection(io_, {endpoint(port)});
    EXPECT_EQ(connection.send("L 小明"), std::nullopt);
    EXPECT_EQ(next(connection), Received(Trouble::port_closed));
    connection.try_next_endpoint();
    EXPECT_EQ(connection.receive(), std::nullopt);
}

TEST_F(ServerConnectionTest, SendsInSpiteOfAnEarlierError) {
    auto server = std::make_unique<StubServer>();
    const auto port = server->port();
    ServerConnection connection(io_, {endpoint(port)});
    server.reset();
    EXPECT_EQ(connection.send("C 小明 一"), std::nullopt);
    server = std::make_unique<StubServer>(port);
    EXPECT_EQ(connection.send("C 小明 二"), Trouble::port_closed);
    EXPECT_EQ(server->receive(), "C 小明 二");
}

TEST_F(ServerConnectionTest, CanTryTheNextAddressOfAHost) {
    StubServer server;
    const auto closed = StubServer().port();
    ServerConnection connection(io_, {endpoint(closed), endpoint(server.port())});
    EXPECT_EQ(connection.send("L 小明"), std::nullopt);
    EXPECT_EQ(next(connection), Received(Trouble::port_closed));
    bool is_readable = false;
    connection.wait([&] { is_readable = true; });
    connection.try_next_endpoint();
    EXPECT_EQ(connection.send("L 小明"), std::nullopt);
    EXPECT_EQ(server.receive(), "L 小明");
    server.send("OK");
    io_.restart();
    while (!is_readable && io_.run_one_for(std::chrono::seconds(60)) > 0) {
    }
    EXPECT_TRUE(is_readable);
    EXPECT_EQ(connection.receive(), Received("OK"));
}

// A new socket comes from another port, to the same server, and whoever waits goes on waiting.
TEST_F(ServerConnectionTest, CanBeRenewed) {
    StubServer server;
    ServerConnection connection(io_, {endpoint(server.port())});
    EXPECT_EQ(connection.send("一"), std::nullopt);
    EXPECT_EQ(server.receive(), "一");
    const auto old_port = server.peer_port();
    bool is_readable = false;
    connection.wait([&] { is_readable = true; });
    connection.renew();
    EXPECT_EQ(connection.send("二"), std::nullopt);
    EXPECT_EQ(server.receive(), "二");
    EXPECT_NE(server.peer_port(), old_port);
    server.send("三");
    io_.restart();
    while (!is_readable && io_.run_one_for(std::chrono::seconds(60)) > 0) {
    }
    EXPECT_TRUE(is_readable);
    EXPECT_EQ(connection.receive(), Received("三"));
}

TEST_F(ServerConnectionTest, ReportsWhatCannotBeSent) {
    // The broadcast address is closed to a socket that has not asked for it (socket(7)).
    const udp::endpoint broadcast(boost::asio::ip::address_v4::broadcast(), 9);
    ServerConnection connection(io_, {broadcast});
    EXPECT_EQ(connection.send("L 小明"), Trouble::no_route);
}

// A room with several addresses is looked for at each of them, one after the other.
TEST_F(ServerConnectionTest, GoesRound) {
    StubServer first;
    StubServer second;
    ServerConnection connection(io_, {endpoint(first.port()), endpoint(second.port())});
    connection.renew();
    connection.send("一");
    EXPECT_EQ(second.receive(), "一");
    connection.try_next_endpoint();
    connection.send("二");
    EXPECT_EQ(first.receive(), "二");
    connection.renew();
    connection.send("三");
    EXPECT_EQ(second.receive(), "三");
}

} // namespace

} // namespace chatroom
