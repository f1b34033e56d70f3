// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/catch_up.hpp"
#include "protocol/text.hpp"
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

/// A room to which several members come back at once after a restart, each of whom has something
/// else to catch up with, so that it is more than one turn reads.
class SealedDoorCatchUpTest : public SealedDoorTest {
protected:
    static constexpr std::uint8_t members = CatchUp::max_reads + 2;
    static constexpr std::uint64_t distance = 300;

    SealedDoorCatchUpTest() {
        for (std::uint8_t number = 0; number < members; ++number) {
            const auto place = "8.8.8." + std::to_string(number) + ":1000";
            clients.emplace_back(address(place), static_cast<std::uint8_t>(number + 10));
            come_in(clients.back(), name(number));
        }
        Batch missed;
        for (auto head = journal.head(); missed.records.size() < members * distance;) {
            head = head.next();
            missed.records.push_back(
                {.event = Event{.sequence = head,
                                .time = now().wall,
                                .kind = EventKind::announced,
                                .name = {},
                                .text = std::string(max_event_text_bytes, 'x')},
                 .member = {},
                 .facts = {}});
        }
        journal.append({}, missed);
        journal.take_decided();
        restart();
        for (auto& client : clients) {
            connect(client);
        }
    }

    static std::string name(std::size_t number) { return "m" + std::to_string(number); }

    /// In the turn that has not ended yet.
    void all_resume() {
        for (std::size_t number = 0; number < clients.size(); ++number) {
            const auto enter = resume(clients[number], name(number), {members + number * distance});
            room->handle(now(), clients[number].address, clients[number].seal({enter}));
        }
    }

    /// The client acknowledges what it gets, as long as it gets something.
    void read_all(SealedClient& client, Frames frames) {
        while (!frames.empty()) {
            const auto* some = std::get_if<sealed::Events>(&frames.back());
            const auto seen = some != nullptr ? some->events.back().sequence : Sequence{};
            frames = exchange(client,
                              {sealed::Ack{.cumulative = seen, .watermark = {}, .received = {}}});
        }
    }

    /// How many of them got events in the last turn.
    std::size_t got_events() {
        std::size_t count = 0;
        for (auto& client : clients) {
            const auto frames = client.frames(last);
            count += std::any_of(frames.begin(), frames.end(), [](const auto& frame) {
                return std::holds_alternative<sealed::Events>(frame);
            });
        }
        return count;
    }

    std::vector<SealedClient> clients;
};

// What one turn does not read the next does, which comes at once. Everybody is answered in the
// first.
TEST_F(SealedDoorCatchUpTest, goes_on_at_once) {
    all_resume();
    last = room->finish_turn(now());
    for (const auto& client : clients) {
        EXPECT_TRUE(std::any_of(last.deliveries.begin(), last.deliveries.end(),
                                [&](const auto& each) { return each.to == client.address; }));
    }
    EXPECT_EQ(got_events(), CatchUp::max_reads);
    EXPECT_EQ(room->next_deadline(), now().steady);
    room->advance(now());
    EXPECT_GT(room->next_deadline(), now().steady); // Nobody has to be woken twice for one turn.
    last = room->finish_turn(now());
    EXPECT_EQ(got_events(), 2U);
    EXPECT_GT(room->next_deadline(), now().steady);
}

// Whoever is not behind gets what is said now before those who are get what was said long ago.
TEST_F(SealedDoorCatchUpTest, delivers_what_is_new_first) {
    connect(ann_client);
    read_all(ann_client, exchange(ann_client, {ann_client.enter("Ann")}));
    all_resume();
    room->handle(now(), ann_client.address, ann_client.seal({sealed::Say{1, {"hi"}}}));
    last = room->finish_turn(now());
    EXPECT_EQ(last.deliveries.front().to, ann_client.address);
    EXPECT_THAT(ann_client.frames(last), testing::ElementsAre(latest(1)));
}

} // namespace
} // namespace chatroom
