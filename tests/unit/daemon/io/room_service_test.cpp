// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/socket_address.hpp"
#include "tests/unit/daemon/io/room_service_fixture.hpp"

namespace chatroom {
namespace {

using RoomServiceTest = RoomServiceFixture;
using nlohmann::json;
using testing::ElementsAre;
using testing::StartsWith;

// A member enters, is counted, hears an announcement, and is kept when the service stops.
TEST_F(RoomServiceTest, ServesARoom) {
    start();
    UdpPeer member("127.0.0.1");
    enter(member, "小明");
    EXPECT_EQ(systemd.message(), "STATUS=1 member");
    EXPECT_EQ(call("announce", {{"text", "公告"}}), (json{{"sequence", 2}, {"members", 1}}));
    EXPECT_THAT(member.receive(1), ElementsAre("管理员消息： 公告"));
    const auto status = call("status");
    EXPECT_EQ(status.at("pid"), ::getpid());
    EXPECT_EQ(status.at("members"), 1);
    EXPECT_EQ(status.at("listening"), to_string(port));
    stop();
    EXPECT_EQ(systemd.message(), "STOPPING=1");
    EXPECT_FALSE(member.has_more()) << "a restart is no departure";
    EXPECT_EQ(stored().roster().size(), 1U);
    EXPECT_FALSE(std::filesystem::exists(path));

    start();
    EXPECT_EQ(call("status").at("members"), 1);
    EXPECT_EQ(call("announce", {{"text", "again"}}), (json{{"sequence", 3}, {"members", 1}}));
    EXPECT_THAT(member.receive(1), ElementsAre("管理员消息： again"));
}

// A member whose port is closed leaves, and nobody else misses anything for it.
TEST_F(RoomServiceTest, RetiresTheDead) {
    start();
    UdpPeer dead("127.0.0.1");
    enter(dead, "dead");
    UdpPeer living("127.0.0.1");
    enter(living, "living");
    EXPECT_THAT(dead.receive(1), ElementsAre("living 进入了聊天室"));
    dead.die();
    call("announce", {{"text", "a"}});
    EXPECT_THAT(living.receive(2), ElementsAre("管理员消息： a", "dead退出了聊天室"));
    EXPECT_EQ(call("status").at("members"), 1);
}

// Those who are found to be gone only when the service ends are gone all the same: the one to whom
// last words cannot be sent, and their author, who would have to hear that.
TEST_F(RoomServiceTest, RetiresTheDeadWhenItEnds) {
    start();
    UdpPeer dead("127.0.0.1");
    enter(dead, "dead");
    UdpPeer author("127.0.0.1");
    enter(author, "author");
    UdpPeer living("127.0.0.1");
    enter(living, "living");
    stop();
    while (systemd.has_more()) { // Only so many may wait.
        systemd.message();
    }

    auto on_the_same_port = setup();
    on_the_same_port.listen = port;
    service.emplace(std::move(on_the_same_port), journal);
    ::raise(SIGTERM);
    author.send(port, "C author last words");
    author.die();
    dead.die();
    service->run(); // To the end: all of that has come before.
    EXPECT_THAT(living.receive(3),
                ElementsAre("author ： last words", "dead退出了聊天室", "author退出了聊天室"));
    ASSERT_EQ(stored().roster().size(), 1U);
    EXPECT_NE(stored().roster().find("living"), nullptr);
}

// More than one turn takes in is served all the same, in its order.
TEST_F(RoomServiceTest, ServesMoreThanATurn) {
    start();
    UdpPeer first("127.0.0.1");
    UdpPeer second("127.0.0.1");
    enter(first, "a");
    enter(second, "b");
    std::vector<std::string> expected;
    for (int round = 0; round < 10; ++round) {
        for (int number = 0; number < 150; ++number) {
            first.send(port, "C a " + std::to_string(number));
            expected.push_back("a ： " + std::to_string(number));
        }
        // A member's own buffer is not endless: what was sent is awaited before more is.
        EXPECT_EQ(second.receive(expected.size()), expected);
        expected.clear();
    }
}

// SIGHUP asks for other options, which hold from then on.
TEST_F(RoomServiceTest, Reloads) {
    start();
    reloaded = {options, {}};
    reloaded->room.language = classic::Language::en;
    ::kill(::getpid(), SIGHUP);
    EXPECT_THAT(systemd.message(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
    EXPECT_EQ(systemd.message(), "READY=1\nSTATUS=0 members");
    UdpPeer member("127.0.0.1");
    enter(member, "a");
    call("announce", {{"text", "x"}});
    EXPECT_THAT(member.receive(1), ElementsAre("Admin: x"));
}

// Without other options the old ones stay in force, and systemd is told why, and whoever asks how
// the room is or monitors it.
TEST_F(RoomServiceTest, KeepsTheOldOptions) {
    start();
    ::kill(::getpid(), SIGHUP);
    EXPECT_THAT(systemd.message(), StartsWith("RELOADING=1\n"));
    EXPECT_EQ(systemd.message(),
              "READY=1\nSTATUS=0 members; the configuration in force is an older "
              "one: chatroomd.toml:1: no");
    const auto words = "the configuration in force is an older one: chatroomd.toml:1: no";
    EXPECT_EQ(call("status").at("troubles").at(0).at("words"), words);
    EXPECT_EQ(call("monitor").at("status").at("troubles").at(0).at("words"), words);
    UdpPeer member("127.0.0.1");
    enter(member, "a");
    call("announce", {{"text", "x"}});
    EXPECT_THAT(member.receive(1), ElementsAre("管理员消息： x"));
}

// What is handed over is served as it is, and stays open for the next daemon.
TEST_F(RoomServiceTest, ServesHandedSockets) {
    start();
    stop();
    const FileDescriptor kept(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto any = to_socket_address(parse_address("127.0.0.1:0").value(), AF_INET);
    ASSERT_EQ(::bind(kept.get(), any.get(), any.length), 0);
    UdpPeer member("127.0.0.1");
    member.send(bound_address(kept.get()), "L a"); // Nobody is there yet.
    auto handed = setup();
    handed.sockets.port = FileDescriptor(::dup(kept.get()));
    service.emplace(std::move(handed), journal);
    thread = std::thread([this] { service->run(); });
    EXPECT_THAT(member.receive(1), ElementsAre("OK"));
}

// Two services cannot share a port or a control socket.
TEST_F(RoomServiceTest, SharesNothing) {
    start();
    auto same_socket = setup();
    EXPECT_THROW(RoomService(std::move(same_socket), journal), std::runtime_error);
    auto same_port = setup();
    same_port.control_socket = directory.path() / "other.sock";
    same_port.listen = port;
    EXPECT_THROW(RoomService(std::move(same_port), journal), std::runtime_error);
}

} // namespace
} // namespace chatroom
