// SPDX-License-Identifier: GPL-3.0-or-later
// How long datagrams are where long ones do not come through.
#include "tests/unit/daemon/core/sealed/event_sender_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::Each;
using ::testing::Le;

class EventSenderPathTest : public EventSenderTest {
protected:
    /// The next datagrams, of the length that is right for the path.
    std::vector<std::string> send_for_path() {
        std::vector<std::string> datagrams;
        lengths.clear();
        for (;;) {
            const auto frames = sender.next_frames(now, *log, sender.path().plaintext_bytes());
            if (frames.empty()) {
                return datagrams;
            }
            lengths.push_back(sealed::sealed_bytes(frames.size()));
            datagrams.push_back(describe(frames));
        }
    }

    /// So often what is sent is not acknowledged.
    void lose(unsigned times) {
        for (; times > 0; --times) {
            send_for_path();
            wait_for_deadline();
        }
    }

    std::vector<std::size_t> lengths; ///< Of the datagrams that were sent last.
};

// When long datagrams are lost three times in a row, shorter ones are sent.
TEST_F(EventSenderPathTest, sends_shorter_ones_after_three_time_outs) {
    say(200, short_text);
    lose(2);
    send_for_path();
    EXPECT_EQ(lengths.front(), 1191U);
    wait_for_deadline();
    send_for_path();
    EXPECT_THAT(lengths, Each(Le(1072U)));
    EXPECT_GT(lengths.front(), 1059U);
    wait_for_deadline();
    lose(2);
    send_for_path();
    EXPECT_THAT(lengths, Each(Le(548U)));
}

// To hear of somebody between the time-outs changes nothing: its own datagrams come through.
TEST_F(EventSenderPathTest, counts_on_when_the_member_is_heard) {
    say(200, short_text);
    for (int time = 0; time < 3; ++time) {
        lose(1);
        sender.returned();
    }
    EXPECT_EQ(sender.path().datagram_bytes(), 1072U);
}

// Nor do short ones that arrive: a long one that others overtake is lost, too.
TEST_F(EventSenderPathTest, counts_what_short_ones_overtake) {
    say(1, long_text); // 959 bytes with all around it.
    say(6, short_text);
    const auto frames = [&](std::size_t max_bytes) {
        return describe(sender.next_frames(now, *log, max_bytes));
    };
    for (const std::uint64_t next : {2U, 5U}) {
        EXPECT_EQ(sender.path().datagram_bytes(), 1200U);
        EXPECT_EQ(frames(18 + 12 + long_text), "1");
        for (auto number = next; number < next + 3; ++number) {
            EXPECT_EQ(frames(18 + 12 + 1), std::to_string(number));
        }
        EXPECT_TRUE(acknowledge(0, range(2, next + 2)));
    }
    EXPECT_EQ(frames(18 + 12 + long_text), "1");
    wait_for_deadline();
    EXPECT_EQ(sender.path().datagram_bytes(), 548U);
}

// One that arrives shows that the losses before it were chance.
TEST_F(EventSenderPathTest, forgets_losses_when_a_long_one_arrives) {
    say(200, short_text);
    lose(2);
    EXPECT_EQ(send_for_path().front(), "1-88");
    EXPECT_TRUE(acknowledge(88));
    lose(2);
    EXPECT_EQ(sender.path().datagram_bytes(), 1200U);
}

// An event that alone is longer goes as it is, and by itself.
TEST_F(EventSenderPathTest, sends_a_long_event_alone) {
    say(1, short_text);
    say(1, long_text);
    say(1, short_text);
    constexpr auto small = sealed::PathSize::least_plaintext_bytes;
    EXPECT_EQ(describe(sender.next_frames(now, *log, small)), "1");
    EXPECT_EQ(sender.next_frames(now, *log, small, 1), "");
    EXPECT_EQ(describe(sender.next_frames(now, *log, small)), "2");
    EXPECT_EQ(describe(sender.next_frames(now, *log, small)), "3");
}

// What goes along counts: nothing is left for events where it takes everything.
TEST_F(EventSenderPathTest, leaves_room_for_what_goes_along) {
    say(200, short_text);
    EXPECT_EQ(sender.next_frames(now, *log, 519, 519), "");
    EXPECT_THAT(sender.next_frames(now, *log, 519, 300).size(), Le(219U));
}

// Of another way nothing is known.
TEST_F(EventSenderPathTest, forgets_the_size_of_another_way) {
    say(200, short_text);
    lose(3);
    sender.moved();
    EXPECT_EQ(sender.path().datagram_bytes(), 1200U);
}

// Runs are lost as anything else is, with what goes along.
TEST_F(EventSenderPathTest, counts_runs) {
    say(30, short_text); // 437 bytes with all around them.
    const auto step_after_losses = [&](std::size_t beside) {
        sender = EventSender({0});
        Outputs outputs;
        EventPacker packer(*log, outputs);
        EXPECT_NE(sender.next_run(now, packer, beside), nullptr);
        wait_for_deadline();
        sender.next_frames(now, *log, packer.max_bytes(), beside);
        wait_for_deadline();
        sender.next_frames(now, *log, packer.max_bytes(), beside);
        wait_for_deadline();
        return sender.path().step();
    };
    EXPECT_EQ(step_after_losses(0), 0U);
    EXPECT_EQ(step_after_losses(100), 0U);
    EXPECT_EQ(step_after_losses(200), 2U);
}

} // namespace
} // namespace chatroom
