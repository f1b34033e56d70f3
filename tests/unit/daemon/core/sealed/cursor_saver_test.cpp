// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "daemon/core/sealed/cursor_saver.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class CursorSaverTest : public ::testing::Test {
protected:
    /// Somebody enters under that number.
    void enter(std::uint64_t number, DoorKind door = DoorKind::sealed) {
        const auto name = MemberName::from_journal("m" + std::to_string(number));
        Record record;
        record.facts.push_back(facts::put(
            Member{.entered = {number}, .name = name, .since = {}, .door = door, .address = {}}));
        if (door == DoorKind::sealed) {
            record.facts.push_back(facts::put(owned(name, {})));
        }
        state.apply(record);
    }

    static OwnedName owned(const MemberName& name, Sequence cursor) {
        return {.name = name,
                .key = {},
                .instance = {},
                .cursor = cursor,
                .first_used = {},
                .last_used = {}};
    }

    using Kept = std::map<std::uint64_t, std::uint64_t>;

    /// The cursors that are due after so long, by member; they are kept then.
    Kept pass(SteadyTime::duration time) {
        now += time;
        return keep(saver.advance(now));
    }

    Kept keep(const request::KeepCursors& due) {
        Kept kept;
        for (const auto& [member, cursor] : due.cursors) {
            kept.emplace(member.value, cursor.value);
            Record record;
            record.facts.push_back(facts::put(owned(state.roster().find(member)->name, cursor)));
            state.apply(record);
        }
        return kept;
    }

    SteadyTime now{std::chrono::seconds(100)};
    std::map<std::uint64_t, std::uint64_t> read; ///< By member.
    RoomState state{{}, {}, {}};
    CursorSaver saver{
        state, [this](const Member& member) { return Sequence{read[member.entered.value]}; }, now};
};

// Every minute those cursors are kept that have moved; classic members have none.
TEST_F(CursorSaverTest, keeps_what_has_moved) {
    enter(1);
    enter(2);
    enter(3, DoorKind::classic);
    read[1] = 7;
    EXPECT_EQ(saver.next_deadline(), now + CursorSaver::interval);
    EXPECT_THAT(pass(CursorSaver::interval - std::chrono::milliseconds(1)), IsEmpty());
    EXPECT_EQ(pass(std::chrono::milliseconds(1)), (Kept{{1, 7}}));
    EXPECT_EQ(saver.next_deadline(), now + CursorSaver::interval);
    read[2] = 8;
    EXPECT_EQ(pass(CursorSaver::interval), (Kept{{2, 8}}));
    EXPECT_THAT(pass(CursorSaver::interval), IsEmpty());
}

// Those of a large room are kept in portions, each member's once; who moves on meanwhile has to
// wait for the next minute.
TEST_F(CursorSaverTest, keeps_many_in_portions) {
    constexpr std::uint64_t count = 2 * CursorSaver::max_at_once + 1;
    for (std::uint64_t number = 1; number <= count; ++number) {
        enter(number);
        read[number] = number;
    }
    auto kept = pass(CursorSaver::interval);
    EXPECT_THAT(kept, SizeIs(CursorSaver::max_at_once));
    EXPECT_EQ(saver.next_deadline(), now + CursorSaver::pause);
    read[1] = 1000;
    kept.merge(pass(CursorSaver::pause));
    EXPECT_THAT(kept, SizeIs(2 * CursorSaver::max_at_once));
    kept.merge(pass(CursorSaver::pause));
    EXPECT_THAT(kept, SizeIs(count));
    EXPECT_EQ(saver.next_deadline(), now + CursorSaver::interval);
    EXPECT_EQ(pass(CursorSaver::interval), (Kept{{1, 1000}}));
}

// At the end all are kept at once, wherever the portions are.
TEST_F(CursorSaverTest, keeps_all_at_the_end) {
    constexpr std::uint64_t count = CursorSaver::max_at_once + 1;
    for (std::uint64_t number = 1; number <= count; ++number) {
        enter(number);
        read[number] = number;
    }
    pass(CursorSaver::interval);
    read[1] = 1000;
    EXPECT_EQ(keep(saver.all()), (Kept{{1, 1000}, {count, count}}));
}

} // namespace
} // namespace chatroom
