// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.hpp"
#include "daemon/core/room_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Lines are kept until they are taken, once.
TEST(RoomLog, keeps_lines) {
    RoomLog log;
    log.note({}, LogKind::membership, "Bob left");
    EXPECT_THAT(log.take(), ElementsAre(LogLine{Severity::info, "Bob left"}));
    EXPECT_THAT(log.take(), IsEmpty());
}

// Of a strange datagram the log has its length, its sender and its beginning, made printable; of
// many only their number.
TEST(RoomLog, tells_of_malformed_datagrams) {
    RoomLog log;
    const auto sender = parse_address("10.0.0.1:1").value();
    log.note_malformed({}, sender, "X\n");
    log.note_malformed({}, sender, std::string(100, 'y'));
    EXPECT_THAT(log.take(),
                ElementsAre(LogLine{Severity::warning, "dropped a malformed datagram of 2 bytes "
                                                       "from 10.0.0.1:1: \"X\\x0A\""}));
    ASSERT_TRUE(log.next_deadline());
    log.advance({.steady = *log.next_deadline(), .wall = {}});
    EXPECT_THAT(log.take(),
                ElementsAre(LogLine{
                    Severity::warning,
                    "dropped a malformed datagram of 100 bytes from 10.0.0.1:1: \"" +
                        printable(std::string(100, 'y'), 64) + "\" (1 such in the last 10 s)"}));
}

} // namespace
} // namespace chatroom
