// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/refusals.hpp"

#include <gmock/gmock.h>

namespace chatroom {
namespace {

using classic::Refusal;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RefusalsTest : public ::testing::Test {
protected:
    void note(std::string_view name, std::string_view address, Refusal cause) {
        refusals.note(now, {.address = parse_address(address).value(), .name = name}, {cause});
        now.wall += std::chrono::seconds(1);
    }

    /// "NAME ADDRESS TIMES" of each.
    std::vector<std::string> of(std::string_view whom, std::size_t most = 100) const {
        std::vector<std::string> result;
        for (const auto* entry : refusals.of(whom, most)) {
            result.push_back(entry->name + " " + to_string(entry->address) + " " +
                             std::to_string(entry->times));
        }
        return result;
    }

    Now now{};
    RoomLog log;
    control::Counters counters;
    Refusals refusals{log, counters};
};

// Each is counted, in all and by its cause, and logged with the name, escaped.
TEST_F(RefusalsTest, are_counted_and_logged) {
    note("Bob\x1b", "10.0.0.1:7", Refusal::name_is_invisible);
    note("", "10.0.0.2:7", Refusal::not_allowed);
    note("", "10.0.0.2:7", Refusal::not_allowed);
    EXPECT_EQ(counters.refused, 3U);
    control::RefusalCounts expected;
    expected.by_cause.at(static_cast<std::size_t>(Refusal::name_is_invisible)) = 1;
    expected.by_cause.at(static_cast<std::size_t>(Refusal::not_allowed)) = 2;
    EXPECT_EQ(refusals.counts(), expected);
    const auto lines = log.take();
    ASSERT_THAT(lines, SizeIs(1)); // Of one kind one line in an interval.
    EXPECT_EQ(lines[0].text, "refused \"Bob\\x1B\" from 10.0.0.1:7: a name cannot contain control "
                             "or invisible characters");
}

// They are found by the name in any spelling, by the address with and without the port, and by a
// network, the oldest first and the latest so many.
TEST_F(RefusalsTest, are_found) {
    note("Bob", "10.0.0.1:7", Refusal::name_taken);
    note("ｂｏｂ", "10.0.0.2:7", Refusal::name_owned);
    note("Eve", "10.0.0.1:8", Refusal::locked);
    note("\xff", "[2001:db8::1]:8", Refusal::name_not_utf8);
    EXPECT_THAT(of("BOB"), ElementsAre("Bob 10.0.0.1:7 1", "ｂｏｂ 10.0.0.2:7 1"));
    EXPECT_THAT(of("BOB", 1), ElementsAre("ｂｏｂ 10.0.0.2:7 1"));
    EXPECT_THAT(of("10.0.0.1"), ElementsAre("Bob 10.0.0.1:7 1", "Eve 10.0.0.1:8 1"));
    EXPECT_THAT(of("10.0.0.1:8"), ElementsAre("Eve 10.0.0.1:8 1"));
    EXPECT_THAT(of("10.0.0.0/8"), SizeIs(3));
    EXPECT_THAT(of("2001:db8::1"), ElementsAre("\\xFF [2001:db8::1]:8 1"));
    for (const auto& nobody : {std::string("Rob"), std::string("10.0.0.3"), std::string(),
                               std::string("\xff"), std::string(100'000, 'x')}) {
        EXPECT_THAT(of(nobody), IsEmpty()) << nobody.substr(0, 10);
    }
}

// A long name is cut where a letter ends.
TEST_F(RefusalsTest, keep_a_part_of_long_names) {
    std::string name;
    for (int count = 0; count < 1000; ++count) {
        name += "明";
    }
    note(name, "10.0.0.1:7", Refusal::name_too_long);
    EXPECT_EQ(refusals.of("10.0.0.1", 1).at(0)->name, name.substr(0, 63));
}

// Who tries on and on takes one place, from whatever port, with the time of the last try.
TEST_F(RefusalsTest, count_what_is_repeated) {
    note("Bob", "10.0.0.1:7", Refusal::name_taken);
    note("Eve", "10.0.0.2:7", Refusal::name_taken);
    note("Bob", "10.0.0.1:9", Refusal::name_taken);
    note("Bob", "10.0.0.1:9", Refusal::locked);
    EXPECT_THAT(of("Bob"), ElementsAre("Bob 10.0.0.1:9 2", "Bob 10.0.0.1:9 1"));
    EXPECT_EQ(refusals.of("Bob", 2).at(0)->time, WallTime(std::chrono::seconds(2)));
}

// What is remembered has a limit: the oldest goes first.
TEST_F(RefusalsTest, have_a_limit) {
    for (std::size_t count = 0; count <= Refusals::max_remembered; ++count) {
        note("n" + std::to_string(count), "10.0.0.1:7", Refusal::name_taken);
    }
    const auto all = of("10.0.0.1", Refusals::max_remembered + 1);
    EXPECT_EQ(all.size(), Refusals::max_remembered);
    EXPECT_EQ(all.front(), "n1 10.0.0.1:7 1");
}

// What one member met is counted by its key, or by the exact address of a classic one.
TEST_F(RefusalsTest, count_what_one_member_met) {
    note("Bob", "10.0.0.1:7", Refusal::too_fast);
    note("Bob", "10.0.0.1:7", Refusal::too_fast);
    note("Bob", "10.0.0.1:7", Refusal::muted);
    note("Eve", "10.0.0.1:8", Refusal::muted);
    const auto counted = [&](const Address& address, Refusal cause) {
        return refusals.counts_of(address, std::nullopt)
            .by_cause.at(static_cast<std::size_t>(cause));
    };
    const auto bob = parse_address("10.0.0.1:7").value();
    EXPECT_EQ(counted(bob, Refusal::too_fast), 2U);
    EXPECT_EQ(counted(bob, Refusal::muted), 1U);
    EXPECT_EQ(counted(bob, Refusal::locked), 0U);
    EXPECT_EQ(refusals.counts_of(bob, sealed::PublicKey{}), control::RefusalCounts{});
}

} // namespace
} // namespace chatroom
