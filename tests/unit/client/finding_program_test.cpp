// SPDX-License-Identifier: GPL-3.0-or-later
// The real chatroom-client where nobody says where the room is.
#include "client/core/server_address.hpp"
#include "client/io/discovery.hpp"
#include "protocol/sealed/datagram.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/client/client_process.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::testing_support {

namespace {

/// Avahi knows of two rooms; the second is the test's.
class FindingProgramTest : public testing::Test {
protected:
    FindingProgramTest() : path_(std::getenv("PATH")) {
        const auto avahi = directory_.path() / "avahi-browse";
        std::ofstream(avahi)
            << "#!/bin/sh\n"
            << "printf '%s\\n' '=;lo;IPv4;Ops;_chatroom._udp;local;pc.local;192.0.2.1;99;'\n"
            << "printf '%s\\n' '=;lo;IPv4;Class\\0273;_chatroom._udp;local;pc.local;127.0.0.1;"
            << server_.port() << ";'\n";
        std::filesystem::permissions(avahi, std::filesystem::perms::owner_all);
        ::setenv("PATH", (directory_.path().string() + ":" + path_).c_str(), 1);
        ::setenv("XDG_CONFIG_HOME", directory_.path().c_str(), 1);
    }
    ~FindingProgramTest() override {
        ::setenv("PATH", path_.c_str(), 1);
        ::unsetenv("XDG_CONFIG_HOME");
    }

    void SetUp() override {
        if (is_room_here(ServerAddress{}.port, std::chrono::milliseconds(500))) {
            GTEST_SKIP() << "there is a room on this machine, which is found first";
        }
    }

    ClientProcess::Setting setting() const {
        return {.data_home = (directory_.path() / "data").string()};
    }

    bool is_asked() {
        return std::holds_alternative<sealed::Hello>(sealed::decode(server_.receive()));
    }

    StubServer server_;
    TemporaryDirectory directory_;
    std::string path_;
};

// At a terminal one chooses from a list, in which nothing commands the terminal.
TEST_F(FindingProgramTest, LetsAPersonChoose) {
    TerminalClient client({"--name", "Bob"}, setting());
    const auto list = client.screen.read_until("Which one? (1-2) ");
    EXPECT_THAT(list, testing::HasSubstr("1  192.0.2.1:99  \"Ops\"\r\n"));
    EXPECT_THAT(list, testing::HasSubstr("2  " + server_.address() + "  \"Class\uFFFD3\"\r\n"));
    client.type("2\n");
    EXPECT_TRUE(is_asked());
}

// A program has to say which.
TEST_F(FindingProgramTest, DoesNotGuess) {
    PipedClient client({"--name", "Bob"}, setting());
    EXPECT_EQ(client.wait(), 64);
    EXPECT_EQ(client.error.read_to_end(),
              "there are several rooms on this LAN, name one of them: 192.0.2.1:99 " +
                  server_.address() + "\n");
}

// What is configured goes before what is found.
TEST_F(FindingProgramTest, GoesWhereItIsConfigured) {
    std::filesystem::create_directories(directory_.path() / "chatroom");
    std::ofstream(directory_.path() / "chatroom/client.toml")
        << "room = \"class\"\nname = \"Bob\"\n[rooms.class]\naddress = \"" << server_.address()
        << "\"\n";
    PipedClient client({}, setting());
    EXPECT_TRUE(is_asked());
}

} // namespace

} // namespace chatroom::testing_support
