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
    manager.ready(0);
    EXPECT_EQ(systemd.message(), "READY=1\nSTATUS=0 members");
    manager.ready(1);
    EXPECT_EQ(systemd.message(), "READY=1\nSTATUS=1 member");
    EXPECT_FALSE(systemd.has_more());
}

// The number of members is told when it has changed, and only then.
TEST(ServiceManager, StatusWhenItChanges) {
    NotifySocket systemd;
    ServiceManager manager;
    manager.ready(1);
    EXPECT_EQ(systemd.message(), "READY=1\nSTATUS=1 member");
    manager.status(1);
    manager.status(2);
    manager.status(2);
    manager.status(1);
    manager.status(0);
    manager.status(0);
    EXPECT_EQ(systemd.message(), "STATUS=2 members");
    EXPECT_EQ(systemd.message(), "STATUS=1 member");
    EXPECT_EQ(systemd.message(), "STATUS=0 members");
    EXPECT_FALSE(systemd.has_more());
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
    manager.ready(1);
    ::setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
    manager.status(2);
    manager.stopping();
    ::unsetenv("NOTIFY_SOCKET");
    // It counted all the same: only a change is told to a manager that comes later.
    NotifySocket systemd;
    manager.status(2);
    EXPECT_FALSE(systemd.has_more());
}

} // namespace
} // namespace chatroom
