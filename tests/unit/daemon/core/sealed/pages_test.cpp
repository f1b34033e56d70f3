// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of who is inside, and of what happened earlier.
#include "daemon/core/sealed/pages.hpp"
#include "tests/unit/daemon/core/sealed/holed_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MembersPageTest : public ::testing::Test {
protected:
    void come_in(std::uint64_t entered, const std::string& name) {
        roster.put({.entered = {entered},
                    .name = MemberName::parse(name).value(),
                    .since = {},
                    .door = DoorKind::classic,
                    .address = {}});
    }

    sealed::Members page(std::uint64_t after, std::string pattern = "",
                         std::size_t room_bytes = sealed::max_members_names_bytes) const {
        return members_page(roster, {7, {after}, std::move(pattern)}, room_bytes);
    }

    Roster roster;
};

// All that fit are on one page, in the order of entry.
TEST_F(MembersPageTest, names_everybody) {
    EXPECT_EQ(page(0), (sealed::Members{7, 0, {}, {}}));
    come_in(3, "Zoe");
    come_in(9, "Ann");
    EXPECT_EQ(page(0), (sealed::Members{7, 2, {}, {"Zoe", "Ann"}}));
    EXPECT_EQ(page(3), (sealed::Members{7, 2, {}, {"Ann"}}));
    EXPECT_EQ(page(9), (sealed::Members{7, 2, {}, {}}));
}

// A pattern is looked for anywhere in a name.
TEST_F(MembersPageTest, looks_for_a_pattern) {
    come_in(1, "小明");
    come_in(2, "Xiaoming");
    come_in(3, "Bob");
    EXPECT_EQ(page(0, "MING"), (sealed::Members{7, 1, {}, {"Xiaoming"}}));
    EXPECT_EQ(page(0, "明"), (sealed::Members{7, 1, {}, {"小明"}}));
    EXPECT_EQ(page(0, "x").names, std::vector<std::string>{"Xiaoming"});
    EXPECT_EQ(page(0, "nobody").count, 0U);
}

// Many take several pages, none of which is larger than a datagram, and nobody is left out.
TEST_F(MembersPageTest, goes_on_where_the_page_before_ends) {
    for (std::uint64_t number = 1; number <= 100; ++number) {
        come_in(number * 2, std::string(40, 'a') + std::to_string(1000 + number));
    }
    std::vector<std::string> names;
    Sequence after;
    do {
        const auto one = page(after.value);
        EXPECT_EQ(one.count, 100U);
        std::size_t bytes = 0;
        for (const auto& name : one.names) {
            bytes += 1 + name.size();
            names.push_back(name);
        }
        EXPECT_LE(bytes, sealed::max_members_names_bytes);
        after = one.next;
    } while (after != Sequence{});
    ASSERT_EQ(names.size(), 100U);
    EXPECT_EQ(names.back(), std::string(40, 'a') + "1100");
}

// Where only short datagrams come through there are fewer names on a page.
TEST_F(MembersPageTest, names_fewer_where_there_is_less_room) {
    come_in(3, "Zoe");
    come_in(9, "Ann");
    EXPECT_EQ(page(0, "", 8), (sealed::Members{7, 2, {}, {"Zoe", "Ann"}}));
    EXPECT_EQ(page(0, "", 7), (sealed::Members{7, 2, {3}, {"Zoe"}}));
    EXPECT_EQ(page(3, "", 7), (sealed::Members{7, 2, {}, {"Ann"}}));
}

class OlderPageTest : public ::testing::Test {
protected:
    void open() { log.emplace(journal, journal.head()); }

    sealed::Older page(std::uint64_t before, std::uint64_t oldest = 1) {
        return older_page(*log, {{before}}, {oldest}, room_bytes).value();
    }

    std::vector<std::uint64_t> numbers(const sealed::Older& page) {
        std::vector<std::uint64_t> result;
        for (const auto& event : page.events) {
            result.push_back(event.sequence.value);
        }
        return result;
    }

    /// All there is in front of that number, page by page, the newest first.
    std::vector<std::uint64_t> all(std::uint64_t before, std::uint64_t oldest = 1) {
        std::vector<std::uint64_t> result;
        Sequence next{before};
        do {
            const auto one = page(next.value, oldest);
            const auto some = numbers(one);
            result.insert(result.end(), some.rbegin(), some.rend());
            EXPECT_TRUE(one.next < next);
            next = one.next;
        } while (next != Sequence{});
        return result;
    }

    HoledJournal journal;
    std::optional<EventLog> log;
    std::size_t room_bytes = sealed::max_older_events_bytes;
};

// The latest in front of the number are told, as many as fit, and where to go on.
TEST_F(OlderPageTest, tells_the_latest_that_fit) {
    for (int number = 1; number <= 5; ++number) {
        journal.announce(std::string(400, 'x'));
    }
    open();
    EXPECT_EQ(numbers(page(5)), (std::vector<std::uint64_t>{3, 4}));
    EXPECT_EQ(page(5).next, Sequence{3});
    EXPECT_EQ(numbers(page(3)), (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(page(3).next, Sequence{});
    EXPECT_EQ(all(6), (std::vector<std::uint64_t>{5, 4, 3, 2, 1}));
    EXPECT_EQ(numbers(page(1'000'000)), (std::vector<std::uint64_t>{4, 5}));
}

// Nothing is told of what is in front of where a member may look.
TEST_F(OlderPageTest, ends_where_it_may_not_go_on) {
    for (int number = 1; number <= 200; ++number) {
        journal.announce("x");
    }
    open();
    EXPECT_EQ(all(200, 198), (std::vector<std::uint64_t>{199, 198}));
    EXPECT_EQ(all(201).size(), 200U);
    EXPECT_THAT(numbers(page(198, 198)), IsEmpty());
    EXPECT_EQ(page(198, 198).next, Sequence{});
    EXPECT_EQ(page(0, 198), (sealed::Older{{0}, {}, {}}));
}

// A hole in the numbers, however large, is crossed in one page and with few reads.
TEST_F(OlderPageTest, crosses_holes) {
    journal.announce("a");
    journal.skip(10);
    journal.announce("b"); // 12
    journal.skip(std::uint64_t{1} << 32);
    const auto last = journal.announce("c").sequence.value;
    open();
    const auto reads = journal.reads;
    EXPECT_EQ(all(last + 1), (std::vector<std::uint64_t>{last, 12, 1}));
    EXPECT_LT(journal.reads - reads, 100);
    EXPECT_EQ(all(last, last - 5), std::vector<std::uint64_t>{});
}

// What is trimmed is not to be had, nor can anybody go on asking for it.
TEST_F(OlderPageTest, ends_where_it_is_trimmed) {
    for (int number = 1; number <= 300; ++number) {
        journal.announce("x");
    }
    journal.trim({290});
    open();
    EXPECT_EQ(all(292), (std::vector<std::uint64_t>{291, 290}));
    EXPECT_THAT(all(250), IsEmpty());
}

// What cannot be read is not told to be the end.
TEST_F(OlderPageTest, tells_nothing_it_cannot_read) {
    for (int number = 1; number <= 3; ++number) {
        journal.announce("x");
    }
    open();
    journal.read_fails = true;
    EXPECT_EQ(older_page(*log, {{3}}, {1}, room_bytes), std::nullopt);
    EXPECT_TRUE(log->take_error());
}

// Where only short datagrams come through there are fewer events on a page, but never none.
TEST_F(OlderPageTest, tells_one_however_long_it_is) {
    for (int number = 0; number < 3; ++number) {
        journal.announce(std::string(960, 'x'));
    }
    open();
    room_bytes = 100;
    EXPECT_EQ(numbers(page(4)), std::vector<std::uint64_t>{3});
    EXPECT_EQ(all(4), (std::vector<std::uint64_t>{3, 2, 1}));
}

} // namespace
} // namespace chatroom
