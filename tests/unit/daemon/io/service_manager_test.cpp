// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/service_manager.hpp"
#include "tests/unit/daemon/io/notify_socket.hpp"

#include <gmock/gmock.h>

namespace chatroom {
namespace {

// The manager hears that the room is open, and how many are in it.
TEST(ServiceManager, Ready) {
    NotifySocket systemd;
    ServiceManager manager;
    manager.ready({.members = 0});
    EXPECT_EQ(systemd.message(), "READY=1\nSTATUS=0 members");
    manager.ready({.members = 1});
    EXPECT_EQ(systemd.message(), "READY=1\nSTATUS=1 member");
    EXPECT_FALSE(systemd.has_more());
}

// The number of members is told when it has changed, and only then.
TEST(ServiceManager, StatusWhenItChanges) {
    NotifySocket systemd;
    ServiceManager manager;
    manager.ready({.members = 1});
    EXPECT_EQ(systemd.message(), "READY=1\nSTATUS=1 member");
    manager.status({.members = 1});
    manager.status({.members = 2});
    manager.status({.members = 2});
    manager.status({.members = 1});
    manager.status({.members = 0});
    manager.status({.members = 0});
    EXPECT_EQ(systemd.message(), "STATUS=2 members");
    EXPECT_EQ(systemd.message(), "STATUS=1 member");
    EXPECT_EQ(systemd.message(), "STATUS=0 members");
    EXPECT_FALSE(systemd.has_more());
}

// What is wrong stands behind that, on one line.
TEST(ServiceManager, TellsTrouble) {
    NotifySocket systemd;
    ServiceManager manager;
    manager.ready({.members = 1});
    EXPECT_EQ(systemd.message(), "READY=1\nSTATUS=1 member");
    manager.status({.members = 1, .trouble = "no\nroom"});
    EXPECT_EQ(systemd.message(), "STATUS=1 member; no\\x0Aroom");
    manager.status({.members = 1, .trouble = "no\nroom"});
    manager.status({.members = 1});
    EXPECT_EQ(systemd.message(), "STATUS=1 member");
    EXPECT_FALSE(systemd.has_more());
}

// Who waits before a start says for how long and why, and asks for that much patience.
TEST(ServiceManager, Waits) {
    NotifySocket systemd;
    ServiceManager manager;
    manager.waits(std::chrono::seconds(8), "the disk is full");
    EXPECT_EQ(systemd.message(),
              "EXTEND_TIMEOUT_USEC=98000000\nSTATUS=starts again in 8 s: the disk is full");
    manager.waits(std::chrono::seconds(1), {});
    EXPECT_EQ(systemd.message(), "EXTEND_TIMEOUT_USEC=91000000\nSTATUS=starts again in 1 s");
}

// The watchdog is told three times in its interval; without one it is told nothing.
TEST(ServiceManager, Watchdog) {
    NotifySocket systemd;
    EXPECT_EQ(ServiceManager::watchdog_interval(), std::nullopt);
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(ServiceManager::watchdog_interval(), std::chrono::seconds(10));
    ::unsetenv("WATCHDOG_USEC");
    ServiceManager manager;
    manager.alive();
    EXPECT_EQ(systemd.message(), "WATCHDOG=1");
}

// A socket is stored in the place of an older one.
TEST(ServiceManager, Stores) {
    NotifySocket systemd;
    ServiceManager manager;
    const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    EXPECT_TRUE(manager.store(socket.get(), "port"));
    EXPECT_EQ(systemd.message(), "FDSTOREREMOVE=1\nFDNAME=port");
    EXPECT_EQ(systemd.message(), "FDSTORE=1\nFDNAME=port");
}

// A reload says when it began, as Type=notify-reload asks; the end is its own message.
TEST(ServiceManager, ReloadingAndStopping) {
    NotifySocket systemd;
    ServiceManager manager;
    manager.reloading();
    EXPECT_THAT(systemd.message(),
                testing::MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]*"));
    manager.stopping();
    EXPECT_EQ(systemd.message(), "STOPPING=1");
    EXPECT_FALSE(systemd.has_more());
}

// Without a manager, or with one that is gone, nothing happens.
TEST(ServiceManager, NobodyListens) {
    ServiceManager manager;
    manager.ready({.members = 1});
    ::setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
    manager.status({.members = 2});
    manager.stopping();
    ::unsetenv("NOTIFY_SOCKET");
    // It counted all the same: only a change is told to a manager that comes later.
    NotifySocket systemd;
    manager.status({.members = 2});
    EXPECT_FALSE(systemd.has_more());
}

} // namespace
} // namespace chatroom
