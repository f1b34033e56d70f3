// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/cursor_saver.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class CursorSaverTest : public ::testing::Test {
protected:
    CursorSaverTest() { saver.start(now); }

    /// Somebody enters under that number.
    void enter(std::uint64_t number, bool is_sealed = true) {
        const auto name = "m" + std::to_string(number);
        Record record{.event = {.sequence = {number},
                                .time = {},
                                .kind = EventKind::entered,
                                .name = name,
                                .text = {}},
                      .address = address("10.0.0.1:" + std::to_string(number))};
        if (is_sealed) {
            record.key.emplace();
            names.put({.name = MemberName::from_journal(name),
                       .key = {},
                       .instance = {},
                       .cursor = {},
                       .first_used = {},
                       .last_used = {}});
        }
        roster.apply(record, {});
    }

    /// The cursors that a turn keeps after so long, by name.
    std::map<std::string, std::uint64_t> pass(SteadyTime::duration time) {
        now += time;
        saver.advance(now);
        return take_kept();
    }

    std::map<std::string, std::uint64_t> take_kept() {
        std::map<std::string, std::uint64_t> kept;
        for (const auto& name : turn.batch().names) {
            kept.emplace(name.name.text(), name.cursor.value);
        }
        Outputs outputs;
        turn.committed(outputs);
        return kept;
    }

    using Kept = std::map<std::string, std::uint64_t>;

    RoomOptions options;
    Roster roster;
    Names names;
    Turn turn{options, roster, names, Sequence{1000}};
    CursorSaver saver{roster, names, turn};
    SteadyTime now{std::chrono::seconds(100)};
};

// Every minute those cursors are kept that have moved; classic members have none.
TEST_F(CursorSaverTest, keeps_what_has_moved) {
    enter(1);
    enter(2);
    enter(3, false);
    roster.acknowledged({1}, {7});
    EXPECT_EQ(saver.next_deadline(), now + CursorSaver::interval);
    EXPECT_THAT(pass(CursorSaver::interval - std::chrono::milliseconds(1)), IsEmpty());
    EXPECT_EQ(pass(std::chrono::milliseconds(1)), (Kept{{"m1", 7}}));
    EXPECT_EQ(saver.next_deadline(), now + CursorSaver::interval);
    roster.acknowledged({2}, {8});
    EXPECT_EQ(pass(CursorSaver::interval), (Kept{{"m2", 8}}));
    EXPECT_THAT(pass(CursorSaver::interval), IsEmpty());
}

// Those of a large room are kept in portions, each member's once; who moves on meanwhile has to
// wait for the next minute.
TEST_F(CursorSaverTest, keeps_many_in_portions) {
    constexpr std::uint64_t count = 2 * CursorSaver::max_at_once + 1;
    for (std::uint64_t number = 1; number <= count; ++number) {
        enter(number);
        roster.acknowledged({number}, {number});
    }
    auto kept = pass(CursorSaver::interval);
    EXPECT_THAT(kept, SizeIs(CursorSaver::max_at_once));
    EXPECT_EQ(saver.next_deadline(), now + CursorSaver::pause);
    roster.acknowledged({1}, {1000});
    kept.merge(pass(CursorSaver::pause));
    EXPECT_THAT(kept, SizeIs(2 * CursorSaver::max_at_once));
    kept.merge(pass(CursorSaver::pause));
    EXPECT_THAT(kept, SizeIs(count));
    EXPECT_EQ(saver.next_deadline(), now + CursorSaver::interval);
    EXPECT_EQ(pass(CursorSaver::interval), (Kept{{"m1", 1000}}));
}

// At the end all are kept at once, wherever the portions are.
TEST_F(CursorSaverTest, keeps_all_at_the_end) {
    constexpr std::uint64_t count = CursorSaver::max_at_once + 1;
    for (std::uint64_t number = 1; number <= count; ++number) {
        enter(number);
        roster.acknowledged({number}, {number});
    }
    pass(CursorSaver::interval);
    roster.acknowledged({1}, {1000});
    saver.save_all();
    EXPECT_EQ(take_kept(), (Kept{{"m1", 1000}, {"m" + std::to_string(count), count}}));
}

} // namespace
} // namespace chatroom
