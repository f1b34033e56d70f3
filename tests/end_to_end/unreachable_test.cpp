// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

/// Waits until exactly these lines, in whatever order, have come to the member.
void expect_in_any_order(const RawMember& member, std::multiset<std::string> lines) {
    while (!lines.empty()) {
        const std::string line = member.receive();
        const auto found = lines.find(line);
        if (found == lines.end()) {
            ADD_FAILURE() << to_string(member.endpoint()) << " heard: " << line;
            return;
        }
        lines.erase(found);
    }
}

// A member whose port is closed is retired at the next line to them, and the others are told.
TEST(Unreachable, MemberWithAClosedPortIsRetired) {
    for (const std::string listen : {"127.0.0.1:0", "[::1]:0", "[::]:0"}) {
        const DaemonProcess daemon({.listen = listen});
        const RawMember alice(daemon.endpoint());
        RawMember gone(daemon.endpoint());
        alice.enter("Alice");
        gone.enter("Gone");
        EXPECT_EQ(alice.receive(), "Gone 进入了聊天室");
        gone.vanish();
        alice.send("C Alice hello");
        EXPECT_EQ(alice.receive(), "Gone退出了聊天室") << listen;
        alice.expect_nothing();
        EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 1U);
        EXPECT_GE(daemon.counters().at("unreachable").get<int>(), 1);
        const RawMember next(daemon.endpoint());
        next.enter("Gone"); // The name is free.
    }
}

// An IPv4 member of a daemon on [::] is retired just as well.
TEST(Unreachable, Ipv4MemberOfADualStackRoomIsRetired) {
    const DaemonProcess daemon({.listen = "[::]:0"});
    const RawMember alice(daemon.endpoint());
    RawMember gone(daemon.endpoint_v4());
    alice.enter("Alice");
    gone.enter("Gone");
    EXPECT_EQ(alice.receive(), "Gone 进入了聊天室");
    gone.vanish();
    alice.send("C Alice hello");
    EXPECT_EQ(alice.receive(), "Gone退出了聊天室");
    alice.expect_nothing();
}

// However many are dead, no living member misses a line, and each dead one is announced once.
TEST(Unreachable, ManyDeadMembersCostTheLivingNothing) {
    constexpr int members_count = 12;
    const DaemonProcess daemon;
    std::vector<RawMember> living;
    std::vector<RawMember> dead;
    for (int number = 0; number < members_count; ++number) { // Alternating in the order of entry.
        living.emplace_back(daemon.endpoint()).enter("living" + std::to_string(number));
        dead.emplace_back(daemon.endpoint()).enter("dead" + std::to_string(number));
    }
    for (const RawMember& member : living) { // So that nothing is under way to anybody.
        member.send("L");
        while (member.receive() != "请给出名字：L 名字") {
        }
    }
    for (RawMember& member : dead) {
        member.vanish();
    }
    const RawMember& talker = living.front();
    std::multiset<std::string> expected;
    for (int line = 0; line < 20; ++line) {
        talker.send("C living0 " + std::to_string(line));
        expected.insert("living0 ： " + std::to_string(line));
    }
    std::multiset<std::string> departures;
    for (int number = 0; number < members_count; ++number) {
        departures.insert("dead" + std::to_string(number) + "退出了聊天室");
    }
    expect_in_any_order(talker, departures);
    expected.insert(departures.begin(), departures.end());
    for (std::size_t index = 1; index < living.size(); ++index) {
        expect_in_any_order(living[index], expected);
    }
    for (const RawMember& member : living) {
        member.expect_nothing();
    }
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(),
              static_cast<std::size_t>(members_count));
}

// A crashed program that comes back on a new port before anybody spoke finds its name taken, and
// has it as soon as the room has noticed.
TEST(Unreachable, CrashedProgramGetsItsNameBack) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    RawMember crashed(daemon.endpoint());
    const RawMember returned(daemon.endpoint());
    alice.enter("Alice");
    crashed.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    crashed.vanish();
    returned.send("L Bob");
    EXPECT_EQ(returned.receive(), "这个名字已经有人用了，请换一个");
    alice.send("C Alice anybody?");
    EXPECT_EQ(alice.receive(), "Bob退出了聊天室");
    returned.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
}

// A stranger who vanishes before the answer harms nobody.
TEST(Unreachable, StrangersWhoVanishHarmNobody) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    alice.receive();
    for (int number = 0; number < 100; ++number) {
        RawMember stranger(daemon.endpoint());
        stranger.send("Q Nobody");
        stranger.vanish();
        alice.send("C Alice " + std::to_string(number));
        EXPECT_EQ(bob.receive(), "Alice ： " + std::to_string(number));
    }
    alice.expect_nothing();
}

} // namespace
} // namespace chatroom::end_to_end
