// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What the administrator is told of what has happened.
class DeskLogTest : public RoomTest {
protected:
    /// The texts of the events that are chosen, oldest first.
    std::vector<std::string> texts(const control::Log& asked) {
        std::vector<std::string> result;
        const auto reply = call(asked);
        for (const auto& event : std::get<control::Events>(reply.value()).events) {
            result.push_back(event.text);
        }
        return result;
    }

    static std::vector<std::uint64_t> told(const Outputs& turn) {
        std::vector<std::uint64_t> result;
        for (const auto& event : turn.told) {
            result.push_back(event.sequence.value);
        }
        return result;
    }

    void say(const char* from, const std::string& name, const std::string& text) {
        elapsed += 1s;
        send(from, "C " + name + " " + text);
    }
};

// A time, a user and a part of the text choose events, each alone and all together.
TEST_F(DeskLogTest, chooses_events) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    say(ann, "Ann", "one");
    const auto then = now().wall;
    say(bob, "Bob", "two");
    say(ann, "Ann", "THREE, two");
    EXPECT_THAT(texts({.since = then}), ElementsAre("one", "two", "THREE, two"));
    EXPECT_THAT(texts({.since = then, .until = then}), ElementsAre("one"));
    EXPECT_THAT(texts({.until = then}), ElementsAre("", "", "one"));
    EXPECT_THAT(texts({.user = "ann"}), ElementsAre("", "one", "THREE, two"));
    EXPECT_THAT(texts({.grep = "three"}), ElementsAre("THREE, two"));
    EXPECT_THAT(texts({.user = "Ann", .grep = "two"}), ElementsAre("THREE, two"));
    EXPECT_THAT(texts({.grep = "four"}), IsEmpty());
    EXPECT_THAT(texts({.count = 1, .grep = "two"}), ElementsAre("THREE, two"));
    EXPECT_THAT(texts({.grep = "two", .before = {5}}), ElementsAre("two"));
    EXPECT_THAT(texts({.before = {99}}).size(), 5);
    EXPECT_THAT(texts({.before = {1}}), IsEmpty());
}

// Without a number of its own a log since some time has more events than one of the latest.
TEST_F(DeskLogTest, shows_more_since_some_time) {
    send(ann, "L Ann");
    for (int number = 0; number < 30; ++number) {
        say(ann, "Ann", "x");
    }
    EXPECT_EQ(texts({}).size(), control::default_log_count);
    EXPECT_EQ(texts({.user = "Ann"}).size(), control::default_log_count);
    EXPECT_EQ(texts({.since = now().wall - 24h}).size(), 31U);
    EXPECT_EQ(texts({.count = 5, .since = now().wall - 24h}).size(), 5U);
}

// What is looked through at once is bounded; where it ended is told, and the next call goes on.
TEST_F(DeskLogTest, goes_on_where_it_stopped) {
    send(ann, "L Ann");
    const auto span = ControlDesk::most_looked_through;
    for (std::uint64_t number = 0; number < span; ++number) {
        hand_over(ann, "C Ann x");
        if (number % 100 == 0) {
            finish_turn();
        }
    }
    finish_turn();
    ASSERT_EQ(journal.head(), Sequence{span + 1});
    control::Log entered{.grep = "", .before = {span + 2}};
    entered.user = "Eve";
    auto found = std::get<control::Events>(call(entered).value());
    EXPECT_THAT(found.events, IsEmpty());
    EXPECT_EQ(found.before, Sequence{2});
    entered.user = "Ann";
    entered.before = found.before;
    found = std::get<control::Events>(call(entered).value());
    EXPECT_EQ(found.events.size(), 1U);
    EXPECT_EQ(found.before, Sequence{});
}

// A journal that cannot be read is told, whatever is asked of it.
TEST_F(DeskLogTest, tells_that_the_journal_cannot_be_read) {
    send(ann, "L Ann");
    journal.read_fails = true;
    const control::Error error{control::ErrorCode::journal_failed,
                               "the journal cannot be read: disk broken"};
    EXPECT_EQ(call(control::Log{}).error(), error);
    EXPECT_EQ(call(control::Log{.user = "Ann"}).error(), error);
}

// Who monitors gets how things stand, and from then on each event once, until nobody does.
TEST_F(DeskLogTest, tells_who_monitors_what_happens) {
    send(ann, "L Ann");
    hand_over(bob, "L Bob");
    const auto reply = call(control::Monitor{}); // Bob is let in by the turn that answers it.
    const auto snapshot = std::get<control::Snapshot>(reply.value());
    EXPECT_EQ(snapshot.status.sequence, Sequence{1});
    ASSERT_EQ(snapshot.members.size(), 1U);
    EXPECT_EQ(snapshot.members[0].name, "Ann");
    EXPECT_THAT(told(outputs), ElementsAre(2));
    hand_over(ann, "C Ann hi");
    const auto next = finish_turn();
    ASSERT_THAT(told(next), ElementsAre(3));
    EXPECT_EQ(next.told[0].kind, "said");
    EXPECT_EQ(next.told[0].text, "hi");
    EXPECT_THAT(told(finish_turn()), IsEmpty());
    room->nobody_monitors();
    hand_over(ann, "C Ann hi");
    EXPECT_THAT(told(finish_turn()), IsEmpty());
}

// What the journal does not keep has not happened, and nobody is told.
TEST_F(DeskLogTest, tells_nothing_that_is_not_decided) {
    send(ann, "L Ann");
    call(control::Monitor{});
    journal.append_fails = true;
    hand_over(ann, "C Ann hi");
    EXPECT_THAT(told(finish_turn()), IsEmpty());
}

} // namespace
} // namespace chatroom
