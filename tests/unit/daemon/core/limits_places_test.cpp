// SPDX-License-Identifier: GPL-3.0-or-later
// Who has a place, as the whole room limits it.
#include "tests/unit/daemon/core/limits_fixture.hpp"

#include <algorithm>

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;

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
