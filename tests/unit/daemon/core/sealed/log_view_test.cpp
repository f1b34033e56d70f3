// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/log_view.hpp"
#include "tests/unit/daemon/core/sealed/event_sender_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr EventKind unknown{77};

class LogViewTest : public EventSenderTest {
protected:
    /// So many events of a kind that version 1 does not have.
    void happen(int count) {
        std::vector<Event> records;
        for (int number = 0; number < count; ++number) {
            records.push_back(journal.happen(unknown, "x"));
        }
        log->appended(records);
    }

    LogView old() { return {*log, 1}; }

    /// All datagrams that a member of version 1 may be sent now.
    std::vector<std::string> send_to_old() {
        std::vector<std::string> datagrams;
        for (;;) {
            const auto bytes = sender.next_frames(now, old(), sealed::max_plaintext_bytes);
            if (bytes.empty()) {
                return datagrams;
            }
            EXPECT_TRUE(sealed::decode_server_frames(bytes, 1));
            datagrams.push_back(describe(bytes));
        }
    }
};

// A version that has every kind sees the journal as it is.
TEST_F(LogViewTest, shows_everything) {
    say(1);
    happen(1);
    const LogView view(*log, 2);
    EXPECT_EQ(view.at({2})->kind, unknown);
    EXPECT_EQ(view.at({3}), nullptr);
    EXPECT_EQ(view.head(), Sequence{2});
    EXPECT_THAT(send(), ElementsAre("1-2"));
}

// To version 1 what it has no kind for is a number that was never given.
TEST_F(LogViewTest, hides_what_a_version_does_not_have) {
    say(1, short_text);
    happen(3);
    say(1, short_text);
    EXPECT_EQ(old().at({1})->sequence, Sequence{1});
    EXPECT_EQ(old().at({2}), nullptr);
    EXPECT_EQ(old().gap_end({2}), Sequence{5});
    EXPECT_THAT(send_to_old(), ElementsAre("1"));
    EXPECT_TRUE(acknowledge(1));
    EXPECT_TRUE(sender.is_interrupted(old()));
    EXPECT_THAT(send_to_old(), ElementsAre("gap 2-4 never given"));
    EXPECT_THAT(send_to_old(), IsEmpty());
    EXPECT_TRUE(acknowledge(4));
    EXPECT_THAT(send_to_old(), ElementsAre("5"));
}

// Also at the end of the journal, behind which more may come.
TEST_F(LogViewTest, hides_the_latest) {
    happen(2);
    EXPECT_THAT(send_to_old(), ElementsAre("gap 1-2 never given"));
    EXPECT_TRUE(acknowledge(2));
    EXPECT_THAT(send_to_old(), IsEmpty());
    EXPECT_FALSE(sender.is_interrupted(old()));
    say(1, short_text);
    EXPECT_THAT(send_to_old(), ElementsAre("3"));
}

// What is trimmed is told as trimmed, and what is hidden behind it by itself.
TEST_F(LogViewTest, does_not_mix_the_reasons) {
    say(9, short_text);
    happen(5);
    say(1, short_text);
    journal.trim({10});
    reopen();
    EXPECT_THAT(send_to_old(), ElementsAre("gap 1-9 trimmed"));
    EXPECT_TRUE(acknowledge(9));
    EXPECT_THAT(send_to_old(), ElementsAre("gap 10-14 never given"));
    EXPECT_TRUE(acknowledge(14));
    EXPECT_THAT(send_to_old(), ElementsAre("15"));
}

// A hole behind what is hidden is another gap.
TEST_F(LogViewTest, ends_a_gap_at_a_hole) {
    happen(2);
    journal.skip(2);
    say(1, short_text);
    EXPECT_EQ(old().gap_end({1}), Sequence{3});
    EXPECT_EQ(old().gap_end({3}), Sequence{5});
}

// One gap does not look at the whole journal.
TEST_F(LogViewTest, looks_at_a_window_at_once) {
    happen(2000);
    reopen();
    journal.reads = 0;
    EXPECT_THAT(send_to_old(), ElementsAre("gap 1-256 never given"));
    EXPECT_LE(journal.reads, 3);
    EXPECT_TRUE(acknowledge(256));
    EXPECT_THAT(send_to_old(), ElementsAre("gap 257-512 never given"));
}

// A journal that cannot be read is not told as a gap.
TEST_F(LogViewTest, does_not_take_errors_for_gaps) {
    happen(1);
    reopen();
    journal.read_fails = true;
    EXPECT_THAT(send_to_old(), IsEmpty());
}

} // namespace
} // namespace chatroom
