// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/entry_gate.hpp"

#include <gtest/gtest.h>

// Who comes and goes with ever new secrets does not fill the room, and a class comes in at once.
namespace chatroom {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t usual_pages = 240;

TimePoint after(std::chrono::milliseconds time) {
    return TimePoint{} + 1h + time;
}

Address address_of(std::size_t network) {
    return parse_address("10." + std::to_string(network / 65536) + "." +
                         std::to_string(network / 256 % 256) + "." + std::to_string(network % 256) +
                         ":1")
        .value();
}

/// How many come in from there at that time, of those that want to.
std::size_t come(EntryGate& gate, TimePoint now, const Address& address, std::size_t wanted) {
    std::size_t count = 0;
    for (; count < wanted && gate.is_open(now, address); ++count) {
        gate.entered(now, address);
    }
    return count;
}

// Sixty come in at the same moment, then one in two seconds.
TEST(EntryGate, LetsAClassInAtOnceAndThenOneByOne) {
    EntryGate gate(after(0s), usual_pages);
    EXPECT_EQ(come(gate, after(0s), address_of(1), 1000), 60U);
    EXPECT_EQ(come(gate, after(1999ms), address_of(1), 1000), 0U);
    EXPECT_EQ(come(gate, after(2s), address_of(1), 1000), 1U);
    EXPECT_EQ(come(gate, after(2s), address_of(1), 1000), 0U);
    EXPECT_EQ(come(gate, after(12s), address_of(1), 1000), 5U);
}

// Asking is not entering: whoever is refused waits no longer for it.
TEST(EntryGate, CountsOnlyWhoHasEntered) {
    EntryGate gate(after(0s), usual_pages);
    come(gate, after(0s), address_of(1), 60);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(gate.is_open(after(1s), address_of(1)));
    }
    EXPECT_TRUE(gate.is_open(after(2s), address_of(1)));
}

// One network's robot is no matter of another's.
TEST(EntryGate, CountsEachNetworkForItself) {
    EntryGate gate(after(0s), usual_pages);
    come(gate, after(0s), address_of(1), 60);
    EXPECT_TRUE(gate.is_open(after(0s), address_of(2)));
    come(gate, after(0s), parse_address("[2001:db8::1]:1").value(), 60);
    EXPECT_FALSE(gate.is_open(after(0s), parse_address("[2001:db8::2]:1").value()));
    EXPECT_TRUE(gate.is_open(after(0s), parse_address("[2001:db8:0:1::1]:1").value()));
}

// After two minutes all of it is forgiven, and no more than that.
TEST(EntryGate, ForgivesInTwoMinutes) {
    EntryGate gate(after(0s), usual_pages);
    come(gate, after(0s), address_of(1), 60);
    EXPECT_EQ(come(gate, after(120s), address_of(1), 1000), 60U);
    EXPECT_EQ(come(gate, after(3h), address_of(1), 1000), 60U);
}

// Where a network may have many pages, as many more come in at once; sixty in any case.
TEST(EntryGate, GrowsWithThePagesOfANetwork) {
    EXPECT_EQ(EntryGate(after(0s), 1).at_once(), 60U);
    EXPECT_EQ(EntryGate(after(0s), 250).at_once(), 62U);
    EntryGate gate(after(0s), 2000);
    EXPECT_EQ(come(gate, after(0s), address_of(1), 5000), 500U);
    EXPECT_EQ(come(gate, after(240ms), address_of(1), 5000), 1U);
}

// Who comes and goes for four minutes, in which the first are still in the room, is never more
// members than who stays.
TEST(EntryGate, LetsWhoComesAndGoesBeNoMoreThanWhoStays) {
    for (const std::size_t pages : {240U, 250U, 1000U, 10000U}) {
        EntryGate gate(after(0s), pages);
        std::size_t count = 0;
        for (auto time = 0ms; time < 240s; time += 50ms) {
            count += come(gate, after(time), address_of(1), 10000);
        }
        EXPECT_LE(count, pages);
    }
}

// For a minute after the start of the service pages come again that it does not know.
TEST(EntryGate, KnowsThatTheServiceWasJustStarted) {
    const EntryGate gate(after(0s), usual_pages);
    EXPECT_TRUE(gate.is_opening(after(59s)));
    EXPECT_FALSE(gate.is_opening(after(60s)));
}

// Of more networks than are remembered those are forgotten that are forgiven first.
TEST(EntryGate, RemembersTheNetworksThatEnteredMost) {
    EntryGate gate(after(0s), usual_pages);
    come(gate, after(0s), address_of(0), 60);
    for (std::size_t network = 1; network < 2 * EntryGate::max_networks; ++network) {
        gate.entered(after(1s), address_of(network));
    }
    EXPECT_FALSE(gate.is_open(after(1s), address_of(0)));
}

} // namespace
} // namespace chatroom
