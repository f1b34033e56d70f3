// SPDX-License-Identifier: GPL-3.0-or-later
// The limits of a member and of a network, as the whole room keeps them.
#include "tests/unit/daemon/core/room_fixture.hpp"

#include <algorithm>

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LimitsTest : public RoomTest {
protected:
    LimitsTest() { open(limited()); }

    static RoomOptions limited() {
        auto options = default_options();
        options.language = classic::Language::en;
        options.limits.classic_of_an_address = Limits().classic_of_an_address;
        options.limits.lines = {.per_second = 1, .at_once = 3};
        options.limits.bytes = {.per_second = 1000, .at_once = 4096};
        return options;
    }

    static std::string from(int host, int port = 1000) {
        return "10.0.1." + std::to_string(host) + ":" + std::to_string(port);
    }

    std::vector<Datagram> last_heard;

    std::vector<Datagram> enter(const std::string& address, const std::string& name) {
        return send(address.c_str(), "L " + name);
    }

    std::size_t said() const {
        std::size_t count = 0;
        for (const auto& event : events()) {
            count += event.kind == EventKind::said ? 1 : 0;
        }
        return count;
    }
};

const std::string looking_line =
    "Admin: somebody wants to come in: looking who is still there, no need to answer";
const std::string too_fast = "you speak too fast, the message was not sent, try again in 1 s";

// At n nothing is refused, at n + 1 the line is, and the member is told once until it may try
// again.
TEST_F(LimitsTest, hold_a_member_to_a_number_of_lines) {
    send(ann, "L Ann");
    for (int line = 0; line < 3; ++line) {
        EXPECT_THAT(send(ann, "C Ann x"), IsEmpty());
    }
    EXPECT_THAT(send(ann, "C Ann x"), ElementsAre(Datagram{ann, too_fast}));
    EXPECT_THAT(send(ann, "C Ann x"), IsEmpty());
    EXPECT_EQ(said(), 3U);
    elapsed += 1s;
    EXPECT_THAT(send(ann, "C Ann x"), IsEmpty());
    EXPECT_EQ(said(), 4U);
    EXPECT_THAT(send(ann, "C Ann x"), ElementsAre(Datagram{ann, too_fast}));
}

// Lines of one turn count as those of several do.
TEST_F(LimitsTest, hold_in_one_turn_too) {
    send(ann, "L Ann");
    for (int line = 0; line < 10; ++line) {
        hand_over(ann, "C Ann x");
    }
    EXPECT_THAT(datagrams(finish_turn()), ElementsAre(Datagram{ann, too_fast}));
    EXPECT_EQ(said(), 3U);
}

// What others say takes nothing from a member.
TEST_F(LimitsTest, are_of_each_member) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    for (int line = 0; line < 4; ++line) {
        send(ann, "C Ann x");
    }
    send(bob, "C Bob x");
    EXPECT_EQ(said(), 4U);
}

// Long lines are counted by their bytes, too.
TEST_F(LimitsTest, hold_a_member_to_a_number_of_bytes) {
    send(ann, "L Ann");
    const std::string line(960, 'x');
    for (int number = 0; number < 3; ++number) {
        send(ann, "C Ann " + line);
    }
    elapsed += 3s;
    EXPECT_EQ(said(), 3U);
    for (int number = 0; number < 3; ++number) {
        send(ann, "C Ann " + line);
        send(ann, "C Ann " + line);
        elapsed += 1s;
    }
    EXPECT_LE(said(), 3U + 3U + 4U);
}

// Limits of nothing are none.
TEST_F(LimitsTest, may_be_lifted_for_everybody) {
    open(default_options());
    send(ann, "L Ann");
    for (int line = 0; line < 1000; ++line) {
        send(ann, "C Ann x");
    }
    EXPECT_EQ(said(), 1000U);
}

// Whoever leaves and comes again from there begins where it has stopped.
TEST_F(LimitsTest, are_not_evaded_by_another_name) {
    send(ann, "L Ann");
    for (int line = 0; line < 4; ++line) {
        send(ann, "C Ann x");
    }
    send(ann, "Q Ann");
    const auto other = std::string("10.0.0.1:2000");
    enter(other, "Other");
    EXPECT_THAT(send(other.c_str(), "C Other x"), ElementsAre(Datagram{other, too_fast}));
    EXPECT_EQ(said(), 3U);
}

// Whoever was there all the time is not taken for who has left.
TEST_F(LimitsTest, do_not_follow_to_others_inside) {
    const auto lurker = std::string("10.0.0.1:2000");
    enter(lurker, "Lurker");
    send(ann, "L Ann");
    for (unsigned line = 0; line <= SpeakingLimits::refused_lines.at_once + 3; ++line) {
        send(ann, "C Ann x");
    }
    finish_turn();
    send(ann, "Q Ann");
    const auto before = said();
    EXPECT_THAT(send(lurker.c_str(), "C Lurker x"), IsEmpty());
    EXPECT_EQ(said(), before + 1);
}

// Leaving and coming back is no way to say two lines where they have to be apart, however often,
// and whether it is one turn or several.
TEST_F(LimitsTest, keep_lines_apart_of_who_comes_back) {
    send(ann, "L Ann");
    EXPECT_TRUE(call(control::Slow{10s}).has_value());
    for (int time = 0; time < 5; ++time) {
        send(ann, "C Ann x");
        send(ann, "Q Ann");
        send(ann, "L Ann");
    }
    EXPECT_EQ(said(), 1U);
    elapsed += 10s;
    for (int time = 0; time < 5; ++time) {
        hand_over(ann, "C Ann x");
        hand_over(ann, "Q Ann");
        hand_over(ann, "L Ann");
    }
    finish_turn();
    EXPECT_EQ(said(), 2U);
}

// All members of one address together say no more than some of them may; those of this machine are
// different people.
TEST_F(LimitsTest, are_of_a_network_too) {
    auto options = limited();
    options.limits.classic_of_an_address = 40;
    options.allow.push_back(AddressRange::parse("127.0.0.0/8").value());
    open(options);
    const auto all_say = [&](const std::string& host, bool is_one_turn) {
        const auto before = said();
        for (int port = 1; port <= 30; ++port) {
            const auto member = host + ":" + std::to_string(port);
            for (int line = 0; line < 3; ++line) {
                hand_over(member.c_str(), "C n" + host + "-" + std::to_string(port) + " x");
                if (!is_one_turn) {
                    finish_turn();
                }
            }
        }
        finish_turn();
        return said() - before;
    };
    for (const auto* host : {"10.0.1.1", "10.0.1.2", "127.0.0.1"}) {
        for (int port = 1; port <= 30; ++port) {
            enter(host + (":" + std::to_string(port)), "n" + (host + ("-" + std::to_string(port))));
        }
    }
    ASSERT_EQ(room->member_count(), 90U);
    EXPECT_EQ(all_say("10.0.1.1", true), 3U * SpeakingLimits::members_of_a_network);
    EXPECT_EQ(all_say("10.0.1.2", false), 3U * SpeakingLimits::members_of_a_network);
    EXPECT_EQ(all_say("127.0.0.1", true), 90U);
}

// Whoever goes on and on is muted for a minute, which everybody hears; whoever goes on then is
// kicked. Neither lasts.
TEST_F(LimitsTest, mute_and_then_kick_who_floods) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    std::vector<Datagram> heard;
    const auto flood = [&] {
        for (unsigned line = 0; line <= SpeakingLimits::refused_lines.at_once + 3; ++line) {
            for (const auto& datagram : send(ann, "C Ann x")) {
                heard.push_back(datagram);
            }
        }
        for (const auto& datagram : datagrams(finish_turn())) {
            heard.push_back(datagram);
        }
    };
    flood();
    EXPECT_THAT(heard, Contains(Datagram{bob, "Admin: Ann is muted for 1 min"}));
    EXPECT_THAT(heard, Contains(Datagram{ann, "Admin: Ann is muted for 1 min"}));
    EXPECT_EQ(room->member_count(), 2U);
    elapsed += SpeakingLimits::sentence;
    const auto before = said();
    send(ann, "C Ann sorry");
    EXPECT_EQ(said(), before + 1);
    flood();
    flood(); // It cannot have heard of it yet.
    EXPECT_EQ(room->member_count(), 2U);
    elapsed += SpeakingLimits::heed_time;
    flood();
    EXPECT_EQ(room->member_count(), 1U);
    EXPECT_THAT(heard, Contains(Datagram{
                           bob, "Ann left the room (removed by the administrator: flooding)"}));
    elapsed += 60s;
    EXPECT_THAT(enter(ann, "Ann"), Contains(Datagram{ann, "OK"}));
}

// A burst that was on its way leads to a mute and to nothing more, however it is cut into turns.
TEST_F(LimitsTest, do_not_kick_for_one_burst) {
    for (const int lines_of_a_turn : {1, 7, 250}) {
        open(limited());
        send(ann, "L Ann");
        for (int line = 0; line < 1000; ++line) {
            hand_over(ann, "C Ann x");
            if (line % lines_of_a_turn == 0) {
                finish_turn();
                finish_turn();
            }
        }
        while (!room->is_settled()) {
            finish_turn();
        }
        EXPECT_EQ(room->member_count(), 1U) << lines_of_a_turn;
        send(ann, "Q Ann");
    }
    const auto all = events();
    const auto is_mute = [](const Event& event) { return event.kind == EventKind::muted; };
    EXPECT_EQ(std::count_if(all.begin(), all.end(), is_mute), 3);
}

// Nobody else need say anything for a flooder to be muted: the turn that finds it out is followed
// by another one.
TEST_F(LimitsTest, restrain_without_waiting) {
    send(ann, "L Ann");
    for (unsigned line = 0; line < SpeakingLimits::refused_lines.at_once + 4; ++line) {
        hand_over(ann, "C Ann x");
        if (line == 100) {
            finish_turn();
        }
    }
    finish_turn();
    EXPECT_TRUE(is_due());
    room->advance(now());
    EXPECT_FALSE(is_due()); // Once is enough, whenever the turn can begin.
    EXPECT_THAT(datagrams(finish_turn()),
                ElementsAre(Datagram{ann, "Admin: Ann is muted for 1 min"}));
    EXPECT_FALSE(is_due());
}

// Whoever was put out and comes back at once has no more to say than before.
TEST_F(LimitsTest, follow_who_is_kicked) {
    send(ann, "L Ann");
    for (int line = 0; line < 2000; ++line) {
        send(ann, "C Ann x");
        send(ann, "L Ann");
    }
    EXPECT_EQ(said(), 3U);
    for (int line = 0; line < 2000; ++line) { // All of it in turns of many.
        hand_over(ann, "C Ann x");
        hand_over(ann, "L Ann");
        if (line % 100 == 0) {
            finish_turn();
        }
    }
    finish_turn();
    EXPECT_EQ(said(), 3U);
    for (int line = 0; line < 2000; ++line) {
        elapsed += 10ms;
        send(ann, "C Ann x");
        send(ann, "L Ann");
    }
    EXPECT_LE(said(), 3U + 20U + 1U);
}

// The administrator can pardon, and exempt for ever.
TEST_F(LimitsTest, yield_to_the_administrator) {
    send(ann, "L Ann");
    for (unsigned line = 0; line <= SpeakingLimits::refused_lines.at_once + 3; ++line) {
        send(ann, "C Ann x");
    }
    finish_turn();
    EXPECT_TRUE(call(control::Unmute{"Ann", false}).has_value());
    const auto before = said();
    send(ann, "C Ann x");
    EXPECT_EQ(said(), before + 1);
    EXPECT_TRUE(call(control::Exempt{"Ann"}).has_value());
    for (int line = 0; line < 100; ++line) {
        send(ann, "C Ann x");
    }
    EXPECT_EQ(said(), before + 101);
    open(limited());
    for (int line = 0; line < 100; ++line) {
        send(ann, "C Ann x");
    }
    EXPECT_EQ(said(), before + 201);
    EXPECT_TRUE(call(control::Unexempt{"Ann"}).has_value());
    EXPECT_FALSE(call(control::Unexempt{"Ann"}).has_value());
    EXPECT_FALSE(call(control::Exempt{"Nobody"}).has_value());
    for (int line = 0; line < 100; ++line) {
        send(ann, "C Ann x");
    }
    EXPECT_EQ(said(), before + 204); // As if it had said nothing.
}

// From one address come 16 classic members and no more; from elsewhere others do.
TEST_F(LimitsTest, leave_places_to_other_addresses) {
    for (int port = 1; port <= 16; ++port) {
        enter(from(1, port), "a" + std::to_string(port));
    }
    EXPECT_EQ(room->member_count(), 16U);
    EXPECT_THAT(enter(from(1, 17), "b"),
                Contains(Datagram{from(1, 17), "too many members come from your address already"}));
    EXPECT_THAT(enter(from(2), "c"), Contains(Datagram{from(2), "OK"}));
    send(from(1, 1).c_str(), "Q a1");
    EXPECT_THAT(enter(from(1, 17), "b"), Contains(Datagram{from(1, 17), "OK"}));
}

// In one turn they do not, either.
TEST_F(LimitsTest, leave_places_in_one_turn_too) {
    for (int port = 1; port <= 20; ++port) {
        hand_over(from(1, port).c_str(), "L a" + std::to_string(port));
    }
    finish_turn();
    EXPECT_EQ(room->member_count(), 16U);
}

// The login users of this machine have a share of their own.
TEST_F(LimitsTest, give_this_machine_more_places) {
    auto options = limited();
    options.allow.push_back(AddressRange::parse("127.0.0.0/8").value());
    options.limits.classic_of_this_machine = 40;
    open(options);
    for (int port = 1; port <= 41; ++port) {
        enter("127.0.0.1:" + std::to_string(port), "a" + std::to_string(port));
    }
    EXPECT_EQ(room->member_count(), 40U);
}

// Coming and going is no way to fill the history.
TEST_F(LimitsTest, slow_down_coming_and_going) {
    for (int time = 0; time < EntryLimits::max_classic; ++time) {
        send(ann, "L Ann");
        send(ann, "Q Ann");
    }
    EXPECT_THAT(send(ann, "L Ann"),
                ElementsAre(Datagram{ann, "you come and go too often, try again in 1 s"}));
    elapsed += 1s;
    EXPECT_THAT(send(ann, "L Ann"), ElementsAre(Datagram{ann, "OK"}));
}

// Nor is another name, when whoever has all places of an address takes it in the place of its own.
TEST_F(LimitsTest, slow_down_changes_of_name) {
    auto options = limited();
    options.limits.classic_of_an_address = 4;
    open(options);
    for (int port = 1; port <= 4; ++port) {
        enter(from(1, port), "a" + std::to_string(port));
    }
    for (int time = 4; time < EntryLimits::max_classic; ++time) {
        EXPECT_THAT(enter(from(1, 1), "b" + std::to_string(time)),
                    Contains(Datagram{from(1, 1), "OK"}));
    }
    EXPECT_THAT(enter(from(1, 1), "c"),
                ElementsAre(Datagram{from(1, 1), "you come and go too often, try again in 1 s"}));
    EXPECT_EQ(room->member_count(), 4U);
    elapsed += 1s;
    EXPECT_THAT(enter(from(1, 1), "c"), Contains(Datagram{from(1, 1), "OK"}));
}

// Nor does a full room help, nor that all of it comes in one turn.
TEST_F(LimitsTest, slow_down_changes_of_name_in_a_full_room) {
    auto options = limited();
    options.max_members = 2;
    open(options);
    enter(from(1), "a");
    enter(from(2), "b");
    for (int time = 0; time < 200; ++time) {
        hand_over(from(1).c_str(), "L c" + std::to_string(time));
    }
    finish_turn();
    EXPECT_EQ(room->member_count(), 2U);
    const auto entries = [&] {
        std::size_t count = 0;
        for (const auto& event : events()) {
            count += event.kind == EventKind::entered ? 1 : 0;
        }
        return count;
    };
    EXPECT_EQ(entries(), std::size_t{EntryLimits::max_classic} + 1); // That of the other.
    elapsed += 1s;
    for (int time = 0; time < 200; ++time) {
        hand_over(from(1).c_str(), "L d" + std::to_string(time));
    }
    finish_turn();
    EXPECT_EQ(entries(), std::size_t{EntryLimits::max_classic} + 2);
}

// When the room is full, those who have been silent for long are asked whether they are there; a
// closed port is found at once, and its place is free.
TEST_F(LimitsTest, look_who_is_still_there) {
    auto options = limited();
    options.max_members = 2;
    open(options);
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_THAT(send(eve, "L Eve"), SizeIs(1)); // They have just been heard of.
    elapsed += ClassicDoor::probe_interval;
    send(ann, "C Ann here");
    EXPECT_THAT(send(eve, "L Eve"), Contains(Datagram{bob, looking_line}));
    EXPECT_THAT(send(eve, "L Eve"), SizeIs(1)); // Once is enough.
    room->handle(now(), DeliveryFailure{
                            .address = address(bob), .port_closed = true, .quoted = looking_line});
    EXPECT_THAT(send(eve, "L Eve"), Contains(Datagram{eve, "OK"}));
}

// So does whoever wants the name of a program that has crashed.
TEST_F(LimitsTest, look_whether_a_name_is_still_used) {
    send(ann, "L Ann");
    elapsed += ClassicDoor::probe_interval;
    EXPECT_THAT(send(bob, "L ann"), SizeIs(2));
    room->handle(now(), DeliveryFailure{
                            .address = address(ann), .port_closed = true, .quoted = looking_line});
    EXPECT_THAT(send(bob, "L ann"), Contains(Datagram{bob, "OK"}));
}

// Whoever forges the network's report has to know what was sent; what anybody guesses does not do.
TEST_F(LimitsTest, believe_only_reports_that_quote_what_was_sent) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    for (const auto* quoted : {"", "OK", "K", "Bob entered the", "Bob entered the chat"}) {
        room->handle(
            now(), DeliveryFailure{.address = address(ann), .port_closed = true, .quoted = quoted});
        finish_turn();
        EXPECT_EQ(room->member_count(), 2U);
    }
    room->handle(now(), DeliveryFailure{.address = address(ann),
                                        .port_closed = true,
                                        .quoted = "Bob entered the room"});
    finish_turn();
    EXPECT_EQ(room->member_count(), 1U);
}

// A classic member that says nothing for hours leaves, as nobody may be there; not in a room whose
// administrator does not want it.
TEST_F(LimitsTest, end_a_long_silence) {
    auto options = limited();
    options.limits.classic_silence = 2h;
    open(options);
    send(ann, "L Ann");
    send(bob, "L Bob");
    elapsed += 1h;
    send(bob, "C Bob x");
    const auto wait = [&] {
        while (room->next_deadline() && *room->next_deadline() <= now().steady) {
            room->advance(now());
            for (const auto& datagram : datagrams(finish_turn())) {
                last_heard.push_back(datagram);
            }
        }
    };
    elapsed += 59min;
    wait();
    EXPECT_EQ(room->member_count(), 2U);
    elapsed += 1min;
    wait();
    EXPECT_EQ(room->member_count(), 1U);
    EXPECT_THAT(last_heard,
                Contains(Datagram{ann, "Admin: you were silent for long and have left, send L NAME "
                                       "to come back"}));
    EXPECT_THAT(last_heard, Contains(Datagram{bob, "Ann left the room"}));
}

// Another time for that holds at once.
TEST_F(LimitsTest, take_another_time_for_silence) {
    auto options = limited();
    options.limits.classic_silence = 12h;
    open(options);
    send(ann, "L Ann");
    elapsed += 2min;
    room->advance(now());
    finish_turn();
    elapsed += 3h;
    options.limits.classic_silence = 2h;
    room->configure(options);
    ASSERT_LE(room->next_deadline(), now().steady);
    room->advance(now());
    finish_turn();
    EXPECT_EQ(room->member_count(), 0U);
}

// Whoever has said nothing may never have been there, so what goes to its address is bounded; who
// speaks gets everything.
TEST_F(LimitsTest, bound_what_silent_addresses_are_told) {
    auto options = default_options();
    open(options);
    send(ann, "L Ann");
    send(bob, "L Bob");
    send(eve, "L Eve");
    send(bob, "C Bob here");
    std::size_t to_bob = 0;
    std::size_t to_eve = 0;
    for (int line = 0; line < 1000; ++line) {
        for (const auto& datagram : send(ann, "C Ann " + std::string(900, 'x'))) {
            to_bob += datagram.to == bob ? datagram.payload.size() : 0;
            to_eve += datagram.to == eve ? datagram.payload.size() : 0;
        }
    }
    EXPECT_GT(to_bob, 900'000U);
    EXPECT_LE(to_eve, ClassicDoor::untold.at_once);
    EXPECT_GT(to_eve, ClassicDoor::untold.at_once - 2000);
}

// Strangers who ask for a farewell get one word, as the question may not be theirs; who has just
// left gets all again.
TEST_F(LimitsTest, keep_answers_to_strangers_small) {
    EXPECT_THAT(send(eve, "Q Eve"), SizeIs(1));
    send(eve, "L Eve");
    EXPECT_THAT(send(eve, "Q Eve"), SizeIs(2));
    EXPECT_THAT(send(eve, "Q Eve"), SizeIs(2));
    elapsed += ClassicDoor::farewell_time;
    EXPECT_THAT(send(eve, "Q Eve"), SizeIs(1));
    std::size_t answers = 0;
    for (int question = 0; question < 1000; ++question) {
        answers += send(eve, "Q Eve").size();
    }
    EXPECT_EQ(answers, std::size_t{ClassicDoor::max_answers_of_a_network} - 1);
}

} // namespace
} // namespace chatroom
