// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_door.hpp"
#include "tests/unit/daemon/core/sealed/sealed_client.hpp"

namespace chatroom {
namespace {

using sealed::CloseReason;
using sealed::RefusalReason;
using sealed::Welcome;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using SealedDoorEnteringTest = SealedRoomTest;

RefusalReason refusal(const std::vector<sealed::ServerFrame>& frames) {
    return std::get<sealed::Refused>(frames.at(0)).reason;
}

// A newcomer is welcomed and gets its own entrance; classic members hear of it.
TEST_F(SealedDoorEnteringTest, lets_a_newcomer_in) {
    send(eve, "L Eve");
    connect(ann_client);
    got = exchange(ann_client, {ann_client.enter("Ann")});
    EXPECT_THAT(got, ElementsAre(Welcome{.entered = {2}, .cursor = {0}, .past = {1}, .name = "Ann"},
                                 latest(2)));
    EXPECT_EQ(datagrams(last).at(0), (Datagram{eve, "Ann 进入了聊天室"}));
}

// A repeated ENTER gets the same WELCOME again, and nobody else hears anything.
TEST_F(SealedDoorEnteringTest, welcomes_again) {
    connect(ann_client);
    const auto first = exchange(ann_client, {ann_client.enter("Ann")});
    EXPECT_THAT(exchange(ann_client, {ann_client.enter("Ann")}), ElementsAre(first.at(0)));
    EXPECT_EQ(events().size(), 1U);
}

// Who has acknowledged an event has been welcomed: its ENTER, which was late, is not answered.
TEST_F(SealedDoorEnteringTest, does_not_welcome_who_knows) {
    connect(ann_client);
    exchange(ann_client, {ann_client.enter("Ann")});
    const sealed::Ack ack{.cumulative = {1}, .watermark = {}, .received = {}};
    EXPECT_THAT(exchange(ann_client, {ann_client.enter("Ann"), ack}), IsEmpty());
    EXPECT_THAT(exchange(ann_client, {ann_client.enter("Ann")}), IsEmpty());
}

// An acknowledgement of nothing, in front of the WELCOME, does not keep it back.
TEST_F(SealedDoorEnteringTest, welcomes_who_acknowledges_too_soon) {
    connect(ann_client);
    const sealed::Ack nothing{.cumulative = {0}, .watermark = {}, .received = {}};
    got = exchange(ann_client, {ann_client.enter("Ann"), nothing});
    ASSERT_FALSE(got.empty());
    EXPECT_TRUE(std::holds_alternative<Welcome>(got.front()));
}

// A session serves one member.
TEST_F(SealedDoorEnteringTest, refuses_a_second_name_in_a_session) {
    come_in(ann_client, "Ann");
    EXPECT_EQ(refusal(exchange(ann_client, {ann_client.enter("Bob")})),
              RefusalReason::already_inside);
    auto other = ann_client.enter("Ann");
    other.instance = {99};
    EXPECT_EQ(refusal(exchange(ann_client, {other})), RefusalReason::already_inside);
}

// A newcomer gets the latest events from before its entry, as many as the room says.
TEST_F(SealedDoorEnteringTest, gives_a_newcomer_some_history) {
    auto options = default_options();
    options.history = 2;
    open(options);
    for (const auto* text : {"a", "b", "c"}) {
        call(control::Announce{text});
    }
    connect(ann_client);
    got = exchange(ann_client, {ann_client.enter("Ann")});
    EXPECT_THAT(got, ElementsAre(Welcome{.entered = {4}, .cursor = {1}, .past = {3}, .name = "Ann"},
                                 latest(3)));
}

// The rules for names hold here as well, in the room's language.
TEST_F(SealedDoorEnteringTest, refuses_what_is_no_name) {
    connect(ann_client);
    EXPECT_THAT(exchange(ann_client, {ann_client.enter("admin")}),
                ElementsAre(sealed::Refused{RefusalReason::name_not_allowed,
                                            "这个名字是保留的，请换一个"}));
    EXPECT_EQ(refusal(exchange(ann_client, {ann_client.enter("")})),
              RefusalReason::name_not_allowed);
    EXPECT_THAT(events(), IsEmpty());
    EXPECT_FALSE(exchange(ann_client, {ann_client.enter("Ann")}).empty());
    EXPECT_EQ(events().size(), 1U);
}

// A name belongs to the key that used it first, in every spelling, also while its owner is away; of
// one who has not spoken yet, it is told that this may end.
TEST_F(SealedDoorEnteringTest, refuses_a_name_of_another_key) {
    come_in(ann_client, "Ann");
    connect(bob_client);
    EXPECT_EQ(refusal(exchange(bob_client, {bob_client.enter("ann")})), RefusalReason::name_owned);
    exchange(ann_client, {sealed::Leave{0}});
    EXPECT_EQ(refusal(exchange(bob_client, {bob_client.enter("Аnn")})), RefusalReason::name_owned);
    EXPECT_THAT(
        send(eve, "L Ann"),
        ElementsAre(Datagram{eve, "这个名字属于别人，至少到 2026-11-24 12:00 UTC 为止，请换一个"}));
}

// A name that a classic member bears is taken.
TEST_F(SealedDoorEnteringTest, refuses_a_name_of_a_classic_member) {
    send(eve, "L Ann");
    connect(bob_client);
    EXPECT_EQ(refusal(exchange(bob_client, {bob_client.enter("Ann")})), RefusalReason::name_taken);
}

// The owner comes back under the name as it was first written, and gets all that was said
// meanwhile.
TEST_F(SealedDoorEnteringTest, goes_on_where_the_owner_left) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {sealed::Leave{0}});
    call(control::Announce{"x"});
    connect(ann_client);
    ann_client.instance = {77};
    got = exchange(ann_client, {ann_client.enter("ann")});
    EXPECT_THAT(got, ElementsAre(Welcome{.entered = {4}, .cursor = {1}, .past = {3}, .name = "Ann"},
                                 latest(3)));
}

// A program that comes back on a new session goes on where it says it is, and nobody hears of it.
TEST_F(SealedDoorEnteringTest, resumes) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {sealed::Say{1, {"a", "b"}}});
    connect(ann_client);
    got = exchange(
        ann_client,
        {sealed::Enter{
            .is_resuming = true, .instance = ann_client.instance, .seen = {2}, .name = "Ann"}});
    EXPECT_THAT(got, ElementsAre(Welcome{.is_resumed = true,
                                         .entered = {1},
                                         .cursor = {2},
                                         .past = {3},
                                         .client_sequence = 2,
                                         .name = "Ann"},
                                 sealed::Watermark{{2}}, latest(1)));
    EXPECT_EQ(events().size(), 3U);
}

// What a program says it has seen cannot be much more than there is.
TEST_F(SealedDoorEnteringTest, does_not_believe_in_the_future) {
    come_in(ann_client, "Ann");
    connect(ann_client);
    const auto frames = exchange(ann_client, {sealed::Enter{.is_resuming = true,
                                                            .instance = ann_client.instance,
                                                            .seen = {SeenProof::most_ahead + 2},
                                                            .name = "Ann"}});
    EXPECT_EQ(std::get<Welcome>(frames.at(0)).cursor, Sequence{1});
    EXPECT_EQ(journal.head(), Sequence{1});
}

// Who says to resume gets no more of the past than it may: a newcomer no more than any other, an
// owner nothing from in front of where it stood.
TEST_F(SealedDoorEnteringTest, gives_no_more_history_to_who_resumes) {
    auto options = default_options();
    options.history = 2;
    open(options);
    for (const auto* text : {"a", "b", "c"}) {
        call(control::Announce{text});
    }
    connect(ann_client);
    const sealed::Enter request{
        .is_resuming = true, .instance = ann_client.instance, .seen = {}, .name = "Ann"};
    got = exchange(ann_client, {request});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).cursor, Sequence{1});
    connect(ann_client);
    got = exchange(ann_client, {request});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).cursor, Sequence{1});
    acknowledge(ann_client);
    pass(ann_client, std::chrono::seconds(30));
    pass(ann_client, std::chrono::seconds(120));
    connect(ann_client);
    got = exchange(ann_client, {request});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).cursor, Sequence{4});
}

// A new program of the same owner takes the member over; the older one is told.
TEST_F(SealedDoorEnteringTest, closes_an_older_program) {
    come_in(ann_client, "Ann");
    auto newer = ann_client;
    newer.address = address("10.0.0.9:9");
    newer.instance = {77};
    connect(newer);
    EXPECT_THAT(exchange(newer, {newer.enter("Ann")}),
                ElementsAre(Welcome{.entered = {1}, .cursor = {1}, .past = {1}, .name = "Ann"}));
    EXPECT_THAT(ann_client.frames(last), ElementsAre(sealed::Closed{CloseReason::superseded, {}}));
    EXPECT_EQ(room->member_count(), 1U);
    EXPECT_EQ(events().size(), 1U);

    auto older = sealed::Enter{.is_resuming = true, .instance = {1}, .seen = {1}, .name = "Ann"};
    connect(ann_client);
    EXPECT_THAT(exchange(ann_client, {older}),
                ElementsAre(sealed::Closed{CloseReason::superseded, {}}));
}

// A program that says so takes no place from another that is there: it is told, the other one hears
// nothing, and it may come in without saying so, or when the other has been silent for too long.
TEST_F(SealedDoorEnteringTest, keeps_an_older_program_if_the_newer_wants_it) {
    come_in(ann_client, "Ann");
    elapsed += std::chrono::seconds(7);
    auto newer = ann_client;
    newer.address = address("10.0.0.9:9");
    newer.instance = {77};
    connect(newer);
    EXPECT_THAT(exchange(newer, {sealed::UnlessHere{{5}}, newer.enter("Ann")}),
                ElementsAre(sealed::Refused{
                    RefusalReason::here_elsewhere,
                    "您的另一个程序从 2026-11-23 12:00 UTC 起已在聊天室里，7 秒前还有音讯"}));
    EXPECT_THAT(ann_client.frames(last), IsEmpty());
    EXPECT_THAT(exchange(ann_client, {sealed::Ping{}}), ElementsAre(sealed::Pong{}));
    EXPECT_EQ(refusal(exchange(newer, {sealed::UnlessHere{}, newer.enter("Ann")})),
              RefusalReason::here_elsewhere);
    got = exchange(newer, {newer.enter("Ann"), sealed::UnlessHere{}}); // It has to be in front.
    EXPECT_EQ(std::get<Welcome>(got.at(0)).entered, Sequence{1});
    pass(newer, std::chrono::seconds(30));
    connect(ann_client);
    ann_client.instance = {78};
    got = exchange(ann_client, {sealed::UnlessHere{}, ann_client.enter("Ann")});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).entered, Sequence{1});
}

// The program that has ended on the same machine is none that has a place to keep.
TEST_F(SealedDoorEnteringTest, keeps_no_place_for_a_program_that_has_ended) {
    come_in(ann_client, "Ann");
    const auto former = ann_client.instance;
    ann_client.instance = {77};
    connect(ann_client);
    got = exchange(ann_client, {sealed::UnlessHere{former}, ann_client.enter("Ann")});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).entered, Sequence{1});
}

// A new program of the same owner numbers its messages from one.
TEST_F(SealedDoorEnteringTest, numbers_the_messages_of_each_program) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {sealed::Say{1, {"a"}}});
    connect(ann_client);
    ann_client.instance = {77};
    exchange(ann_client, {ann_client.enter("Ann")});
    exchange(ann_client, {sealed::Say{1, {"b"}}});
    EXPECT_EQ(events().back().text, "b");
    EXPECT_EQ(events().back().client_sequence, 1U);
}

// A take-over that was not saved did not happen: the older program goes on, the newer tries again.
TEST_F(SealedDoorEnteringTest, takes_a_take_over_back_that_was_not_saved) {
    come_in(ann_client, "Ann");
    auto newer = ann_client;
    newer.address = address("10.0.0.9:9");
    newer.instance = {77};
    connect(newer);
    journal.append_fails = true;
    EXPECT_EQ(refusal(exchange(newer, {newer.enter("Ann")})), RefusalReason::not_saved);
    EXPECT_THAT(ann_client.frames(last), IsEmpty());
    journal.append_fails = false;
    got = exchange(ann_client, {sealed::Say{1, {"still me"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
    got = exchange(newer, {newer.enter("Ann")});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).entered, Sequence{1});
    EXPECT_THAT(ann_client.frames(last), ElementsAre(sealed::Closed{CloseReason::superseded, {}}));
}

// A WELCOME does not tell of messages that were not saved.
TEST_F(SealedDoorEnteringTest, does_not_confirm_what_was_not_saved) {
    come_in(ann_client, "Ann");
    const auto late = ann_client.seal({sealed::Say{1, {"a"}}});
    connect(ann_client);
    journal.append_fails = true;
    room->handle(now(), ann_client.address, late);
    const sealed::Enter request{
        .is_resuming = true, .instance = ann_client.instance, .seen = {1}, .name = "Ann"};
    EXPECT_EQ(refusal(exchange(ann_client, {request})), RefusalReason::not_saved);
    journal.append_fails = false;
    got = exchange(ann_client, {request});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).client_sequence, 0U);
    EXPECT_EQ(std::get<Welcome>(got.at(0)).past, Sequence{1});
}

// A full room lets in nobody new, but whoever is inside may come back.
TEST_F(SealedDoorEnteringTest, refuses_when_the_room_is_full) {
    auto options = default_options();
    options.max_members = 1;
    open(options);
    come_in(ann_client, "Ann");
    connect(bob_client);
    EXPECT_EQ(refusal(exchange(bob_client, {bob_client.enter("Bob")})), RefusalReason::room_full);
    connect(ann_client);
    EXPECT_EQ(std::get<Welcome>(exchange(ann_client, {ann_client.enter("Ann")}).at(0)).entered,
              Sequence{1});
}

// One key owns a limited number of names.
TEST_F(SealedDoorEnteringTest, limits_the_names_of_a_key) {
    for (std::size_t number = 0; number < Admission::max_names_of_a_key; ++number) {
        come_in(ann_client, "Ann" + std::to_string(number));
        exchange(ann_client, {sealed::Leave{0}});
    }
    connect(ann_client);
    EXPECT_EQ(refusal(exchange(ann_client, {ann_client.enter("Another")})),
              RefusalReason::too_many_names);
    EXPECT_FALSE(exchange(ann_client, {ann_client.enter("Ann3")}).empty());
    EXPECT_EQ(room->member_count(), 1U);
}

// What the journal could not keep did not happen, and the client may try again.
TEST_F(SealedDoorEnteringTest, takes_an_entrance_back_that_was_not_saved) {
    connect(ann_client);
    journal.append_fails = true;
    EXPECT_EQ(refusal(exchange(ann_client, {ann_client.enter("Ann")})), RefusalReason::not_saved);
    EXPECT_EQ(room->member_count(), 0U);
    journal.append_fails = false;
    got = exchange(ann_client, {ann_client.enter("Ann")});
    EXPECT_THAT(got, ElementsAre(Welcome{.entered = {1}, .cursor = {0}, .past = {0}, .name = "Ann"},
                                 latest(1)));
}

} // namespace
} // namespace chatroom
