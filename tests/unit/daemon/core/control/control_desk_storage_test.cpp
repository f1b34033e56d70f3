// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The journal of the fixture, of which the disk has spoilt something.
class DeskStorageTest : public RoomTest {
protected:
    control::Checked checked() {
        return std::get<control::Checked>(call(control::Check{}).value());
    }
};

// A journal that is sound needs nothing.
TEST_F(DeskStorageTest, finds_nothing_in_a_sound_journal) {
    send(ann, "L Ann");
    send(ann, "C Ann hi");
    EXPECT_EQ(checked(), (control::Checked{{1}, {2}, {2}, {}, ""}));
}

// What is damaged is told with what mends it.
TEST_F(DeskStorageTest, tells_what_is_damaged) {
    send(ann, "L Ann");
    journal.damaged = {{{1}, {1}}, {{7}, {9}}};
    const auto told = checked();
    EXPECT_THAT(told.lost, ElementsAre(control::LostRange{{1}, {1}}, control::LostRange{{7}, {9}}));
    EXPECT_THAT(told.advice, HasSubstr("chatroomd --restore FILE"));
    EXPECT_THAT(log_texts(outputs), ElementsAre(HasSubstr("(events 1, 7 to 9)")));
    EXPECT_THAT(room->troubles(), testing::Not(IsEmpty()));
}

// A room without files has nothing to copy.
TEST_F(DeskStorageTest, backs_up_no_files) {
    EXPECT_EQ(call(control::Backup{"x"}).error().code, control::ErrorCode::refused);
}

} // namespace
} // namespace chatroom
