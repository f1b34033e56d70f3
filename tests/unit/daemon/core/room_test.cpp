// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/room_fixture.hpp"

#include <random>
#include <stdexcept>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What Ann was told when Bob came in: a report of a closed port has to quote what was sent.
const std::string entry_of_bob = "Bob 进入了聊天室";

// Events have consecutive numbers, over turns and restarts.
TEST_F(RoomTest, numbers_events_without_gaps) {
    hand_over(ann, "L Ann");
    hand_over(bob, "L Bob");
    finish_turn();
    send(ann, "C Ann hi");
    open(default_options());
    send(bob, "C Bob hi");
    std::uint64_t expected = 0;
    for (const auto& event : events()) {
        EXPECT_EQ(event.sequence, Sequence{++expected});
    }
    EXPECT_EQ(expected, 4U);
}

// A restart keeps everybody in the room, and nobody hears of it.
TEST_F(RoomTest, keeps_its_members_over_a_restart) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    send(eve, "L Eve");
    send(eve, "Q Eve");
    open(default_options());
    EXPECT_THAT(datagrams(finish_turn()), IsEmpty());
    EXPECT_EQ(room->member_count(), 2U);
    EXPECT_THAT(send(ann, "C Ann hi"), ElementsAre(Datagram{bob, "Ann ： hi"}));
    EXPECT_THAT(send(eve, "L bob"), ElementsAre(Datagram{eve, "这个名字已经有人用了，请换一个"}));
}

// Nothing is handed out before the journal has it: a turn that is not finished shows nothing.
TEST_F(RoomTest, shows_nothing_before_it_is_in_the_journal) {
    send(ann, "L Ann");
    hand_over(bob, "L Bob");
    hand_over(bob, "C Bob hi");
    EXPECT_EQ(journal.head(), Sequence{1});
    const auto sent = datagrams(finish_turn());
    EXPECT_EQ(journal.head(), Sequence{3});
    EXPECT_EQ(sent.size(), 3U);
}

// If the journal fails, everybody who asked is told, nobody sees anything else, and the room is as
// it was before; when it works again, so does the room, without a gap in the numbers.
TEST_F(RoomTest, takes_a_turn_back_when_the_journal_fails) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    journal.append_fails = true;
    hand_over(eve, "L Eve");
    hand_over(ann, "C Ann hi");
    hand_over(bob, "Q Bob");
    room->handle(now(), CallId{7}, control::Announce{"x"});
    outputs = finish_turn();
    const std::string told = "聊天室暂时无法保存记录，请稍后再试";
    EXPECT_THAT(datagrams(outputs),
                ElementsAre(Datagram{ann, told}, Datagram{bob, told}, Datagram{eve, told}));
    EXPECT_THAT(outputs.replies,
                ElementsAre(ControlReply{
                    CallId{7}, Unexpected(control::Error{
                                   control::ErrorCode::journal_failed,
                                   "the journal cannot be written; see the daemon's log"})}));
    EXPECT_THAT(outputs.log,
                ElementsAre(LogLine{Severity::error, "the journal cannot be written: disk full",
                                    Notable::journal_failed}));
    EXPECT_EQ(room->member_count(), 2U);

    journal.append_fails = false;
    EXPECT_THAT(send(eve, "L Eve"),
                ElementsAre(Datagram{eve, "OK"}, Datagram{ann, "Eve 进入了聊天室"},
                            Datagram{bob, "Eve 进入了聊天室"}));
    EXPECT_EQ(journal.head(), Sequence{3});
}

// While the journal cannot be written the status says so and since when. It is tried again also if
// nobody asks for anything, which the log does not repeat, and then all is well by itself.
TEST_F(RoomTest, says_while_the_journal_fails) {
    const auto status_troubles = [&] {
        return std::get<control::StatusInfo>(call(control::Status{}).value()).troubles;
    };
    EXPECT_THAT(status_troubles(), IsEmpty());
    EXPECT_THAT(room->troubles(), IsEmpty());
    journal.append_fails = true;
    send(ann, "L Ann");
    const auto began = now().wall;
    const std::string words = "the journal cannot be written: disk full; nothing can be said and "
                              "nobody can come in until it can";
    for (int attempt = 0; attempt < 3; ++attempt) {
        ASSERT_LE(room->next_deadline().value(), now().steady + Room::try_interval);
        elapsed += Room::try_interval;
        room->advance(now());
        EXPECT_THAT(log_texts(finish_turn()), IsEmpty());
        EXPECT_THAT(status_troubles(), ElementsAre(control::TroubleInfo{words, began}));
    }
    EXPECT_THAT(room->troubles(),
                ElementsAre(RoomTrouble{TroubleKind::journal_not_writable, words, began}));

    journal.append_fails = false;
    elapsed += Room::try_interval;
    room->advance(now());
    EXPECT_THAT(log_texts(finish_turn()), ElementsAre("the journal can be written again"));
    EXPECT_THAT(status_troubles(), IsEmpty());
    EXPECT_EQ(room->next_deadline(), std::nullopt);
    EXPECT_EQ(journal.head(), Sequence{0});
}

// A turn in which nothing happens does not need the journal.
TEST_F(RoomTest, answers_without_the_journal_where_nothing_happens) {
    journal.append_fails = true;
    EXPECT_THAT(send(eve, "L admin"), ElementsAre(Datagram{eve, "这个名字是保留的，请换一个"}));
}

// A journal that cannot be read at the start is an error in words.
TEST(Room, does_not_open_without_its_journal) {
    FailingJournal journal;
    journal.facts_fail = true;
    try {
        const Room room({}, test_secrets(), journal, {});
        FAIL() << "the room opened";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "the journal cannot be read: disk broken");
    }
}

// A closed port retires its member at once: the others hear of it, the dead get nothing.
TEST_F(RoomTest, retires_a_member_whose_port_is_closed) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    room->handle(now(), DeliveryFailure{
                            .address = address(bob), .port_closed = true, .quoted = entry_of_bob});
    room->handle(now(), DeliveryFailure{
                            .address = address(bob), .port_closed = true, .quoted = entry_of_bob});
    outputs = finish_turn();
    EXPECT_THAT(datagrams(outputs), ElementsAre(Datagram{ann, "Bob退出了聊天室"}));
    EXPECT_THAT(log_texts(outputs), ElementsAre("Bob left: its port is closed"));
    EXPECT_THAT(send(eve, "L Bob"),
                ElementsAre(Datagram{eve, "OK"}, Datagram{ann, "Bob 进入了聊天室"}));
}

// When many ports are closed at once, only the living hear of it: the dead are not told of each
// other.
TEST_F(RoomTest, retires_many_members_at_once) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    send(eve, "L Eve");
    for (const auto* dead : {bob, eve, bob}) {
        room->handle(
            now(),
            DeliveryFailure{.address = address(dead), .port_closed = true, .quoted = entry_of_bob});
    }
    EXPECT_THAT(datagrams(finish_turn()),
                ElementsAre(Datagram{ann, "Bob退出了聊天室"}, Datagram{ann, "Eve退出了聊天室"}));
    EXPECT_EQ(room->member_count(), 1U);
}

// A program that opens the closed port again in the same turn enters anew.
TEST_F(RoomTest, retires_a_member_before_its_port_speaks_again) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    room->handle(now(), DeliveryFailure{
                            .address = address(bob), .port_closed = true, .quoted = entry_of_bob});
    EXPECT_THAT(send(bob, "L Bob"),
                ElementsAre(Datagram{ann, "Bob退出了聊天室"}, Datagram{ann, "Bob 进入了聊天室"},
                            Datagram{bob, "OK"}));
}

// A failure to reach somebody who is no member concerns nobody.
TEST_F(RoomTest, ignores_failures_of_strangers) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    room->handle(now(), DeliveryFailure{
                            .address = address(eve), .port_closed = true, .quoted = entry_of_bob});
    EXPECT_EQ(finish_turn(), Outputs{});
}

// An unreachable member stays for the grace time and leaves exactly when it is over.
TEST_F(RoomTest, retires_an_unreachable_member_after_the_grace_time) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_EQ(room->next_deadline(), std::nullopt);
    room->handle(now(), DeliveryFailure{.address = address(bob)});
    outputs = finish_turn();
    EXPECT_THAT(datagrams(outputs), IsEmpty());
    EXPECT_THAT(log_texts(outputs), ElementsAre("Bob is unreachable"));
    const auto deadline = now().steady + std::chrono::seconds(120);
    EXPECT_EQ(room->next_deadline(), deadline);

    // Another report does not prolong the time.
    elapsed += std::chrono::seconds(60);
    room->handle(now(), DeliveryFailure{.address = address(bob)});
    EXPECT_EQ(room->next_deadline(), deadline);

    elapsed += std::chrono::milliseconds(59'999);
    room->advance(now());
    EXPECT_EQ(finish_turn(), Outputs{});
    elapsed += std::chrono::milliseconds(1);
    room->advance(now());
    outputs = finish_turn();
    EXPECT_THAT(datagrams(outputs), ElementsAre(Datagram{ann, "Bob退出了聊天室"}));
    EXPECT_THAT(log_texts(outputs), ElementsAre("Bob left: it was unreachable for too long"));
    EXPECT_EQ(room->next_deadline(), std::nullopt);
}

// Whoever is heard from again is reachable and stays.
TEST_F(RoomTest, keeps_a_member_that_comes_back_in_time) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    room->handle(now(), DeliveryFailure{.address = address(bob)});
    elapsed += std::chrono::seconds(119);
    send(bob, "C Bob back");
    EXPECT_EQ(room->next_deadline(), std::nullopt);
    elapsed += std::chrono::seconds(1000);
    room->advance(now());
    EXPECT_EQ(finish_turn(), Outputs{});
}

// The earliest of several deadlines counts.
TEST_F(RoomTest, wakes_at_the_earliest_deadline) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    room->handle(now(), DeliveryFailure{.address = address(bob)});
    elapsed += std::chrono::seconds(10);
    room->handle(now(), DeliveryFailure{.address = address(ann)});
    EXPECT_EQ(room->next_deadline(), SteadyTime{} + std::chrono::seconds(120));
}

// A member that only listens stays if the network has stopped complaining by the second half of the
// grace time, and a later complaint begins a new one.
TEST_F(RoomTest, keeps_a_listener_after_a_short_disturbance) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    room->handle(now(), DeliveryFailure{.address = address(bob)});
    elapsed += std::chrono::milliseconds(59'999);
    room->handle(now(), DeliveryFailure{.address = address(bob)});
    elapsed += std::chrono::milliseconds(60'001);
    room->advance(now());
    EXPECT_THAT(datagrams(finish_turn()), IsEmpty());
    EXPECT_EQ(room->next_deadline(), std::nullopt);
    room->handle(now(), DeliveryFailure{.address = address(bob)});
    EXPECT_EQ(room->next_deadline(), now().steady + std::chrono::seconds(120));
}

// A journal that fails meanwhile prolongs nobody's grace time, and nobody seems to have spoken.
TEST_F(RoomTest, keeps_the_grace_time_when_the_journal_fails) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    room->handle(now(), DeliveryFailure{.address = address(bob)});
    elapsed += std::chrono::seconds(100);
    room->handle(now(), DeliveryFailure{.address = address(bob)});
    journal.append_fails = true;
    send(ann, "C Ann hi");
    journal.append_fails = false;
    EXPECT_EQ(room->next_deadline(), now().steady + Room::try_interval);
    elapsed += Room::try_interval;
    room->advance(now());
    finish_turn();
    EXPECT_EQ(room->next_deadline(), SteadyTime{} + std::chrono::seconds(120));
    const auto reply = call(control::Who{});
    const auto& members = std::get<control::Members>(reply.value()).members;
    EXPECT_EQ(members.at(0).idle_seconds, 5U);
    EXPECT_EQ(members.at(1).idle_seconds, 105U);
    EXPECT_FALSE(members.at(1).reachable);
    elapsed += std::chrono::seconds(15);
    room->advance(now());
    EXPECT_THAT(datagrams(finish_turn()), ElementsAre(Datagram{ann, "Bob退出了聊天室"}));
}

// A departure that was not saved did not happen, and is not tried again at once.
TEST_F(RoomTest, takes_a_departure_back_when_the_journal_fails) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    room->handle(now(), DeliveryFailure{
                            .address = address(bob), .port_closed = true, .quoted = entry_of_bob});
    journal.append_fails = true;
    EXPECT_THAT(datagrams(finish_turn()), IsEmpty());
    journal.append_fails = false;
    EXPECT_EQ(room->member_count(), 2U);
    EXPECT_EQ(room->next_deadline(), now().steady + Room::try_interval); // Of the journal.
    EXPECT_THAT(send(ann, "C Ann hi"), ElementsAre(Datagram{bob, "Ann ： hi"}));
}

// What waits to be served, because a turn has had enough of its kind, is a reason to go on at once;
// but once only, as the turn may not be able to begin (while nothing can be sent).
TEST_F(RoomTest, wakes_once_for_what_waits) {
    for (std::size_t number = 0; number <= Room::strangers_at_once; ++number) {
        hand_over(eve, "?");
    }
    finish_turn();
    EXPECT_FALSE(room->is_settled());
    EXPECT_TRUE(is_due());
    room->advance(now());
    EXPECT_FALSE(is_due());
    finish_turn();
    EXPECT_TRUE(room->is_settled());
    EXPECT_FALSE(is_due());
}

// New options hold from the next request on; who is inside stays.
TEST_F(RoomTest, takes_new_options) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    auto options = default_options();
    options.language = classic::Language::en;
    options.max_members = 1;
    room->configure(options);
    EXPECT_THAT(send(bob, "C Bob hi"), ElementsAre(Datagram{ann, "Bob : hi"}));
    EXPECT_THAT(send(eve, "L Eve"),
                ElementsAre(Datagram{eve, "the room is full, try again later"}));
}

// The room says how many datagrams a turn leads to, each request counting as one more, so that a
// turn can be ended in time.
TEST_F(RoomTest, counts_what_a_turn_leads_to) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    send(eve, "L Eve");
    EXPECT_EQ(room->pending_datagrams(), 0U);
    hand_over(ann, "C Ann " + std::string(2000, 'x'));
    room->serve(now());
    EXPECT_EQ(room->pending_datagrams(), 10U);
    hand_over(far, "L Far");
    room->serve(now());
    EXPECT_EQ(room->pending_datagrams(), 11U);
    finish_turn();
    EXPECT_EQ(room->pending_datagrams(), 0U);
}

// A journal that stays broken fills no log.
TEST_F(RoomTest, logs_a_broken_journal_at_a_limited_rate) {
    journal.append_fails = true;
    std::size_t lines = 0;
    for (int attempt = 0; attempt < 100; ++attempt) {
        hand_over(ann, "L Ann");
        lines += finish_turn().log.size();
    }
    EXPECT_EQ(lines, 1U);
}

// Ten thousand random and half-right datagrams from strangers do nobody any harm: the member hears
// nothing but what is said by those who really entered, and every datagram is valid.
TEST_F(RoomTest, survives_random_datagrams) {
    send(ann, "L Ann");
    std::mt19937 random(20261123);
    const std::vector<std::string> beginnings{"",      "C ",   "Q ", "C Ann ",
                                              "Q Ann", "\x01", "OK", "EXIT"};
    for (int round = 0; round < 10'000; ++round) {
        auto datagram = beginnings[random() % beginnings.size()];
        for (auto left = random() % 64; left > 0; --left) {
            datagram += static_cast<char>(random());
        }
        if (datagram.starts_with("L")) {
            continue; // Entering is no harm; it is what the others hear of.
        }
        for (const auto& [to, payload] : send(eve, datagram)) {
            EXPECT_EQ(to, eve);
        }
    }
    EXPECT_EQ(room->member_count(), 1U);
    EXPECT_EQ(events().size(), 1U);
}

// However much members say, a few of the others are served in each turn.
TEST_F(RoomTest, serves_others_beside_busy_members) {
    for (int number = 1; number <= 200; ++number) {
        const auto from = "10.0.2." + std::to_string(number) + ":1";
        send(from.c_str(), "L m" + std::to_string(number));
    }
    ASSERT_EQ(room->member_count(), 200U);
    for (int line = 0; line < 250; ++line) {
        hand_over("10.0.2.1:1", "C m1 x");
    }
    const auto before = journal.head().value;
    hand_over(eve, "L Eve");
    finish_turn();
    EXPECT_LT(journal.head().value - before, 100U); // The turn was full.
    EXPECT_EQ(room->member_count(), 201U);
    EXPECT_FALSE(room->is_settled());
}

} // namespace
} // namespace chatroom
