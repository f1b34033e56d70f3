// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/event_packer.hpp"
#include "tests/unit/daemon/core/sealed/event_sender_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class EventPackerTest : public EventSenderTest {
protected:
    std::string packed(std::uint64_t first) {
        const auto* run = packer.from({first});
        return run == nullptr ? "nothing" : describe(outputs.payloads.at(run->payload));
    }

    /// What the sender sends in runs.
    std::vector<std::string> send_runs() {
        std::vector<std::string> runs;
        while (const auto* run = sender.next_run(now, packer)) {
            runs.push_back(describe(outputs.payloads.at(run->payload)));
        }
        return runs;
    }

    Outputs outputs;
    EventPacker packer{*log, outputs};
};

// As many events as a datagram holds are packed together, from wherever a member stands.
TEST_F(EventPackerTest, packs_full_datagrams) {
    say(200, short_text);
    EXPECT_EQ(packed(1), "1-88");
    EXPECT_EQ(packed(5), "5-92");
    EXPECT_EQ(packed(177), "177-200");
    EXPECT_EQ(packed(201), "nothing");
}

// What is followed by more has the longest size, so that all such datagrams have one; the last has
// only what it needs.
TEST_F(EventPackerTest, fills_up_what_is_followed_by_more) {
    say(100, short_text);
    const auto full = *packer.from({1});
    EXPECT_EQ(outputs.payloads.at(full.payload).size(), sealed::max_plaintext_bytes);
    EXPECT_LT(full.bytes, sealed::max_plaintext_bytes);
    EXPECT_EQ(describe(packer.frame(full)), "1-88");
    const auto last = *packer.from({89});
    EXPECT_EQ(outputs.payloads.at(last.payload).size(), last.bytes);
}

// Members who stand at the same place share what is packed.
TEST_F(EventPackerTest, packs_once) {
    say(3);
    EXPECT_EQ(packer.from({1}), packer.from({1}));
    EXPECT_THAT(outputs.payloads, SizeIs(1));
}

// A hole in the numbers ends a run, and none begins in it.
TEST_F(EventPackerTest, stops_at_holes) {
    say(2, short_text);
    journal.skip(3);
    say(2, short_text);
    EXPECT_EQ(packed(1), "1-2");
    EXPECT_EQ(packed(3), "nothing");
    EXPECT_EQ(packed(6), "6-7");
}

// A sender takes run after run, each once, and stops where nothing is left.
TEST_F(EventPackerTest, is_what_senders_send) {
    say(300, short_text);
    EXPECT_THAT(send_runs(), ElementsAre("1-88", "89-176")); // The next would leave the window.
    EXPECT_TRUE(acknowledge(88));
    EXPECT_THAT(send_runs(), ElementsAre("177-264", "265-300"));
    EXPECT_TRUE(acknowledge(300));
    EXPECT_FALSE(sender.is_interrupted(*log));
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
}

// What is lost goes first, as frames of its own; then runs go on.
TEST_F(EventPackerTest, lets_repetitions_go_first) {
    say(3);
    EXPECT_THAT(send_runs(), ElementsAre("1", "2", "3"));
    EXPECT_TRUE(acknowledge(0, {2, 3}));
    wait_for_deadline();
    say(1);
    EXPECT_TRUE(sender.is_interrupted(*log));
    EXPECT_TRUE(send_runs().empty());
    EXPECT_THAT(send(), ElementsAre("1", "4"));
    EXPECT_FALSE(sender.is_interrupted(*log));
}

// Members of version 1 have their own runs, without what their version does not have.
TEST_F(EventPackerTest, packs_for_each_version) {
    log->appended({journal.announce("a"), journal.happen(EventKind::announced, "b", {1}),
                   journal.happen(EventKind{77}, "c")});
    EventPackers packers(*log, outputs);
    EXPECT_EQ(&packers.of(2), &packers.of(2));
    const auto events = [&](std::uint8_t version) {
        auto& of_version = packers.of(version);
        const auto frames =
            sealed::decode_server_frames(of_version.frame(*of_version.from({1})), version);
        return std::get<sealed::Events>(frames->at(0)).events;
    };
    EXPECT_EQ(events(2), journal.read({1}, 3).value());
    auto told = journal.read({1}, 2).value();
    told[1].about = {};
    EXPECT_EQ(events(1), told);
    EXPECT_EQ(packers.of(1).from({3}), nullptr);
}

// Members whose paths take less have runs of their own, filled up to what their paths take.
TEST_F(EventPackerTest, packs_for_each_size) {
    say(200, short_text);
    EventPackers packers(*log, outputs);
    EXPECT_EQ(&packers.of(2), &packers.of(2, 0));
    std::vector<std::string> packed;
    for (unsigned step = 0; step < sealed::PathSize::sizes.size(); ++step) {
        const auto& payload = outputs.payloads.at(packers.of(2, step).from({1})->payload);
        packed.push_back(describe(payload));
        EXPECT_EQ(sealed::sealed_bytes(payload.size()), sealed::PathSize::sizes.at(step));
    }
    EXPECT_THAT(packed, ElementsAre("1-88", "1-78", "1-38"));
}

// An event that is longer than that goes alone, as it is.
TEST_F(EventPackerTest, packs_what_is_too_long_alone) {
    say(1, short_text);
    say(1, long_text);
    say(1, short_text);
    EventPacker narrow(*log, outputs, 2, sealed::PathSize::least_plaintext_bytes);
    std::vector<std::string> packed;
    for (std::uint64_t first = 1; first <= 3; ++first) {
        packed.push_back(describe(outputs.payloads.at(narrow.from({first})->payload)));
    }
    EXPECT_THAT(packed, ElementsAre("1", "2", "3"));
    EXPECT_EQ(outputs.payloads.at(narrow.from({2})->payload).size(), narrow.from({2})->bytes);
}

// What goes along shares the datagram if both have room in it.
TEST_F(EventPackerTest, knows_what_goes_together) {
    say(1, short_text);
    const auto run = *packer.from({1});
    EXPECT_EQ(packer.bytes_beside(run, 0), run.bytes);
    EXPECT_EQ(packer.bytes_beside(run, 100), 100 + run.bytes);
    EXPECT_EQ(packer.bytes_beside(run, packer.max_bytes() - run.bytes), packer.max_bytes());
    EXPECT_EQ(packer.bytes_beside(run, packer.max_bytes()), run.bytes);
}

} // namespace
} // namespace chatroom
