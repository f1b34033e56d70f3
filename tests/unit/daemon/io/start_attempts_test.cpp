// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/start_attempts.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>

#include <gmock/gmock.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;

class StartAttemptsTest : public testing::Test {
protected:
    /// What each of so many daemons waits, all of which fail.
    std::vector<std::chrono::seconds> pauses(int count) {
        std::vector<std::chrono::seconds> pauses;
        for (int start = 0; start < count; ++start) {
            StartAttempts attempts(file);
            pauses.push_back(attempts.pause());
            attempts.begin();
        }
        return pauses;
    }

    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "starts";
};

// Each start that follows a failed one waits twice as long, up to a minute.
TEST_F(StartAttemptsTest, WaitsLongerEachTime) {
    EXPECT_THAT(pauses(9), testing::ElementsAre(0s, 1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s));
    EXPECT_THAT(pauses(20), testing::Each(60s));
}

// Once one has gone well the next does not wait.
TEST_F(StartAttemptsTest, ForgetsWhenAllIsWell) {
    pauses(3);
    StartAttempts(file).forget();
    EXPECT_THAT(pauses(2), testing::ElementsAre(0s, 1s));
}

// The next one knows why the last one failed, in one line.
TEST_F(StartAttemptsTest, RemembersWhy) {
    StartAttempts attempts(file);
    EXPECT_EQ(attempts.last_reason(), "");
    attempts.begin();
    attempts.failed("the disk is full\nreally");
    const StartAttempts next(file);
    EXPECT_EQ(next.last_reason(), "the disk is full");
    EXPECT_EQ(next.pause(), 1s);
}

// A file that says something else, or that cannot be written, counts as none.
TEST_F(StartAttemptsTest, BearsAnyFile) {
    std::ofstream(file) << "many";
    EXPECT_EQ(StartAttempts(file).pause(), 0s);
    std::ofstream(file) << "4000000000\n";
    EXPECT_EQ(StartAttempts(file).pause(), 60s);
    StartAttempts nowhere("/nowhere/starts");
    nowhere.begin();
    nowhere.forget();
    EXPECT_EQ(StartAttempts("/nowhere/starts").pause(), 0s);
}

} // namespace
} // namespace chatroom
