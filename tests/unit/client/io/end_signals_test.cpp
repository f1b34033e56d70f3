// SPDX-License-Identifier: GPL-3.0-or-later
// The signals that ask the program to end.
#include "client/io/end_signals.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

// Each signal comes from the loop, and until then everybody can see that one has come.
TEST(EndSignalsTest, ComeFromTheLoop) {
    boost::asio::io_context io;
    EndSignals signals(io);
    std::vector<int> seen;
    signals.wait([&](int signal) {
        seen.push_back(signal);
        io.stop();
    });
    for (const int signal : EndSignals::numbers) {
        EXPECT_FALSE(EndSignals::has_come());
        std::raise(signal);
        EXPECT_TRUE(EndSignals::has_come());
        io.restart();
        io.run();
    }
    EXPECT_THAT(seen, testing::ElementsAreArray(EndSignals::numbers));
}

// Afterwards signals do what they did before.
TEST(EndSignalsTest, AreGivenBack) {
    std::signal(SIGTERM, SIG_IGN);
    boost::asio::io_context io;
    { const EndSignals signals(io); }
    EXPECT_EQ(EndSignals::descriptor(), -1);
    EXPECT_EQ(std::signal(SIGTERM, SIG_DFL), SIG_IGN);
}

} // namespace

} // namespace chatroom
