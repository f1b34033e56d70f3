// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/sealed/sealed_client.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::VariantWith;

/// What the administrator asks about what was said, and what everybody gets to hear of it.
class DeskEventsTest : public SealedRoomTest {
protected:
    template <typename Wanted>
    Wanted result(const control::Request& request) {
        return std::get<Wanted>(call(request).value());
    }

    static control::Recall recall(std::uint64_t number) { return {{number}, {}, {}, {}}; }

    control::Error error(const control::Request& request) { return call(request).error(); }
    std::string words(const control::Request& request) { return error(request).message; }
};

// What is recalled is told to everybody, and the log has no text of it.
TEST_F(DeskEventsTest, recalls_a_message) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    send(ann, "C Ann hunter2");
    EXPECT_EQ(
        result<control::Recalled>(recall(3)),
        (control::Recalled{
            .sequence = {4}, .name = "Ann", .first = {3}, .last = {3}, .count = 1, .before = {}}));
    const auto* notice = "管理员消息： Ann 的消息已撤回（编号 3）";
    EXPECT_THAT(datagrams(outputs), ElementsAre(Datagram{ann, notice}, Datagram{bob, notice}));
    const auto log = result<control::Events>(control::Log{});
    ASSERT_EQ(log.events.size(), 4U);
    EXPECT_EQ(log.events[2].text, "");
    EXPECT_TRUE(log.events[2].recalled);
    EXPECT_EQ(log.events[3].kind, "recalled");
    EXPECT_EQ(log.events[3].about, Sequence{3});
    EXPECT_FALSE(log.events[3].recalled);
}

// Each reason for which nothing is recalled has its own words.
TEST_F(DeskEventsTest, says_why_nothing_is_recalled) {
    send(ann, "L Ann");
    send(ann, "C Ann hi");
    EXPECT_EQ(words(recall(1)),
              "event 1 is neither a message nor an announcement, but of the kind entered");
    EXPECT_EQ(words(recall(3)), "there is no event 3 yet: the latest is 2");
    call(recall(2));
    EXPECT_EQ(error(recall(2)),
              (control::Error{control::ErrorCode::no_such_event, "event 2 was recalled before"}));
    EXPECT_EQ(words(control::Recall{{}, "Eve", 10min, {}}),
              "there is nothing to recall that \"Eve\" has said since then");
    journal.read_fails = true;
    EXPECT_EQ(error(recall(2)), (control::Error{control::ErrorCode::journal_failed,
                                                "the journal cannot be read: disk broken"}));
}

// It is one event, or what somebody has said since some time; anything else is refused.
TEST_F(DeskEventsTest, asks_what_is_to_be_recalled) {
    const auto* which = "say which event, or whose messages (--user)";
    EXPECT_EQ(words(control::Recall{}), which);
    EXPECT_EQ(words(control::Recall{{1}, "Ann", 1min, {}}), which);
    EXPECT_EQ(words(control::Recall{{}, "Ann", {}, {}}), "say since when (--since)");
    const auto* alone =
        "one event is recalled whenever it was: --since and --before go with --user";
    EXPECT_EQ(words(control::Recall{{1}, "", 1min, {}}), alone);
    EXPECT_EQ(words(control::Recall{{1}, "", {}, {1}}), alone);
}

// A member who could not be reached gets what was recalled meanwhile without its text; so does who
// comes in later.
TEST_F(DeskEventsTest, delivers_no_text_that_was_recalled) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    exchange(ann_client, {sealed::Say{1, {"hunter2"}}});
    const auto said = journal.head();
    call(control::Recall{said, {}, {}, {}});
    EXPECT_THAT(bob_client.frames(outputs), Contains(latest(1)));
    got = pass(bob_client, 1s); // What it has not acknowledged comes again.
    EXPECT_THAT(got, Contains(latest(2)));
    EXPECT_EQ(journal.latest(2).value().front().text, "");
    connect(eve_client);
    got = exchange(eve_client, {eve_client.enter("Eve")});
    EXPECT_THAT(got, Contains(latest(journal.head().value)));
}

// What is taken down because it was recalled greets nobody, not even whom the greeting has not
// reached yet.
TEST_F(DeskEventsTest, greets_nobody_with_what_was_recalled) {
    const auto announced = result<control::Announced>(control::Announce{"hunter2", true}).sequence;
    connect(bob_client);
    const auto greeting = VariantWith<sealed::Greeting>(sealed::Greeting{"", "hunter2"});
    EXPECT_THAT(exchange(bob_client, {bob_client.enter("Bob")}), Contains(greeting));
    call(control::Recall{announced, {}, {}, {}});
    got = exchange(bob_client, {bob_client.enter("Bob")});
    EXPECT_THAT(got, Contains(VariantWith<sealed::Welcome>(::testing::_)));
    EXPECT_THAT(got, ::testing::Not(Contains(VariantWith<sealed::Greeting>(::testing::_))));
}

// Who has an event is told by name: who has acknowledged it, who has not, who came in later, and
// whose program cannot say.
TEST_F(DeskEventsTest, tells_who_has_an_event) {
    send(ann, "L Zoe"); // 1
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    acknowledge(ann_client);
    exchange(ann_client, {sealed::Say{1, {"hi"}}});
    const auto said = journal.head();
    acknowledge(ann_client);
    come_in(eve_client, "Eve");
    auto delivery = result<control::DeliveryInfo>(control::Delivered{said});
    EXPECT_EQ(delivery.event, said);
    EXPECT_EQ(delivery.having, (std::vector<control::Recipient>{{"Ann", true}}));
    EXPECT_EQ(delivery.lacking, (std::vector<control::Recipient>{{"Bob", true}}));
    EXPECT_EQ(delivery.later, (std::vector<control::Recipient>{{"Eve", true}}));
    EXPECT_EQ(delivery.mute, (std::vector<control::Recipient>{{"Zoe", true}}));
    acknowledge(bob_client);
    delivery = result<control::DeliveryInfo>(control::Delivered{said});
    EXPECT_EQ(delivery.lacking, std::vector<control::Recipient>{});
    EXPECT_EQ(words(control::Delivered{journal.head().next()}),
              "there is no event " + std::to_string(journal.head().value + 1) +
                  " yet: the latest is " + std::to_string(journal.head().value));
}

} // namespace
} // namespace chatroom
