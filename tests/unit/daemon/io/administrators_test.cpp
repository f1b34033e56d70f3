// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/administrators.hpp"

#include <algorithm>
#include <array>

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace chatroom {
namespace {

constexpr uid_t daemon_user = 990;
constexpr gid_t admins = 50;

/// A peer of neither the user nor the group, unless said otherwise.
bool may(uid_t user, gid_t group, std::vector<gid_t> groups = {}) {
    return may_change({user, group, 1, std::move(groups)}, daemon_user,
                      AdminGroup{"staff", admins});
}

// Without a group everybody may change something who can connect.
TEST(Administrators, WithoutAGroupEverybodyIs) {
    EXPECT_TRUE(may_change({1000, 1000, 1, {}}, daemon_user, std::nullopt));
}

// Of a group its members may, by their first group or by another, and nobody else.
TEST(Administrators, AreTheMembersOfTheGroup) {
    EXPECT_TRUE(may(1000, admins));
    EXPECT_TRUE(may(1000, 1000, {4, admins, 60}));
    EXPECT_FALSE(may(1000, 1000));
    EXPECT_FALSE(may(1000, 1000, {4, 49, 51}));
    EXPECT_FALSE(may(admins, 1000)) << "a user of the same number is no group";
}

// Root and the daemon's own user always may, so nobody is locked out by a group.
TEST(Administrators, RootAndTheDaemonAlwaysAre) {
    EXPECT_TRUE(may(0, 1000));
    EXPECT_TRUE(may(daemon_user, 1000));
}

// A group is found by its name; one that is not there is an error in words, safe on a terminal.
TEST(Administrators, GroupIsFoundByName) {
    const auto root = find_group("root");
    ASSERT_TRUE(root) << root.error();
    EXPECT_EQ(*root, (AdminGroup{"root", 0}));
    EXPECT_EQ(find_group("no-such\x1b-group").error(),
              "names the group \"no-such\\x1B-group\", which this machine does not have");
}

// Who is refused learns who may.
TEST(Administrators, AreNamed) {
    EXPECT_EQ(who_may_change(0, {"staff", 50}),
              "only root and members of the group staff may do that");
    EXPECT_EQ(who_may_change(4'000'000'000U, {"staff", 50}),
              "only root, the user 4000000000 and members of the group staff may do that");
}

// The kernel tells a peer's user, groups and process.
TEST(Administrators, PeerIsWhomTheKernelKnows) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    const auto peer = peer_of(ends[0]);
    EXPECT_EQ(peer.uid, ::geteuid());
    EXPECT_EQ(peer.gid, ::getegid());
    EXPECT_EQ(peer.pid, ::getpid());
    std::vector<gid_t> groups(static_cast<std::size_t>(::getgroups(0, nullptr)));
    ASSERT_GE(::getgroups(static_cast<int>(groups.size()), groups.data()), 0);
    EXPECT_TRUE(
        std::is_permutation(groups.begin(), groups.end(), peer.groups.begin(), peer.groups.end()));
    ::close(ends[0]);
    ::close(ends[1]);
    EXPECT_THROW(peer_of(-1), std::exception);
}

// A process in very many groups is known with all of them.
TEST(Administrators, PeerMayHaveManyGroups) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can be in groups as it likes";
    }
    std::vector<gid_t> before(static_cast<std::size_t>(::getgroups(0, nullptr)));
    ::getgroups(static_cast<int>(before.size()), before.data());
    std::vector<gid_t> many;
    for (gid_t group = 1000; group < 1500; ++group) {
        many.push_back(group);
    }
    ASSERT_EQ(::setgroups(many.size(), many.data()), 0);
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    ASSERT_EQ(::setgroups(before.size(), before.data()), 0);
    EXPECT_EQ(peer_of(ends[0]).groups, many);
    ::close(ends[0]);
    ::close(ends[1]);
}

} // namespace
} // namespace chatroom
