// SPDX-License-Identifier: GPL-3.0-or-later
// A member asks who has an event.
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using sealed::AskDelivered;
using sealed::Delivered;
using sealed::Say;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::VariantWith;

class SealedDoorDeliveryTest : public SealedDoorTest {
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
};

// Who has it, who has not, who came in later, and whose program cannot say.
TEST_F(SealedDoorDeliveryTest, tells_who_has_an_event) {
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
TEST_F(SealedDoorDeliveryTest, tells_of_no_event_that_nobody_is_anything) {
    come_in(ann_client, "Ann");
    EXPECT_EQ(ask(ann_client, 0), (Delivered{{0}, {}, {}, {}, {}}));
    elapsed += 1s;
    EXPECT_EQ(ask(ann_client, journal.head().value + 1),
              (Delivered{journal.head().next(), {}, {}, {}, {}}));
}

// One member is answered once a second, each turn once.
TEST_F(SealedDoorDeliveryTest, answers_once_a_second) {
    come_in(ann_client, "Ann");
    EXPECT_THAT(exchange(ann_client, {AskDelivered{{1}}, AskDelivered{{1}}}), SizeIs(1));
    elapsed += 999ms;
    EXPECT_EQ(ask(ann_client, 1), std::nullopt);
    elapsed += 1ms;
    EXPECT_TRUE(ask(ann_client, 1));
}

// Who is not inside is not told, nor is a program of version 1, which has no such frame.
TEST_F(SealedDoorDeliveryTest, tells_nobody_outside) {
    connect(ann_client);
    EXPECT_THAT(exchange(ann_client, {AskDelivered{{1}}}), IsEmpty());
    bob_client.versions = {1, 1};
    come_in(bob_client, "Bob");
    EXPECT_THAT(exchange(bob_client, {AskDelivered{{1}}}), IsEmpty());
}

// An answer fits a datagram: of many who are inside some are named, and all are counted.
TEST_F(SealedDoorDeliveryTest, names_as_many_as_fit) {
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

} // namespace
} // namespace chatroom
