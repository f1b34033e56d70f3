// SPDX-License-Identifier: GPL-3.0-or-later
// A member asks who has an event, who is inside, and what happened earlier.
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using sealed::AskDelivered;
using sealed::AskMembers;
using sealed::AskOlder;
using sealed::Delivered;
using sealed::Older;
using sealed::Say;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::VariantWith;

class SealedDoorQuestionsTest : public SealedDoorTest {
protected:
    /// What the client is told; nothing if nothing.
    std::optional<Delivered> ask(SealedClient& client, std::uint64_t event) {
        for (const auto& frame : exchange(client, {AskDelivered{{event}}})) {
            if (const auto* delivered = std::get_if<Delivered>(&frame)) {
                return *delivered;
            }
        }
        return std::nullopt;
    }

    template <typename Answer>
    std::vector<Answer> answers(SealedClient& client, std::vector<sealed::ClientFrame> questions) {
        std::vector<Answer> result;
        for (const auto& frame : exchange(client, std::move(questions))) {
            if (const auto* answer = std::get_if<Answer>(&frame)) {
                result.push_back(*answer);
            }
        }
        return result;
    }

    std::vector<std::string> texts(const Older& older) {
        std::vector<std::string> result;
        for (const auto& event : older.events) {
            result.push_back(event.text);
        }
        return result;
    }
};

// Who has it, who has not, who came in later, and whose program cannot say.
TEST_F(SealedDoorQuestionsTest, tells_who_has_an_event) {
    send(ann, "L Zoe"); // 1
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    acknowledge(ann_client);
    exchange(ann_client, {Say{1, {"hi"}}});
    const auto said = journal.head();
    acknowledge(ann_client);
    come_in(eve_client, "Eve");
    EXPECT_EQ(ask(ann_client, said.value),
              (Delivered{said, {1, {"Bob"}}, {1, {"Ann"}}, {1, {"Eve"}}, {1, {"Zoe"}}}));
}

// Of an event that is not there nobody has it, nor lacks it.
TEST_F(SealedDoorQuestionsTest, tells_of_no_event_that_nobody_is_anything) {
    come_in(ann_client, "Ann");
    EXPECT_EQ(ask(ann_client, 0), (Delivered{{0}, {}, {}, {}, {}}));
    elapsed += 1s;
    EXPECT_EQ(ask(ann_client, journal.head().value + 1),
              (Delivered{journal.head().next(), {}, {}, {}, {}}));
}

// One member is answered once a second, each turn once.
TEST_F(SealedDoorQuestionsTest, answers_once_a_second) {
    come_in(ann_client, "Ann");
    EXPECT_THAT(exchange(ann_client, {AskDelivered{{1}}, AskDelivered{{1}}}), SizeIs(1));
    elapsed += 999ms;
    EXPECT_EQ(ask(ann_client, 1), std::nullopt);
    elapsed += 1ms;
    EXPECT_TRUE(ask(ann_client, 1));
}

// Who is not inside is not told, nor is a program of version 1, which has no such frame.
TEST_F(SealedDoorQuestionsTest, tells_nobody_outside) {
    connect(ann_client);
    EXPECT_THAT(exchange(ann_client, {AskDelivered{{1}}}), IsEmpty());
    bob_client.versions = {1, 1};
    come_in(bob_client, "Bob");
    EXPECT_THAT(exchange(bob_client, {AskDelivered{{1}}}), IsEmpty());
}

// An answer fits a datagram: of many who are inside some are named, and all are counted.
TEST_F(SealedDoorQuestionsTest, names_as_many_as_fit) {
    come_in(ann_client, "Ann");
    for (int number = 0; number < 100; ++number) {
        const auto from = "10.0.1." + std::to_string(1 + number) + ":1000";
        send(from.c_str(), "L " + std::string(38, 'a') + std::to_string(100 + number));
    }
    const auto told = ask(ann_client, 1);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->having, (sealed::Crowd{1, {"Ann"}}));
    EXPECT_EQ(told->mute.count, 100U);
    EXPECT_EQ(told->mute.names.size(), (sealed::max_delivered_names_bytes - 4) / 42);
}

// Members are told who is inside, those with classic programs, too.
TEST_F(SealedDoorQuestionsTest, tells_who_is_inside) {
    send(ann, "L Zoe");
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    const auto told = answers<sealed::Members>(ann_client, {AskMembers{5, {}, "o"}});
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0], (sealed::Members{5, 2, {}, {"Zoe", "Bob"}}));
}

// Pages are told one a turn, ten at once and then one a second.
TEST_F(SealedDoorQuestionsTest, tells_few_pages) {
    come_in(ann_client, "Ann");
    EXPECT_THAT(
        answers<sealed::Members>(ann_client, {AskMembers{1, {}, ""}, AskMembers{2, {}, ""}}),
        SizeIs(1));
    for (int count = 1; count < 10; ++count) {
        EXPECT_THAT(answers<Older>(ann_client, {AskOlder{{1}}}), SizeIs(1));
    }
    EXPECT_THAT(answers<Older>(ann_client, {AskOlder{{1}}}), IsEmpty());
    EXPECT_THAT(answers<sealed::Members>(ann_client, {AskMembers{1, {}, ""}}), IsEmpty());
    elapsed += 1s;
    EXPECT_THAT(answers<Older>(ann_client, {AskOlder{{1}}}), SizeIs(1));
    EXPECT_THAT(answers<Older>(ann_client, {AskOlder{{1}}}), IsEmpty());
}

// A member sees what happened since it came, and as much before as it was given then.
TEST_F(SealedDoorQuestionsTest, tells_what_a_member_may_see) {
    const auto history = default_options().history;
    for (std::size_t count = 0; count < history + 5; ++count) {
        call(control::Announce{.text = "old"});
    }
    come_in(ann_client, "Ann");
    const auto entered = journal.head();
    std::vector<std::uint64_t> numbers;
    for (Sequence before = entered; before != Sequence{};) {
        elapsed += 1s;
        const auto page = answers<Older>(ann_client, {AskOlder{before}}).at(0);
        for (auto event = page.events.rbegin(); event != page.events.rend(); ++event) {
            numbers.push_back(event->sequence.value);
        }
        before = page.next;
    }
    ASSERT_THAT(numbers, SizeIs(history));
    EXPECT_EQ(numbers.back(), entered.value - history);
}

// What is recalled in the turn in which it is asked for is not told any more.
TEST_F(SealedDoorQuestionsTest, tells_nothing_that_is_recalled) {
    come_in(ann_client, "Ann");
    acknowledge(ann_client);
    exchange(ann_client, {Say{1, {"secret"}}});
    const auto said = journal.head();
    acknowledge(ann_client);
    EXPECT_THAT(texts(answers<Older>(ann_client, {AskOlder{said.next()}}).at(0)),
                Contains("secret"));
    control::Recall recall;
    recall.number = said;
    call(recall);
    EXPECT_THAT(texts(answers<Older>(ann_client, {AskOlder{said.next()}}).at(0)),
                Not(Contains("secret")));
}

// Nobody outside is told anything of it, nor is who has no such frames.
TEST_F(SealedDoorQuestionsTest, tells_no_pages_outside) {
    connect(ann_client);
    EXPECT_THAT(exchange(ann_client, {AskMembers{1, {}, ""}, AskOlder{{5}}}), IsEmpty());
    bob_client.versions = {1, 1};
    come_in(bob_client, "Bob");
    EXPECT_THAT(exchange(bob_client, {AskMembers{1, {}, ""}}), IsEmpty());
}

} // namespace
} // namespace chatroom
