// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_door.hpp"
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using sealed::Ack;
using sealed::Closed;
using sealed::CloseReason;
using sealed::Leave;
using sealed::Ping;
using sealed::Pong;
using sealed::Say;
using sealed::Watermark;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What everybody says, everybody gets, the author too, sealed or classic.
TEST_F(SealedDoorTest, tells_everybody) {
    send(eve, "L Eve");
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    acknowledge(ann_client);
    got = exchange(ann_client, {Say{1, {"hi", "there"}}});
    EXPECT_THAT(got, ElementsAre(latest(2)));
    EXPECT_EQ(events().back().client_sequence, 2U);
    EXPECT_THAT(bob_client.frames(last), ElementsAre(latest(2)));
    EXPECT_EQ(datagrams(last).at(0), (Datagram{eve, "Ann ： hi"}));
    EXPECT_EQ(datagrams(last).at(1), (Datagram{eve, "Ann ： there"}));
    acknowledge(ann_client);
    room->handle(now(), address(eve), "C Eve hello");
    got = ann_client.frames(room->finish_turn(now()));
    EXPECT_THAT(got, ElementsAre(latest(1)));
}

// A message is taken once and in order, however often and in whatever order it comes.
TEST_F(SealedDoorTest, takes_each_message_once) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {Say{2, {"b"}}});
    EXPECT_EQ(events().size(), 1U);
    exchange(ann_client, {Say{1, {"a"}}, Say{1, {"a"}}});
    exchange(ann_client, {Say{1, {"a", "b"}}});
    exchange(ann_client, {Say{1, {"a", "b", "c"}}});
    ASSERT_EQ(events().size(), 4U);
    EXPECT_EQ(events().at(1).text, "a");
    EXPECT_EQ(events().at(2).text, "b");
    EXPECT_EQ(events().at(3).text, "c");
}

// A message that the server has forgotten to confirm before it crashed is not taken twice after it.
TEST_F(SealedDoorTest, takes_each_message_once_over_a_restart) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {Say{1, {"a"}}});
    restart();
    connect(ann_client);
    exchange(ann_client, {resume(ann_client, "Ann", {1}), Say{1, {"a", "b"}}});
    ASSERT_EQ(events().size(), 3U);
    EXPECT_EQ(events().back().text, "b");
}

// Whoever uses an index that is not known is told so, at a limited rate, with proof that his
// Who is unreachable is shown so at once; who speaks again within the grace time never left.
TEST_F(SealedDoorTest, keeps_a_silent_member_for_the_grace_time) {
    come_in(ann_client, "Ann");
    pass(ann_client, seconds(29));
    EXPECT_TRUE(only_member().reachable);
    pass(ann_client, seconds(1));
    EXPECT_FALSE(only_member().reachable);
    pass(ann_client, seconds(119));
    got = exchange(ann_client, {Ping{}});
    EXPECT_THAT(got, ElementsAre(Pong{}));
    EXPECT_TRUE(only_member().reachable);
    EXPECT_EQ(events().size(), 1U);
}

// Who comes back too late is told, and may enter again.
TEST_F(SealedDoorTest, tells_a_member_that_it_was_away_too_long) {
    come_in(ann_client, "Ann");
    pass(ann_client, seconds(30));
    got = pass(ann_client, seconds(120));
    EXPECT_THAT(got, ElementsAre(Closed{CloseReason::away_too_long, {}}));
    got = exchange(ann_client, {Ping{}});
    EXPECT_THAT(got, ElementsAre(Closed{CloseReason::away_too_long, {}}));
    connect(ann_client);
    got = exchange(ann_client, {resume(ann_client, "Ann", {1})});
    EXPECT_EQ(std::get<sealed::Welcome>(got.at(0)).entered, Sequence{3});
    EXPECT_TRUE(std::get<sealed::Welcome>(got.at(0)).is_resumed);
}

// LEAVE waits for the last message, and is confirmed as often as it is asked for.
TEST_F(SealedDoorTest, lets_a_member_leave) {
    come_in(ann_client, "Ann");
    EXPECT_THAT(exchange(ann_client, {Leave{1}}), IsEmpty());
    got = exchange(ann_client, {Say{1, {"bye"}}, Leave{1}});
    EXPECT_THAT(got, ElementsAre(Closed{CloseReason::left, {}}));
    EXPECT_EQ(events().back().kind, EventKind::left);
    got = exchange(ann_client, {Leave{1}});
    EXPECT_THAT(got, ElementsAre(Closed{CloseReason::left, {}}));
    EXPECT_EQ(events().size(), 3U);
    pass(ann_client, SealedLinks::idle_lifetime);
    EXPECT_EQ(room->next_deadline().value() - now().steady,
              Housekeeping::interval - SealedLinks::idle_lifetime);
}

// Who is kicked is told why, and does not come back by itself.
TEST_F(SealedDoorTest, closes_a_kicked_member) {
    come_in(ann_client, "Ann");
    call(control::Kick{"Ann", "enough"});
    EXPECT_THAT(ann_client.frames(outputs), ElementsAre(Closed{CloseReason::kicked, "enough"}));
    connect(ann_client);
    got = exchange(ann_client, {resume(ann_client, "Ann", {1})});
    EXPECT_THAT(got, ElementsAre(Closed{CloseReason::kicked, "enough"}));
}

// Who was kicked while it was cut off is told that it was, however long ago, and not that another
// program has taken its place.
TEST_F(SealedDoorTest, tells_of_a_kick_long_after) {
    come_in(ann_client, "Ann");
    restart();
    call(control::Kick{"Ann", "enough"});
    restart();
    pass(ann_client, SealedLinks::idle_lifetime * 100);
    connect(ann_client);
    got = exchange(ann_client, {resume(ann_client, "Ann", {1})});
    EXPECT_THAT(got, ElementsAre(Closed{CloseReason::kicked, "enough"}));
    connect(ann_client);
    ann_client.instance = {99};
    got = exchange(ann_client, {ann_client.enter("Ann")});
    EXPECT_TRUE(std::holds_alternative<sealed::Welcome>(got.at(0)));
}

// A member whose address changes is followed after it has answered from there, not before.
TEST_F(SealedDoorTest, follows_a_member_to_another_address) {
    come_in(ann_client, "Ann");
    const auto old_address = ann_client.address;
    const auto new_address = address("10.0.0.77:7");
    const auto token = question_at(ann_client, new_address);
    EXPECT_EQ(last.deliveries.at(1).to, old_address);

    exchange(ann_client, {sealed::Response{}});
    EXPECT_EQ(only_member().address, to_string(old_address));
    hand(old_address, ann_client.seal({sealed::Response{token}}));
    EXPECT_EQ(only_member().address, to_string(old_address));
    exchange(ann_client, {sealed::Response{token}});
    EXPECT_EQ(only_member().address, to_string(new_address));
    EXPECT_EQ(stored().roster().find("Ann")->address, new_address);
    EXPECT_EQ(events().size(), 1U);
}

// Also a member that moved while it entered is woken where it is.
TEST_F(SealedDoorTest, follows_a_member_that_moves_while_it_enters) {
    connect(ann_client);
    const auto old_address = ann_client.address;
    const auto new_address = address("10.0.0.77:7");
    const auto token = question_at(ann_client, new_address);
    room->handle(now(), old_address, ann_client.seal({ann_client.enter("Ann")}));
    exchange(ann_client, {sealed::Response{token}});
    EXPECT_EQ(only_member().address, to_string(new_address));
    finish_turn();
    EXPECT_EQ(stored().roster().find("Ann")->address, new_address);
}

// How long the old way took says nothing about the new one: what is lost there is sent again after
// the time of an unknown way.
TEST_F(SealedDoorTest, learns_the_round_trip_of_a_new_way) {
    come_in(ann_client, "Ann");
    const auto token = question_at(ann_client, address("10.0.0.77:7"));
    exchange(ann_client, {sealed::Response{token}});
    hand(address(eve), "L Eve");
    EXPECT_THAT(pass(ann_client, milliseconds(499)), IsEmpty());
    EXPECT_THAT(pass(ann_client, milliseconds(1)), ElementsAre(latest(1)));
}

// Where the host has several addresses, answers leave from the one that was asked last.
TEST_F(SealedDoorTest, answers_from_the_address_that_was_asked) {
    come_in(ann_client, "Ann");
    auto sender = ann_client.address;
    sender.local = address("10.0.0.200:0").ip;
    last = hand(sender, ann_client.seal({Ping{}}));
    EXPECT_THAT(ann_client.frames(last), ElementsAre(sealed::Pong{}));
    EXPECT_EQ(last.deliveries.at(0).to.local, sender.local);
}

// The author learns that everybody has what it said, when everybody has it; others do not.
TEST_F(SealedDoorTest, tells_the_author_that_everybody_has_it) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    acknowledge(ann_client);
    exchange(ann_client, {Say{1, {"a"}}});
    EXPECT_THAT(acknowledge(ann_client), IsEmpty());
    acknowledge(bob_client);
    EXPECT_THAT(bob_client.frames(last), IsEmpty());
    EXPECT_THAT(ann_client.frames(last), ElementsAre(Watermark{{3}}));
    got = pass(ann_client, milliseconds(500));
    EXPECT_THAT(got, ElementsAre(Watermark{{3}}));
    exchange(ann_client, {Ack{.cumulative = {3}, .watermark = {3}, .received = {}}});
    EXPECT_THAT(pass(ann_client, seconds(5)), IsEmpty());
}

// A restarted daemon wakes its members, has them unreachable until they are back, and goes on where
// they stand.
TEST_F(SealedDoorTest, wakes_its_members_after_a_restart) {
    come_in(ann_client, "Ann");
    send(eve, "L Eve");
    EXPECT_EQ(datagrams(restart()),
              (std::vector<Datagram>{{to_string(ann_client.address), "\x08"}}));
    EXPECT_FALSE(only_member().reachable);
    pass(ann_client, seconds(119));
    connect(ann_client);
    got = exchange(ann_client, {resume(ann_client, "Ann", {1})});
    EXPECT_EQ(std::get<sealed::Welcome>(got.at(0)).entered, Sequence{1});
    EXPECT_THAT(got.back(), latest(1));
    EXPECT_TRUE(only_member().reachable);
}

// Who does not come back to a restarted daemon leaves after the grace time.
TEST_F(SealedDoorTest, retires_who_does_not_come_back_after_a_restart) {
    come_in(ann_client, "Ann");
    restart();
    pass(ann_client, seconds(120));
    EXPECT_EQ(room->member_count(), 0U);
}

// A journal that fails meanwhile prolongs nobody's grace time, whether its session is known or not.
TEST_F(SealedDoorTest, keeps_the_grace_time_when_the_journal_fails) {
    come_in(bob_client, "Bob");
    restart();
    come_in(ann_client, "Ann");
    const auto fail = [&] {
        journal.append_fails = true;
        call(control::Announce{"x"});
        journal.append_fails = false;
    };
    pass(ann_client, seconds(100));
    fail();
    pass(ann_client, seconds(20));
    EXPECT_EQ(only_member().name, "Ann");
    pass(ann_client, seconds(90));
    fail();
    got = pass(ann_client, seconds(10));
    EXPECT_THAT(got, ElementsAre(Closed{CloseReason::away_too_long, {}}));
}

// A departure that was not saved did not happen, and the member has another grace time.
TEST_F(SealedDoorTest, takes_a_departure_back_that_was_not_saved) {
    come_in(ann_client, "Ann");
    pass(ann_client, seconds(30));
    journal.append_fails = true;
    EXPECT_THAT(pass(ann_client, seconds(120)), IsEmpty());
    journal.append_fails = false;
    EXPECT_FALSE(only_member().reachable);
    EXPECT_THAT(pass(ann_client, seconds(119)), IsEmpty());
    got = pass(ann_client, seconds(1));
    EXPECT_THAT(got, ElementsAre(Closed{CloseReason::away_too_long, {}}));
}

// How far the members are is remembered every minute and at the end, so that a program that forgot
// it goes on there.
TEST_F(SealedDoorTest, remembers_the_cursors) {
    come_in(ann_client, "Ann");
    call(control::Announce{"a"});
    acknowledge(ann_client);
    const auto cursor = [&] { return stored().names().find("Ann")->cursor; };
    EXPECT_EQ(cursor(), Sequence{0});
    pass(ann_client, CursorSaver::interval);
    EXPECT_EQ(cursor(), Sequence{2});
    call(control::Announce{"b"});
    acknowledge(ann_client);
    room->close(now());
    room->finish_turn(now());
    EXPECT_EQ(cursor(), Sequence{3});
}

// What the journal could not keep is not confirmed and not lost: the client says it again.
TEST_F(SealedDoorTest, takes_messages_back_that_were_not_saved) {
    come_in(ann_client, "Ann");
    journal.append_fails = true;
    got = exchange(ann_client, {Say{1, {"a"}}});
    EXPECT_THAT(got, ElementsAre(sealed::NotSaid{1, 1, sealed::NotSaidReason::not_saved, 1,
                                                 "聊天室暂时无法保存记录，请稍后再试"}));
    EXPECT_THAT(exchange(ann_client, {Leave{0}}), IsEmpty());
    journal.append_fails = false;
    got = exchange(ann_client, {Say{1, {"a"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
    EXPECT_EQ(events().size(), 2U);
    EXPECT_EQ(room->member_count(), 1U);
}

// That the journal cannot be read is logged in the turn in which that was tried.
TEST_F(SealedDoorTest, logs_at_once_that_the_journal_cannot_be_read) {
    come_in(ann_client, "Ann");
    restart();
    connect(ann_client);
    journal.read_fails = true;
    exchange(ann_client, {resume(ann_client, "Ann", {})});
    EXPECT_THAT(log_texts(last), ElementsAre("the journal cannot be read: disk broken"));
    journal.read_fails = false;
    EXPECT_THAT(log_texts(hand(ann_client.address, ann_client.seal({Ping{}}))), IsEmpty());
}

// A name that nobody has used for long is free again, unless its owner is inside.
TEST_F(SealedDoorTest, forgets_unused_names) {
    auto options = default_options();
    options.keep_names = std::chrono::days(1);
    open(options);
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    exchange(bob_client, {Leave{0}});
    for (int hours = 0; hours < 26; ++hours) { // One look behind a day.
        pass(ann_client, std::chrono::hours(1) - seconds(1));
        exchange(ann_client, {Ping{}});
        pass(ann_client, seconds(1));
        acknowledge(ann_client);
    }
    EXPECT_EQ(stored().names().size(), 1U);
    EXPECT_NE(stored().names().find("Ann"), nullptr);
    EXPECT_THAT(send(eve, "L Bob").at(0), (Datagram{eve, "OK"}));
}

// A clock that is wrong for a while frees no name: it is free when the clock has said so for hours.
TEST_F(SealedDoorTest, forgets_no_name_by_a_clock_that_jumps) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {Leave{0}});
    const auto names_after_look = [&](std::chrono::days wrong_by) {
        elapsed += Housekeeping::interval;
        auto wrong = now();
        wrong.wall += wrong_by;
        room->advance(wrong);
        room->finish_turn(wrong);
        return stored().names().size();
    };
    constexpr std::chrono::days wrong_for_long{400};
    EXPECT_EQ(names_after_look(wrong_for_long), 1U);
    EXPECT_EQ(names_after_look(std::chrono::days(0)), 1U);
    for (auto hours = std::chrono::hours(0); hours < ClockWatch::trusted_after; ++hours) {
        EXPECT_EQ(names_after_look(wrong_for_long), 1U);
    }
    EXPECT_EQ(names_after_look(wrong_for_long), 0U);
}

} // namespace
} // namespace chatroom
