// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/sealed/sealed_client.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What the administrator asks for to keep order, and what everybody gets to hear of it.
class DeskModerationTest : public SealedRoomTest {
protected:
    template <typename Wanted>
    Wanted result(const control::Request& request) {
        return std::get<Wanted>(call(request).value());
    }

    std::string error(const control::Request& request) { return call(request).error().message; }
};

// Whom a ban hits is kicked, with the reason, and comes back no more; the answer says who that was.
TEST_F(DeskModerationTest, bans) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_EQ(
        result<control::Banned>(control::Ban{"ＢＯＢ", "太吵", 2h}),
        (control::Banned{
            .target = "10.0.0.2", .whom = "Bob", .until = now().wall + 2h, .kicked = {{"Bob"}}}));
    const auto* notice = "Bob退出了聊天室（被管理员请出： 太吵）";
    EXPECT_THAT(datagrams(outputs), ElementsAre(Datagram{ann, notice}, Datagram{bob, notice},
                                                Datagram{bob, "Exit"}, Datagram{bob, "EXIT"}));
    EXPECT_THAT(log_texts(outputs), ElementsAre("Bob was kicked"));
    EXPECT_THAT(
        send(bob, "L Another"),
        ElementsAre(Datagram{bob, "您被禁止进入聊天室，到 2026-11-23 14:00 UTC 为止： 太吵"}));
    elapsed += 2h;
    EXPECT_THAT(send(bob, "L Bob").front(), (Datagram{bob, "OK"}));
}

// Bans are listed by their targets, in the form in which they are taken back; those that are over
// are not there any more.
TEST_F(DeskModerationTest, lists_and_lifts_bans) {
    call(control::Ban{"10.0.0.7/32", "x", 1h});
    call(control::Ban{"2001:db8::/64", "", {}});
    come_in(ann_client, "Ann");
    const auto key = sealed::fingerprint(ann_client.identity.key);
    call(control::Ban{"Ann", "", {}});
    const auto since = now().wall;
    EXPECT_EQ(result<control::Bans>(control::ListBans{}),
              (control::Bans{.bans = {{"10.0.0.7", "", "x", since, since + 1h},
                                      {"2001:db8::/64", "", "", since, WallTime{}},
                                      {key, "Ann", "", since, WallTime{}}}}));
    EXPECT_EQ(result<control::Bans>(control::ListBans{"10.0.0.7"}).bans.size(), 2U);
    EXPECT_EQ(result<control::Unbanned>(control::Unban{key}).target, key);
    EXPECT_EQ(result<control::Unbanned>(control::Unban{"2001:db8:0::/64"}).target, "2001:db8::/64");
    elapsed += 1h;
    EXPECT_THAT(result<control::Bans>(control::ListBans{}).bans, IsEmpty());
    EXPECT_EQ(error(control::Unban{"10.0.0.7"}), "\"10.0.0.7\" is not banned");
    EXPECT_EQ(error(control::Unban{"Ann"}), "\"Ann\" is not banned");
}

// Whoever was banned by a name is let in again by it, in any spelling.
TEST_F(DeskModerationTest, lifts_bans_by_the_name_they_were_meant_for) {
    come_in(ann_client, "Ann");
    const auto key = sealed::fingerprint(ann_client.identity.key);
    call(control::Ban{"Ann", "", {}});
    EXPECT_EQ(result<control::Unbanned>(control::Unban{"ANN"}).target, key);
    EXPECT_THAT(result<control::Bans>(control::ListBans{}).bans, IsEmpty());
    EXPECT_EQ(error(control::Unban{"Ann"}), "\"Ann\" is not banned");
}

// One answer has so many bans, and says that there are more.
TEST_F(DeskModerationTest, lists_bans_in_parts) {
    for (std::size_t number = 0; number <= control::max_bans_count; ++number) {
        room->handle(now(), CallId{number},
                     control::Ban{"11.0." + std::to_string(number / 256) + "." +
                                      std::to_string(number % 256),
                                  "",
                                  {}});
    }
    finish_turn();
    const auto first = result<control::Bans>(control::ListBans{});
    EXPECT_EQ(first.bans.size(), control::max_bans_count);
    EXPECT_TRUE(first.more);
    const auto rest = result<control::Bans>(control::ListBans{first.bans.back().target});
    EXPECT_EQ(rest.bans.size(), 1U);
    EXPECT_FALSE(rest.more);
}

// What is no target, nobody, or everybody is refused with words.
TEST_F(DeskModerationTest, refuses_bans_of_nobody_and_of_everybody) {
    const auto ban = [&](std::string target) {
        return error(control::Ban{std::move(target), "", {}});
    };
    EXPECT_EQ(ban("Eve"), "nobody named \"Eve\" is in the room or owns that name");
    EXPECT_EQ(ban(""), "nobody named \"\" is in the room or owns that name");
    for (const auto* everybody : {"0.0.0.0/0", "::/0", "::ffff:0:0/96"}) {
        EXPECT_EQ(ban(everybody), "that is everybody: to let nobody new in, lock the room");
    }
    EXPECT_EQ(ban("10.0.0.1/8"), "\"10.0.0.1/8\" is no network: its prefix is too long, or bits "
                                 "behind it are set");
    EXPECT_EQ(ban("10.0.0.0/33"), "\"10.0.0.0/33\" is no network: its prefix is too long, or bits "
                                  "behind it are set");
    EXPECT_EQ(ban("SHA256:x"), "\"SHA256:x\" is no fingerprint of a key: names and bans list whole "
                               "ones");
    EXPECT_THAT(result<control::Bans>(control::ListBans{}).bans, IsEmpty());
}

// A kick with a ban is one call, and says who else was hit.
TEST_F(DeskModerationTest, kicks_with_a_ban) {
    send(ann, "L Ann");
    send("10.0.0.1:2", "L Al");
    EXPECT_EQ(
        result<control::Kicked>(control::Kick{"Al", "x", 10min}),
        (control::Kicked{.sequence = {4}, .name = "Al", .target = "10.0.0.1", .also = {{"Ann"}}}));
    EXPECT_EQ(room->member_count(), 0U);
}

// A locked room says so to newcomers, and members hear of it.
TEST_F(DeskModerationTest, locks) {
    send(ann, "L Ann");
    EXPECT_EQ(result<control::Locked>(control::Lock{}).sequence, Sequence{2});
    EXPECT_THAT(datagrams(outputs),
                ElementsAre(Datagram{ann, "管理员消息： 聊天室已锁定，新人不能进入"}));
    EXPECT_EQ(result<control::Locked>(control::Lock{}).sequence, Sequence{});
    EXPECT_THAT(send(bob, "L Bob"), ElementsAre(Datagram{bob, "聊天室已锁定，新人不能进入"}));
    EXPECT_TRUE(result<control::StatusInfo>(control::Status{}).locked);
    EXPECT_EQ(result<control::Unlocked>(control::Unlock{}).sequence, Sequence{3});
    EXPECT_THAT(send(bob, "L Bob").front(), (Datagram{bob, "OK"}));
}

// A muted member is told so when it speaks; the administrator sees who is muted.
TEST_F(DeskModerationTest, mutes) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_EQ(
        result<control::Muted>(control::Mute{"bob", false, 10min}),
        (control::Muted{.sequence = {3}, .name = "Bob", .until = now().wall + 10min, .also = {}}));
    EXPECT_THAT(datagrams(outputs), ElementsAre(Datagram{ann, "管理员消息： Bob 被禁言 10 分钟"},
                                                Datagram{bob, "管理员消息： Bob 被禁言 10 分钟"}));
    EXPECT_THAT(
        send(bob, "C Bob hi"),
        ElementsAre(Datagram{bob, "您被禁言了，到 2026-11-23 12:10 UTC 为止，消息没有发出"}));
    const auto members = result<control::Members>(control::Who{}).members;
    EXPECT_FALSE(members.at(0).muted);
    EXPECT_TRUE(members.at(1).muted);
    EXPECT_EQ(result<control::StatusInfo>(control::Status{}).mutes, 1U);
    EXPECT_EQ(result<control::Unmuted>(control::Unmute{"Bob", false}),
              (control::Unmuted{{4}, "Bob"}));
    EXPECT_THAT(send(bob, "C Bob hi"), ElementsAre(Datagram{ann, "Bob ： hi"}));
    EXPECT_EQ(error(control::Unmute{"Bob", false}), "\"Bob\" is not muted");
    EXPECT_EQ(error(control::Mute{"Eve", false, {}}),
              "nobody named \"Eve\" is in the room or owns that name");
}

// It is somebody who is muted, or everybody, and the call says which.
TEST_F(DeskModerationTest, mutes_everybody) {
    send(ann, "L Ann");
    EXPECT_EQ(result<control::Muted>(control::Mute{"", true, {}}).sequence, Sequence{2});
    EXPECT_THAT(send(ann, "C Ann hi"), ElementsAre(Datagram{ann, "您被禁言了，消息没有发出"}));
    EXPECT_TRUE(result<control::StatusInfo>(control::Status{}).muted);
    EXPECT_EQ(result<control::Unmuted>(control::Unmute{"", true}).sequence, Sequence{3});
    EXPECT_EQ(error(control::Unmute{"", true}), "not everybody is muted");
    const auto* which = "name somebody, or say that it is everybody (--all)";
    EXPECT_EQ(error(control::Mute{"", false, {}}), which);
    EXPECT_EQ(error(control::Mute{"Ann", true, {}}), which);
    EXPECT_EQ(error(control::Unmute{"", false}), which);
}

// Who speaks too soon in a slow room is told how long to wait.
TEST_F(DeskModerationTest, slows) {
    send(ann, "L Ann");
    EXPECT_EQ(result<control::Slowed>(control::Slow{10s}), (control::Slowed{{2}, 10s}));
    EXPECT_EQ(result<control::StatusInfo>(control::Status{}).slow, 10s);
    send(ann, "C Ann one");
    elapsed += 1ms;
    EXPECT_THAT(send(ann, "C Ann two"),
                ElementsAre(Datagram{ann, "您说得太快了，消息没有发出，请 10 秒后再试"}));
    elapsed += 9'999ms;
    EXPECT_THAT(send(ann, "C Ann three"), IsEmpty());
    EXPECT_EQ(events().back().text, "three");
    EXPECT_EQ(result<control::Slowed>(control::Slow{}), (control::Slowed{{5}, 0s}));
}

// A topic is set, shown and cleared, within its length.
TEST_F(DeskModerationTest, keeps_a_topic) {
    EXPECT_EQ(result<control::TopicInfo>(control::Topic{}), control::TopicInfo{});
    EXPECT_EQ(result<control::TopicInfo>(control::Topic{"期末\n考试", false}),
              (control::TopicInfo{"期末 考试", "", {1}}));
    EXPECT_EQ(result<control::TopicInfo>(control::Topic{}).topic, "期末 考试");
    EXPECT_EQ(error(control::Topic{std::string(241, 'x'), false}), "a topic has at most 240 bytes");
    EXPECT_EQ(result<control::TopicInfo>(control::Topic{std::string(240, 'x'), false}).sequence,
              Sequence{2});
    EXPECT_EQ(error(control::Topic{"\x1b", false}),
              "there is nothing in it; --clear takes the topic away");
    EXPECT_EQ(error(control::Topic{"\xff", false}), "the text is not valid UTF-8");
    EXPECT_EQ(error(control::Topic{"x", true}), "a topic is set or cleared, not both");
    EXPECT_EQ(result<control::TopicInfo>(control::Topic{"", true}),
              (control::TopicInfo{"", "", {3}}));
}

// Whoever comes in by the classic door is greeted behind its OK, before anything else.
TEST_F(DeskModerationTest, greets_classic_newcomers) {
    call(control::Topic{"考试", false});
    EXPECT_EQ(result<control::Announced>(control::Announce{"八点开始", true}).sequence,
              Sequence{2});
    EXPECT_THAT(send(ann, "L Ann"),
                ElementsAre(Datagram{ann, "OK"}, Datagram{ann, "管理员消息： 话题： 考试"},
                            Datagram{ann, "管理员消息： 八点开始"}));
    EXPECT_THAT(send(ann, "L Ann"), ElementsAre(Datagram{ann, "OK"}));
    EXPECT_EQ(result<control::Unpinned>(control::Unpin{}).sequence, Sequence{5});
    EXPECT_EQ(error(control::Unpin{}), "no announcement is pinned");
    EXPECT_EQ(error(control::Announce{std::string(721, 'x'), true}),
              "what is pinned has at most 720 bytes");
    EXPECT_EQ(result<control::Announced>(control::Announce{std::string(720, 'x'), true}).sequence,
              Sequence{6});
}

// And told how one may speak there, if that is not as one likes.
TEST_F(DeskModerationTest, tells_classic_newcomers_how_to_speak) {
    call(control::Slow{10s});
    call(control::Mute{"", true, {}});
    EXPECT_THAT(send(ann, "L Ann"),
                ElementsAre(Datagram{ann, "OK"},
                            Datagram{ann, "管理员消息： 每人每 10 秒 只能说一句"},
                            Datagram{ann, "管理员消息： 全体成员 被禁言"}));
}

// Rules survive a restart.
TEST_F(DeskModerationTest, keeps_rules_over_a_restart) {
    call(control::Ban{"10.0.0.2", "x", {}});
    call(control::Lock{});
    open(default_options());
    EXPECT_THAT(send(bob, "L Bob"), ElementsAre(Datagram{bob, "您被禁止进入聊天室： x"}));
    EXPECT_THAT(send(ann, "L Ann"), ElementsAre(Datagram{ann, "聊天室已锁定，新人不能进入"}));
}

// What is over is lifted when the clock has gone well for hours.
TEST_F(DeskModerationTest, lifts_what_is_over) {
    call(control::Ban{"10.0.0.2", "x", 1s});
    const auto stored_bans = [&] { return stored().rules().of(Measure::ban).size(); };
    for (const auto expected : {1U, 1U, 0U}) {
        elapsed += Housekeeping::interval;
        ASSERT_TRUE(room->next_deadline() && *room->next_deadline() <= now().steady);
        room->advance(now());
        finish_turn();
        EXPECT_EQ(stored_bans(), expected);
    }
    EXPECT_EQ(room->next_deadline(), std::nullopt);
}

} // namespace
} // namespace chatroom
