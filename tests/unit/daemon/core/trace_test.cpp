// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::UnorderedElementsAre;

Member member_at(std::string_view from, DoorKind door) {
    return {.entered = {1},
            .name = MemberName::from_journal("Ann"),
            .since = {},
            .door = door,
            .address = parse_address(from).value()};
}

// Elsewhere a network answers for its people, and a key for whoever has it.
TEST(Trace, is_of_the_network_and_the_key) {
    const auto classic = member_at("10.0.0.1:1", DoorKind::classic);
    const Trace network = Source::of_network(classic.address);
    EXPECT_THAT(traces_of(classic, nullptr), UnorderedElementsAre(network));
    const sealed::PublicKey key{{1}};
    EXPECT_THAT(traces_of(member_at("10.0.0.1:2", DoorKind::sealed), &key),
                UnorderedElementsAre(network, Trace(key)));
}

// On this machine one person does not answer for another.
TEST(Trace, is_of_the_person_on_this_machine) {
    const auto classic = member_at("127.0.0.1:1", DoorKind::classic);
    EXPECT_THAT(traces_of(classic, nullptr),
                UnorderedElementsAre(Trace(classic.address), Trace(std::string("Ann"))));
    const sealed::PublicKey key{{1}};
    EXPECT_THAT(traces_of(member_at("[::1]:2", DoorKind::sealed), &key),
                UnorderedElementsAre(Trace(key)));
}

} // namespace
} // namespace chatroom
