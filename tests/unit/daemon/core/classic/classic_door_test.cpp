// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using ClassicDoorTest = RoomTest;

// Who enters gets OK first, and everybody else hears of it.
TEST_F(ClassicDoorTest, lets_members_in) {
    EXPECT_THAT(send(ann, "L Ann"), ElementsAre(Datagram{ann, "OK"}));
    EXPECT_THAT(send(bob, "L Bob"),
                ElementsAre(Datagram{bob, "OK"}, Datagram{ann, "Bob 进入了聊天室"}));
}

// Nothing overtakes the OK, even if others speak in the same turn.
TEST_F(ClassicDoorTest, sends_ok_before_anything_else) {
    send(ann, "L Ann");
    hand_over(ann, "C Ann before");
    hand_over(bob, "L Bob");
    hand_over(ann, "C Ann after");
    EXPECT_THAT(datagrams(finish_turn()),
                ElementsAre(Datagram{bob, "OK"}, Datagram{ann, "Bob 进入了聊天室"}));
}

// A repeated request is answered again and announced once.
TEST_F(ClassicDoorTest, answers_a_repeated_request_again) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_THAT(send(bob, "L Bob"), ElementsAre(Datagram{bob, "OK"}));
    EXPECT_THAT(send(bob, "L bob"), ElementsAre(Datagram{bob, "OK"}));
    EXPECT_EQ(events().size(), 2U);
}

// Every refusal of a name says why, and only to the sender.
TEST_F(ClassicDoorTest, refuses_names_with_a_reason) {
    send(ann, "L Ann");
    const auto refusal = [&](std::string_view datagram) {
        const auto sent = send(bob, datagram);
        EXPECT_EQ(sent.size(), 1U);
        EXPECT_EQ(sent.at(0).to, bob);
        return sent.at(0).payload;
    };
    EXPECT_EQ(refusal("L"), "请给出名字：L 名字");
    EXPECT_EQ(refusal("L "), "请给出名字：L 名字");
    EXPECT_EQ(refusal("LBob"), "请给出名字：L 名字");
    EXPECT_EQ(refusal("L " + std::string(49, 'x')), "名字太长：最多 48 字节");
    EXPECT_EQ(refusal("L \xff"), "名字不是有效的 UTF-8");
    EXPECT_EQ(refusal("L B b"), "名字里不能有空白字符");
    EXPECT_EQ(refusal("L B\x1b[1m"), "名字里不能有控制字符或不可见字符");
    EXPECT_EQ(refusal("L 管理员"), "这个名字是保留的，请换一个");
    EXPECT_EQ(refusal("L ann"), "这个名字已经有人用了，请换一个");
    EXPECT_EQ(refusal("L Аnn"), "这个名字已经有人用了，请换一个");
    EXPECT_EQ(events().size(), 1U);
}

// A member that asks for another name from its address leaves and comes in under it; everybody
// else hears both. What it had is refused to it no more than to a newcomer.
TEST_F(ClassicDoorTest, lets_an_address_in_under_another_name) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_THAT(send(ann, "L Bob"), ElementsAre(Datagram{ann, "这个名字已经有人用了，请换一个"}));
    hand_over(ann, "L Eve");
    outputs = finish_turn();
    EXPECT_THAT(datagrams(outputs),
                ElementsAre(Datagram{bob, "Ann退出了聊天室"}, Datagram{bob, "Eve 进入了聊天室"},
                            Datagram{ann, "OK"}));
    EXPECT_THAT(log_texts(outputs),
                ElementsAre("Ann left: its address enters anew", "Eve entered from 10.0.0.1:1000"));
    EXPECT_THAT(send(ann, "C Eve hi"), ElementsAre(Datagram{bob, "Eve ： hi"}));
    EXPECT_THAT(send(bob, "C Bob hi"), ElementsAre(Datagram{ann, "Bob ： hi"}));
    EXPECT_EQ(room->member_count(), 2U);
    EXPECT_EQ(stored().roster().size(), 2U);
}

// Both names in one turn: what was said between is under the first.
TEST_F(ClassicDoorTest, lets_an_address_in_twice_in_a_turn) {
    send(bob, "L Bob");
    hand_over(ann, "L Ann");
    hand_over(ann, "C Ann hi");
    hand_over(ann, "L Eve");
    hand_over(ann, "C Eve hi");
    EXPECT_THAT(datagrams(finish_turn()),
                ElementsAre(Datagram{ann, "OK"}, Datagram{ann, "OK"},
                            Datagram{bob, "Ann 进入了聊天室"}, Datagram{bob, "Ann ： hi"},
                            Datagram{bob, "Ann退出了聊天室"}, Datagram{bob, "Eve 进入了聊天室"},
                            Datagram{bob, "Eve ： hi"}));
}

// A full room lets nobody in until somebody leaves.
TEST_F(ClassicDoorTest, refuses_when_the_room_is_full) {
    auto options = default_options();
    options.max_members = 1;
    open(options);
    send(ann, "L Ann");
    EXPECT_THAT(send(bob, "L Bob"), ElementsAre(Datagram{bob, "聊天室已满，请稍后再来"}));
    EXPECT_THAT(send(ann, "L Ann"), ElementsAre(Datagram{ann, "OK"}));
    send(ann, "Q Ann");
    EXPECT_THAT(send(bob, "L Bob"), ElementsAre(Datagram{bob, "OK"}));
}

// What one says the others get, with all spaces; the author gets nothing.
TEST_F(ClassicDoorTest, relays_what_members_say) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    send(eve, "L Eve");
    EXPECT_THAT(send(bob, "C Bob  hi  "),
                ElementsAre(Datagram{ann, "Bob ：  hi  "}, Datagram{eve, "Bob ：  hi  "}));
    EXPECT_THAT(send(bob, "C bob x"),
                ElementsAre(Datagram{ann, "Bob ： x"}, Datagram{eve, "Bob ： x"}));
}

// Empty text, and text of which nothing is left, is ignored.
TEST_F(ClassicDoorTest, ignores_empty_text) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    for (const auto* datagram : {"C Bob", "C Bob ", "C Bob \n", "C Bob \x1b\x07"}) {
        EXPECT_THAT(send(bob, datagram), IsEmpty()) << datagram;
    }
}

// Long text reaches the others in consecutive messages.
TEST_F(ClassicDoorTest, splits_long_text) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_THAT(
        send(bob, "C Bob " + std::string(961, 'x')),
        ElementsAre(Datagram{ann, "Bob ： " + std::string(960, 'x')}, Datagram{ann, "Bob ： x"}));
    EXPECT_EQ(events().size(), 4U);
}

// Text that cannot be relayed is refused whole, and the author is told why.
TEST_F(ClassicDoorTest, refuses_text_with_a_reason) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_THAT(send(bob, "C Bob " + std::string(4097, 'x')),
                ElementsAre(Datagram{bob, "消息太长：最多 4096 字节"}));
    EXPECT_THAT(send(bob, "C Bob \xff"),
                ElementsAre(Datagram{bob, "消息不是有效的 UTF-8，没有发出"}));
}

// Nobody speaks or leaves as somebody else.
TEST_F(ClassicDoorTest, refuses_other_peoples_names) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    const Datagram told{bob, "这不是您的名字，您在聊天室里叫 Bob"};
    EXPECT_THAT(send(bob, "C Ann hi"), ElementsAre(told));
    EXPECT_THAT(send(bob, "C 管理员 hi"), ElementsAre(told));
    EXPECT_THAT(send(bob, "C  hi"), ElementsAre(told));
    EXPECT_THAT(send(bob, "C \xff hi"), ElementsAre(told));
    EXPECT_THAT(send(bob, "Q Ann"), ElementsAre(told));
    EXPECT_THAT(send(bob, "Q"), ElementsAre(told));
    EXPECT_EQ(room->member_count(), 2U);
}

// A stranger is told to enter first, and heard by nobody.
TEST_F(ClassicDoorTest, tells_strangers_to_enter) {
    send(ann, "L Ann");
    EXPECT_THAT(send(eve, "C Ann hi"), ElementsAre(Datagram{eve, "您不在聊天室里，请重新进入"}));
    EXPECT_THAT(send(eve, "C Eve"), ElementsAre(Datagram{eve, "您不在聊天室里，请重新进入"}));
}

// Who leaves gets the farewell in its order, the others hear of it.
TEST_F(ClassicDoorTest, says_farewell) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_THAT(send(bob, "Q bob"), ElementsAre(Datagram{ann, "Bob退出了聊天室"},
                                                Datagram{bob, "Exit"}, Datagram{bob, "EXIT"}));
    EXPECT_EQ(room->member_count(), 1U);
}

// The farewell is answered to strangers too, so that no program waits for ever.
TEST_F(ClassicDoorTest, says_farewell_to_strangers) {
    send(ann, "L Ann");
    for (const auto* datagram : {"Q Ann", "Q Nobody", "Q", "Q "}) {
        EXPECT_THAT(send(eve, datagram), ElementsAre(Datagram{eve, "Exit"}));
    }
}

// The farewell and the language are the administrator's choice.
TEST_F(ClassicDoorTest, follows_the_options) {
    auto options = default_options();
    options.language = classic::Language::en;
    options.farewell = {"bye"};
    open(options);
    send(ann, "L Ann");
    EXPECT_THAT(send(bob, "L Bob"),
                ElementsAre(Datagram{bob, "OK"}, Datagram{ann, "Bob entered the room"}));
    EXPECT_THAT(send(bob, "C Bob hi"), ElementsAre(Datagram{ann, "Bob : hi"}));
    EXPECT_THAT(send(bob, "Q Bob"),
                ElementsAre(Datagram{ann, "Bob left the room"}, Datagram{bob, "bye"}));
    EXPECT_THAT(send(eve, "L ann"),
                ElementsAre(Datagram{eve, "this name is taken, choose another"}));
}

// From networks that are not allowed only the request to enter is answered.
TEST_F(ClassicDoorTest, turns_away_strange_networks) {
    EXPECT_THAT(send(far, "L Far"), ElementsAre(Datagram{far, "不允许从您的网络地址进入"}));
    EXPECT_THAT(send(far, "C Far hi"), IsEmpty());
    EXPECT_THAT(send(far, "Q Far"), IsEmpty());
    EXPECT_THAT(send(far, "junk"), IsEmpty());
    EXPECT_EQ(room->member_count(), 0U);
}

// Who is inside stays able to speak and to leave when its network is not allowed any more.
TEST_F(ClassicDoorTest, serves_members_of_networks_that_were_allowed) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    auto options = default_options();
    options.allow.clear();
    room->configure(options);
    EXPECT_THAT(send(bob, "C Bob hi"), ElementsAre(Datagram{ann, "Bob ： hi"}));
    EXPECT_THAT(send(bob, "Q Bob"), ElementsAre(Datagram{ann, "Bob退出了聊天室"},
                                                Datagram{bob, "Exit"}, Datagram{bob, "EXIT"}));
    EXPECT_THAT(send(bob, "L Bob"), ElementsAre(Datagram{bob, "不允许从您的网络地址进入"}));
}

// What is no request is counted, logged escaped, and answered to no stranger.
TEST_F(ClassicDoorTest, drops_malformed_datagrams) {
    send(ann, "L Ann");
    hand_over(eve, "X\x1b[2J");
    outputs = finish_turn();
    EXPECT_THAT(datagrams(outputs), IsEmpty());
    EXPECT_THAT(outputs.log, ElementsAre(LogLine{Severity::warning,
                                                 "dropped a malformed datagram of 5 bytes from "
                                                 "10.0.0.3:1000: \"X\\x1B[2J\""}));
    EXPECT_THAT(send(eve, ""), IsEmpty());
    EXPECT_THAT(send(ann, ""), IsEmpty());
    const auto status = std::get<control::StatusInfo>(call(control::Status{}).value());
    EXPECT_EQ(status.counters.malformed, 3U);
}

// A member's program that sends what is no request is told so, once a second; and no more after a
// while, so that two programs that answer each other come to an end.
TEST_F(ClassicDoorTest, explains_to_members_what_is_no_request) {
    const auto told = ElementsAre(Datagram{ann, "聊天室看不懂这个请求，什么也没有做"});
    send(ann, "L Ann");
    for (unsigned count = 0; count < ClassicDoor::max_explained_in_a_row; ++count) {
        EXPECT_THAT(send(ann, "X"), told);
        EXPECT_THAT(send(ann, "X"), IsEmpty());
        elapsed += ClassicDoor::explain_interval - std::chrono::milliseconds(1);
        EXPECT_THAT(send(ann, "X"), IsEmpty());
        elapsed += std::chrono::milliseconds(1);
    }
    elapsed += std::chrono::hours(1);
    EXPECT_THAT(send(ann, "X"), IsEmpty());
    send(ann, "C Ann hi");
    EXPECT_THAT(send(ann, "X"), told);
}

// Entering and leaving is logged, what is said is not.
TEST_F(ClassicDoorTest, logs_comings_and_goings) {
    hand_over(ann, "L Ann");
    EXPECT_THAT(finish_turn().log,
                ElementsAre(LogLine{Severity::info, "Ann entered from 10.0.0.1:1000"}));
    hand_over(ann, "C Ann secret");
    EXPECT_THAT(finish_turn().log, IsEmpty());
    hand_over(ann, "Q Ann");
    EXPECT_THAT(finish_turn().log, ElementsAre(LogLine{Severity::info, "Ann left"}));
}

// A refusal reaches the log with the name, the address and the reason in English.
TEST_F(ClassicDoorTest, logs_refusals) {
    hand_over(ann, "L admin");
    EXPECT_THAT(finish_turn().log,
                ElementsAre(LogLine{Severity::warning, "refused \"admin\" from 10.0.0.1:1000: this "
                                                       "name is reserved, choose another"}));
}

} // namespace
} // namespace chatroom
