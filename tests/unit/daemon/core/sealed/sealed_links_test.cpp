// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_links.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"
#include "tests/unit/daemon/core/sealed/holed_journal.hpp"

#include <algorithm>

#include <malloc.h>

namespace chatroom {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::uint32_t max_idle = SealedLinks::max_idle;

class SealedLinksTest : public ::testing::Test {
protected:
    SealedLink& add(std::uint32_t index) {
        return links.add({.index = index,
                          .key = {},
                          .sealer = sealed::Sealer(sealed::SecretKey{}, index),
                          .opener = sealed::Opener(sealed::SecretKey{}),
                          .address = {},
                          .last_heard = now});
    }

    /// A link that serves the member of the same number.
    SealedLink& serve(std::uint32_t index) {
        auto& link = add(index);
        links.bind(link, {index});
        return link;
    }

    /// Sends the link's member an event, which is to be acknowledged within half a second.
    void send_event(SealedLink& link) {
        EventLog log(journal, journal.head());
        log.appended(std::vector<Event>{journal.announce("x")});
        EXPECT_NE(link.events.next_frames(now, log, sealed::max_plaintext_bytes), "");
    }

    std::vector<std::uint32_t> take_due() {
        std::vector<std::uint32_t> indexes;
        for (const auto* link : links.take_due(now)) {
            indexes.push_back(link->index);
        }
        return indexes;
    }

    std::vector<std::uint32_t> take_touched() {
        std::vector<std::uint32_t> indexes;
        for (const auto* link : links.take_touched()) {
            indexes.push_back(link->index);
        }
        std::sort(indexes.begin(), indexes.end());
        return indexes;
    }

    std::uint32_t add_many(std::uint32_t first, std::uint32_t count) {
        for (std::uint32_t index = first; index < first + count; ++index) {
            add(index);
        }
        return first + count;
    }

    static sealed::Closed kicked() { return {sealed::CloseReason::kicked, "noise"}; }

    HoledJournal journal;
    SteadyTime now{};
    SealedLinks links;
};

// A link is found by its index once it is there, and not any more when it is gone.
TEST_F(SealedLinksTest, finds_by_index) {
    EXPECT_EQ(links.find(7), nullptr);
    auto& link = add(7);
    EXPECT_EQ(links.find(7), &link);
    EXPECT_TRUE(links.contains(7));
    EXPECT_EQ(links.find(8), nullptr);
    EXPECT_EQ(links.size(), 1U);
    links.erase(link);
    EXPECT_EQ(links.find(7), nullptr);
    EXPECT_FALSE(links.contains(7));
    EXPECT_EQ(links.size(), 0U);
}

// A link that is bound serves its member, and is found by it.
TEST_F(SealedLinksTest, finds_by_member) {
    auto& link = add(7);
    EXPECT_EQ(links.of_member({1}), nullptr);
    links.bind(link, {1});
    EXPECT_EQ(links.of_member({1}), &link);
    EXPECT_EQ(links.of_member({2}), nullptr);
    EXPECT_EQ(link.state, SealedLink::State::serving);
    EXPECT_THAT(links.serving(), ElementsAre(&link));
}

// A closed link serves nobody, says why, and is still found.
TEST_F(SealedLinksTest, closes) {
    auto& link = serve(7);
    links.close(now, link, kicked());
    EXPECT_EQ(links.of_member({7}), nullptr);
    EXPECT_THAT(links.serving(), IsEmpty());
    EXPECT_EQ(links.find(7), &link);
    EXPECT_EQ(link.state, SealedLink::State::closed);
    EXPECT_EQ(*link.closed, kicked());
    EXPECT_TRUE(link.owes_closed);
}

// A link that never served anybody can be closed, too, and is one that serves nobody, once.
TEST_F(SealedLinksTest, closes_what_serves_nobody) {
    links.close(now, add(1), kicked());
    add_many(2, max_idle - 1);
    EXPECT_EQ(links.size(), max_idle);
    EXPECT_TRUE(links.contains(1));
    add(5000);
    EXPECT_FALSE(links.contains(1));
    EXPECT_EQ(links.size(), max_idle);
}

// A link that is erased while it serves is gone from everywhere.
TEST_F(SealedLinksTest, erases_what_serves) {
    auto& link = serve(7);
    links.schedule(link, true);
    EXPECT_NE(links.next_deadline(), std::nullopt);
    links.erase(link);
    EXPECT_EQ(links.of_member({7}), nullptr);
    EXPECT_THAT(links.serving(), IsEmpty());
    EXPECT_THAT(take_touched(), IsEmpty());
    EXPECT_EQ(links.next_deadline(), std::nullopt);
}

// Of those that serve nobody the oldest is forgotten beyond the limit.
TEST_F(SealedLinksTest, limits_those_that_serve_nobody) {
    add_many(1, max_idle);
    EXPECT_TRUE(links.contains(1));
    add(5000);
    EXPECT_FALSE(links.contains(1));
    EXPECT_TRUE(links.contains(2));
    EXPECT_TRUE(links.contains(5000));
    EXPECT_EQ(links.size(), max_idle);
}

// Those that serve do not count, however old they are.
TEST_F(SealedLinksTest, keeps_those_that_serve) {
    serve(1);
    add_many(2, max_idle + 1);
    EXPECT_TRUE(links.contains(1));
    EXPECT_FALSE(links.contains(2));
    EXPECT_EQ(links.size(), max_idle + 1);
}

// One that served is as old as its last service.
TEST_F(SealedLinksTest, counts_age_from_the_last_service) {
    auto& link = serve(1);
    add(2);
    links.close(now, link, kicked());
    add_many(3, max_idle - 1);
    EXPECT_TRUE(links.contains(1));
    EXPECT_FALSE(links.contains(2));
    add(5000);
    EXPECT_FALSE(links.contains(1));
}

// When many members leave at once, the next newcomer finds the limit kept.
TEST_F(SealedLinksTest, limits_the_many_that_are_closed) {
    for (std::uint32_t index = 1; index <= max_idle + 10; ++index) {
        serve(index);
    }
    for (std::uint32_t index = 1; index <= max_idle + 10; ++index) {
        links.close(now, *links.find(index), kicked());
    }
    add(5000);
    EXPECT_EQ(links.size(), max_idle);
    EXPECT_FALSE(links.contains(11));
    EXPECT_TRUE(links.contains(12));
    EXPECT_TRUE(links.contains(5000));
}

// A link that serves nobody is gone after 30 s without a datagram.
TEST_F(SealedLinksTest, forgets_what_is_silent) {
    links.schedule(add(7), true);
    EXPECT_EQ(links.next_deadline(), now + seconds(30));
    now += seconds(30) - milliseconds(1);
    EXPECT_THAT(take_due(), IsEmpty());
    EXPECT_TRUE(links.contains(7));
    now += milliseconds(1);
    EXPECT_THAT(take_due(), IsEmpty());
    EXPECT_FALSE(links.contains(7));
    EXPECT_EQ(links.next_deadline(), std::nullopt);
}

// A closed link is there for 30 s from then on.
TEST_F(SealedLinksTest, forgets_what_is_closed) {
    auto& link = serve(7);
    links.schedule(link, true);
    now += seconds(20);
    links.close(now, link, kicked());
    links.schedule(link, true);
    now += seconds(30) - milliseconds(1);
    EXPECT_THAT(take_due(), ElementsAre(7));
    EXPECT_TRUE(links.contains(7));
    links.schedule(link, true);
    EXPECT_EQ(links.next_deadline(), now + milliseconds(1));
    now += milliseconds(1);
    EXPECT_THAT(take_due(), IsEmpty());
    EXPECT_FALSE(links.contains(7));
}

// A deadline that moves later is looked up again when it comes.
TEST_F(SealedLinksTest, looks_a_later_deadline_up_again) {
    auto& link = add(7);
    links.schedule(link, true);
    now += seconds(10);
    link.last_heard = now;
    links.schedule(link, true);
    EXPECT_EQ(links.next_deadline(), now + seconds(20));
    now += seconds(20);
    EXPECT_THAT(take_due(), ElementsAre(7));
    EXPECT_EQ(links.next_deadline(), std::nullopt);
    links.schedule(link, true);
    EXPECT_EQ(links.next_deadline(), now + seconds(10));
    now += seconds(10);
    EXPECT_THAT(take_due(), IsEmpty());
    EXPECT_FALSE(links.contains(7));
}

// A deadline that moves earlier is in order at once, and comes once.
TEST_F(SealedLinksTest, moves_a_deadline_earlier) {
    auto& link = serve(7);
    links.schedule(link, true);
    EXPECT_EQ(links.next_deadline(), now + seconds(30));
    send_event(link);
    links.schedule(link, true);
    EXPECT_EQ(links.next_deadline(), now + milliseconds(500));
    now += milliseconds(500);
    EXPECT_THAT(take_due(), ElementsAre(7));
    EXPECT_EQ(links.next_deadline(), std::nullopt);
}

// What is due is touched, and each of several is due in its time.
TEST_F(SealedLinksTest, takes_those_that_are_due) {
    for (const std::uint32_t index : {3U, 1U, 2U}) {
        auto& link = serve(index);
        links.schedule(link, true);
        now += seconds(1);
    }
    links.take_touched();
    now += seconds(28);
    EXPECT_THAT(take_due(), ElementsAre(3, 1));
    EXPECT_THAT(take_touched(), ElementsAre(1, 3));
    now += seconds(1);
    EXPECT_THAT(take_due(), ElementsAre(2));
}

// Silence of a member that is known to be unreachable needs no deadline.
TEST_F(SealedLinksTest, waits_for_nothing_from_the_unreachable) {
    auto& link = serve(7);
    links.schedule(link, false);
    EXPECT_EQ(links.next_deadline(), std::nullopt);
}

// What was said and everybody has is told again in time.
TEST_F(SealedLinksTest, waits_for_the_watermarks_acknowledgement) {
    auto& link = serve(7);
    link.watermark = std::make_unique<WatermarkTeller>();
    link.watermark->said({5});
    link.watermark->to_tell(now, {5}, milliseconds(300));
    links.schedule(link, true);
    EXPECT_EQ(links.next_deadline(), now + milliseconds(300));
}

// A link is touched by whatever changes it, and is taken once, in the order of indexes.
TEST_F(SealedLinksTest, remembers_what_was_touched) {
    auto& late = serve(9);
    auto& early = add(3);
    EXPECT_THAT(take_touched(), ElementsAre(3, 9));
    EXPECT_THAT(take_touched(), IsEmpty());
    links.touch(late);
    links.touch(late);
    EXPECT_THAT(take_touched(), ElementsAre(9));
    links.bind(early, {3});
    EXPECT_THAT(take_touched(), ElementsAre(3));
    links.close(now, late, kicked());
    EXPECT_THAT(take_touched(), ElementsAre(9));
}

// News of the room touch those that serve, and nobody else.
TEST_F(SealedLinksTest, touches_all_that_serve) {
    serve(1);
    add(2);
    serve(3);
    links.close(now, serve(4), kicked());
    links.take_touched();
    links.touch_all_serving();
    EXPECT_THAT(take_touched(), ElementsAre(1, 3));
}

// What is forgotten for the limit is gone from everywhere.
TEST_F(SealedLinksTest, forgets_every_trace) {
    links.schedule(add(1), true);
    now += seconds(1);
    for (std::uint32_t index = 2; index <= max_idle + 1; ++index) {
        links.schedule(add(index), true);
    }
    EXPECT_THAT(take_touched(), Not(Contains(1U)));
    EXPECT_EQ(links.next_deadline(), now + seconds(30));
    now += seconds(30);
    EXPECT_THAT(take_due(), IsEmpty());
    EXPECT_EQ(links.size(), 0U);
}

// What was needed while much was on the way is given back, and what goes on goes on.
TEST_F(SealedLinksTest, rests) {
    constexpr std::uint32_t count = 20; // More than the C library keeps for itself.
    EventLog log(journal, journal.head());
    for (int number = 0; number < 100; ++number) {
        log.appended(std::vector<Event>{journal.announce(std::string(500, 'x'))});
    }
    Sequence sent;
    for (std::uint32_t index = 1; index <= count; ++index) {
        auto& events = serve(index).events;
        while (!events.next_frames(now, log, sealed::max_plaintext_bytes).empty()) {
        }
        sent = {events.next().value - 1};
        EXPECT_TRUE(events.acknowledge(now, {.cumulative = sent, .watermark = {}, .received = {}}));
    }
    auto& waiting = *links.find(1);
    EXPECT_NE(waiting.events.next_frames(now, log, sealed::max_plaintext_bytes), "");
    const auto before = ::mallinfo2().uordblks;
    links.rest();
    if (!nodes_are_watched) { // Otherwise the memory is not the C library's.
        EXPECT_LT(::mallinfo2().uordblks, before);
    }
    EXPECT_TRUE(waiting.events.next_deadline());
    EXPECT_FALSE(links.find(2)->events.next_deadline());
    EXPECT_EQ(links.find(2)->events.next(), sent.next());
    EXPECT_NE(links.find(2)->events.next_frames(now, log, sealed::max_plaintext_bytes), "");
}

} // namespace
} // namespace chatroom
