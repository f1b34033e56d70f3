// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/flood_meter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FloodMeterTest : public ::testing::Test {
protected:
    static Address at(std::string_view text) { return parse_address(text).value(); }

    /// So many datagrams; whether the flooders have changed.
    bool send(const Address& from, std::uint32_t count) {
        bool has_changed = false;
        for (std::uint32_t number = 0; number < count; ++number) {
            has_changed |= meter.note(now, from);
        }
        return has_changed;
    }

    /// What has come so far has been read; the next window begins.
    void drain() {
        now += 1ms;
        meter.drained(now);
        now += FloodMeter::window;
    }

    SteadyTime now{1h};
    FloodMeter meter;
    const Address sender = at("10.0.0.1:1000");
};

// At n a sender is none, at n + 1 it is a flooder, of whom few come through.
TEST_F(FloodMeterTest, finds_who_sends_too_much) {
    EXPECT_FALSE(send(sender, FloodMeter::max_of_a_sender - 1));
    EXPECT_THAT(meter.flooders(), IsEmpty());
    EXPECT_TRUE(send(sender, 1));
    EXPECT_THAT(meter.flooders(), ElementsAre(Flooder{sender, false, 8}));
}

// What is spread over time is no flood.
TEST_F(FloodMeterTest, begins_anew_in_each_window) {
    for (int time = 0; time < 100; ++time) {
        EXPECT_FALSE(send(sender, FloodMeter::max_of_a_sender - 1));
        now += FloodMeter::window;
    }
}

// Other ports of the host are other senders, until they are too many together.
TEST_F(FloodMeterTest, finds_a_host_that_uses_many_ports) {
    for (std::uint16_t port = 1; port < 6; ++port) {
        EXPECT_FALSE(send(at("10.0.0.1:" + std::to_string(port)), 999));
    }
    EXPECT_TRUE(send(at("10.0.0.1:6"), 5));
    EXPECT_THAT(meter.flooders(), ElementsAre(Flooder{at("10.0.0.1:6"), true, 32}));
}

// This machine is many hosts behind one address.
TEST_F(FloodMeterTest, counts_no_ports_of_this_machine_together) {
    for (std::uint16_t port = 1; port < 20; ++port) {
        EXPECT_FALSE(send(at("127.0.0.1:" + std::to_string(port)), 1000));
    }
    EXPECT_TRUE(send(at("127.0.0.1:1"), 1000));
}

// Of a larger flood less is let through.
TEST_F(FloodMeterTest, keeps_large_floods_out_more) {
    send(sender, FloodMeter::max_of_a_sender);
    drain();
    EXPECT_FALSE(send(sender, 4 * FloodMeter::kept - 1));
    EXPECT_TRUE(send(sender, 1));
    EXPECT_THAT(meter.flooders(), ElementsAre(Flooder{sender, false, 32}));
}

// What waited in the buffer when the filter changed says nothing about what comes through it, so
// until that has been read nobody is kept out more; nor is anybody forgotten.
TEST_F(FloodMeterTest, does_not_count_a_backlog) {
    send(sender, FloodMeter::max_of_a_sender);
    const auto found_at = now;
    EXPECT_FALSE(send(sender, 10'000));
    now += FloodMeter::window;
    EXPECT_FALSE(send(sender, 10'000));
    now = found_at + FloodMeter::longest_backlog - 1ms;
    EXPECT_FALSE(meter.advance(now));
    EXPECT_THAT(meter.flooders(), ElementsAre(Flooder{sender, false, 8}));
    now += FloodMeter::window; // It cannot be so old any more.
    EXPECT_TRUE(send(sender, 4 * FloodMeter::kept));
    EXPECT_FALSE(send(sender, 10'000));
    EXPECT_THAT(meter.flooders(), ElementsAre(Flooder{sender, false, 32}));
}

// However large the flood is, one in so many is never none.
TEST_F(FloodMeterTest, always_lets_some_through) {
    send(sender, FloodMeter::max_of_a_sender);
    for (int time = 0; time < 20; ++time) {
        drain();
        send(sender, 10'000);
    }
    EXPECT_THAT(meter.flooders(), ElementsAre(Flooder{sender, false, FloodMeter::max_keep_one_in}));
    drain();
    EXPECT_FALSE(send(sender, 10'000));
}

// When the flood is over, the sender comes through as before; while it goes on, it does not.
TEST_F(FloodMeterTest, forgives) {
    send(sender, FloodMeter::max_of_a_sender);
    drain();
    EXPECT_FALSE(meter.advance(now));
    send(sender, FloodMeter::kept);
    for (int time = 0; time < 5; ++time) {
        now += FloodMeter::window;
        EXPECT_FALSE(meter.advance(now));
        send(sender, FloodMeter::kept);
    }
    now += FloodMeter::window;
    EXPECT_FALSE(meter.advance(now));
    now += FloodMeter::window;
    EXPECT_TRUE(meter.advance(now));
    EXPECT_THAT(meter.flooders(), IsEmpty());
}

// However many flood, so many are remembered.
TEST_F(FloodMeterTest, remembers_a_limited_number) {
    for (int host = 0; host < 100; ++host) {
        send(at("10.0.1." + std::to_string(host) + ":1"), FloodMeter::max_of_a_sender);
    }
    EXPECT_THAT(meter.flooders(), SizeIs(FloodMeter::max_flooders));
}

} // namespace
} // namespace chatroom
