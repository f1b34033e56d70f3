// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/catch_up.hpp"
#include "protocol/text.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"
#include "tests/unit/daemon/core/sealed/holed_journal.hpp"

#include <numeric>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CatchUpTest : public ::testing::Test {
protected:
    /// So many events are in the journal, each of which fills a datagram by itself, so that a
    /// window of datagrams is less than a piece that is read.
    void open_after(int count, std::size_t text_bytes = max_event_text_bytes) {
        for (int number = 0; number < count; ++number) {
            journal.announce(std::string(text_bytes, 'x'));
        }
        log.emplace(journal, journal.head());
    }

    /// A link that serves the member of the same number, who has everything up to there.
    SealedLink& serve(std::uint32_t index, std::uint64_t cursor) {
        auto& link = links.add({.index = index,
                                .key = {},
                                .sealer = sealed::Sealer(sealed::SecretKey{}, index),
                                .opener = sealed::Opener(sealed::SecretKey{}),
                                .address = {},
                                .last_heard = {}});
        links.bind(link, {index});
        link.events = EventSender({cursor});
        return link;
    }

    /// One turn: who goes on, in order. Who it is not enough for is in `left`.
    std::vector<std::uint32_t> turn(const std::vector<std::uint32_t>& indexes) {
        std::vector<SealedLink*> far_behind;
        for (const auto index : indexes) {
            far_behind.push_back(links.find(index));
        }
        Outputs outputs;
        EventPacker packer(*log, outputs);
        std::vector<std::uint32_t> served;
        const auto rest = catch_up.serve(std::move(far_behind), packer, [&](SealedLink& link) {
            served.push_back(link.index);
            while (const auto* run = link.events.next_run({}, packer)) {
                outputs.deliveries.push_back({.to = {}, .payload = run->payload});
            }
        });
        left.clear();
        for (const auto* link : rest) {
            left.push_back(link->index);
        }
        sent = outputs.deliveries.size();
        return served;
    }

    static std::vector<std::uint32_t> numbers(std::uint32_t first, std::uint32_t last) {
        std::vector<std::uint32_t> result(last - first + 1);
        std::iota(result.begin(), result.end(), first);
        return result;
    }

    HoledJournal journal;
    std::optional<EventLog> log;
    SealedLinks links;
    CatchUp catch_up;
    std::vector<std::uint32_t> left;
    std::size_t sent = 0;
};

constexpr auto max_reads = static_cast<std::uint32_t>(CatchUp::max_reads);

// Far behind is who may get an event that is not in memory.
TEST_F(CatchUpTest, knows_who_is_far_behind) {
    open_after(2);
    auto& ann = serve(1, 0);
    EXPECT_TRUE(CatchUp::is_far_behind(ann, *log));
    EXPECT_FALSE(CatchUp::is_far_behind(serve(2, 2), *log));
    log->appended({journal.announce("new")});
    EXPECT_FALSE(CatchUp::is_far_behind(serve(3, 2), *log));
    EXPECT_TRUE(CatchUp::is_far_behind(ann, *log));
    links.close({}, ann, {});
    EXPECT_FALSE(CatchUp::is_far_behind(ann, *log));
}

// Who waits for acknowledgements costs nothing.
TEST_F(CatchUpTest, lets_those_alone_who_have_enough_on_the_way) {
    open_after(400);
    auto& ann = serve(1, 0);
    turn({1});
    EXPECT_EQ(sent, EventSender::initial_window);
    EXPECT_FALSE(CatchUp::is_far_behind(ann, *log));
    log->at({400}); // What comes next is not at hand any more.
    const auto reads = log->reads();
    EXPECT_FALSE(ann.events.is_interrupted(*log));
    EXPECT_EQ(log->reads(), reads);
}

// Nor does who has so many events on the way that the next datagram would be too much.
TEST_F(CatchUpTest, lets_those_alone_who_have_enough_events_on_the_way) {
    open_after(400, 1);
    auto& ann = serve(1, 0);
    turn({1});
    EXPECT_LT(sent, EventSender::initial_window);
    EXPECT_FALSE(CatchUp::is_far_behind(ann, *log));
    EXPECT_TRUE(ann.events.acknowledge({}, {.cumulative = {1}, .watermark = {}, .received = {}}));
    EXPECT_TRUE(CatchUp::is_far_behind(ann, *log));
}

// Each member here stands at another place, so each costs a read, and a turn has so many of them.
// The next one goes on with those who are left.
TEST_F(CatchUpTest, reads_only_so_much_in_a_turn) {
    open_after(12 * 300);
    for (std::uint32_t index = 1; index <= 12; ++index) {
        serve(index, (12 - index) * 300);
    }
    EXPECT_THAT(turn(numbers(1, 12)), ElementsAre(12, 11, 10, 9, 8, 7, 6, 5));
    EXPECT_EQ(log->reads(), max_reads);
    EXPECT_THAT(left, ElementsAre(4, 3, 2, 1));
    EXPECT_THAT(turn(left), ElementsAre(4, 3, 2, 1));
    EXPECT_THAT(left, IsEmpty());
}

// Whoever comes later, however far behind, comes after those who are left.
TEST_F(CatchUpTest, goes_on_where_it_stopped) {
    open_after(12 * 300);
    for (std::uint32_t index = 1; index <= 12; ++index) {
        serve(index, (index - 1) * 300);
    }
    EXPECT_EQ(turn(numbers(1, max_reads + 1)), numbers(1, max_reads));
    EXPECT_THAT(left, ElementsAre(max_reads + 1));
    serve(13, 0);
    EXPECT_THAT(turn({9, 10, 11, 12, 13}), ElementsAre(9, 13, 10, 11, 12));
    EXPECT_THAT(left, IsEmpty());
    serve(14, 0);
    serve(15, 3000);
    EXPECT_THAT(turn({15, 14}), ElementsAre(14, 15));
}

// What members who stand side by side need is read once for all of them.
TEST_F(CatchUpTest, reads_once_for_many) {
    open_after(300);
    for (const auto index : numbers(1, 50)) {
        serve(index, index % 2);
    }
    turn(numbers(1, 50));
    EXPECT_THAT(left, IsEmpty());
    EXPECT_EQ(log->reads(), 1U);
}

// However little had to be read, a turn does not send without end.
TEST_F(CatchUpTest, sends_only_so_much_in_a_turn) {
    open_after(300);
    for (const auto index : numbers(1, 200)) {
        serve(index, 0);
    }
    turn(numbers(1, 200));
    EXPECT_GE(sent, CatchUp::max_datagrams);
    EXPECT_LT(sent, CatchUp::max_datagrams + EventSender::initial_window);
    EXPECT_EQ(left, numbers(53, 200));
    EXPECT_EQ(turn(left), numbers(53, 104));
}

} // namespace
} // namespace chatroom
