// SPDX-License-Identifier: GPL-3.0-or-later
// Finding a room where nobody says which.
#include "client/io/discovery.hpp"
#include "protocol/sealed/datagram.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <cstdlib>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using namespace std::chrono_literals;
using testing_support::StubServer;

/// Reached only by a failure.
constexpr std::chrono::milliseconds patience = 20s;

// A room answers, something else does not, and where nothing listens nobody waits.
TEST(DiscoveryTest, KnowsARoomOnThisMachine) {
    StubServer server;
    std::thread room([&] {
        const auto hello = std::get<sealed::Hello>(sealed::decode(server.receive()));
        sealed::CookieReply reply;
        reply.client_index = hello.client_index;
        server.send(sealed::encode(reply));
        server.receive();
        server.send("who?");
    });
    EXPECT_TRUE(is_room_here(server.port(), patience));
    EXPECT_FALSE(is_room_here(server.port(), patience));
    room.join();
    const auto nobody = StubServer().port();
    EXPECT_FALSE(is_room_here(nobody, patience));
    EXPECT_FALSE(is_room_here(server.port(), 1ms));
}

/// A program of that name is found first.
class AvahiTest : public testing::Test {
protected:
    void write_avahi(const std::string& script) const {
        const auto file = directory_.path() / "avahi-browse";
        std::ofstream(file) << "#!/bin/sh\n" << script;
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }

    AvahiTest() : path_(std::getenv("PATH")) {
        ::setenv("PATH", (directory_.path().string() + ":" + path_).c_str(), 1);
    }
    ~AvahiTest() override { ::setenv("PATH", path_.c_str(), 1); }

    TemporaryDirectory directory_;
    std::string path_;
};

// What avahi-browse finds is found.
TEST_F(AvahiTest, AsksAvahi) {
    write_avahi("[ \"$*\" = '--resolve --parsable --terminate _chatroom._udp' ] &&\n"
                "echo '=;eth0;IPv4;Ops;_chatroom._udp;local;pc.local;192.168.1.5;99;'\n");
    EXPECT_THAT(browse_lan(patience).rooms,
                testing::ElementsAre(FoundRoom{"Ops", {"192.168.1.5", 99}}));
}

// Where there is none, or it fails, nothing is found.
TEST_F(AvahiTest, DoesWithoutAvahi) {
    ::setenv("PATH", "/dev/null", 1);
    EXPECT_EQ(browse_lan(patience), FoundRooms());
    ::setenv("PATH", (directory_.path().string() + ":" + path_).c_str(), 1);
    write_avahi("exit 1\n");
    EXPECT_EQ(browse_lan(patience), FoundRooms());
}

// What takes too long is ended, and what it has found until then is not lost.
TEST_F(AvahiTest, DoesNotWaitForAvahi) {
    write_avahi("echo '=;eth0;IPv4;Ops;_chatroom._udp;local;pc.local;192.168.1.5;99;'\n"
                "exec sleep 600\n");
    EXPECT_THAT(browse_lan(2s).rooms, testing::SizeIs(1));
}

} // namespace

} // namespace chatroom
