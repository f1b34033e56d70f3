// SPDX-License-Identifier: GPL-3.0-or-later
// Frames become what the user sees, what the user says becomes frames.
#include "client/core/conversation.hpp"
#include "protocol/sealed/transport.hpp"
#include "protocol/text.hpp"
#include "tests/unit/client/core/sealed_session_fixture.hpp"

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ConversationTest : public testing::Test {
protected:
    static sealed::Welcome welcome(std::uint64_t cursor, std::uint64_t past) {
        return {.is_resumed = false,
                .entered = {1},
                .cursor = {cursor},
                .past = {past},
                .client_sequence = 0,
                .name = "Alice"};
    }

    static sealed::Events entered(std::uint64_t number) { return {{entered_event(number)}}; }

    static Event entered_event(std::uint64_t number) {
        return {.sequence = {number},
                .time = {},
                .kind = EventKind::entered,
                .name = "Bob",
                .text = {}};
    }

    std::vector<sealed::ClientFrame> frames(const std::string& bytes) const {
        return sealed::decode_client_frames(bytes).value();
    }

    Conversation conversation_;
};

// Nothing is sent before anything has happened.
TEST_F(ConversationTest, BeginsWithNothing) {
    EXPECT_EQ(conversation_.next_messages(at(0)), "");
    EXPECT_EQ(conversation_.acknowledgement(), "");
    EXPECT_EQ(conversation_.next_deadline(), std::nullopt);
}

// What lies before the program came is the past, in later sessions too.
TEST_F(ConversationTest, KnowsThePast) {
    conversation_.begin(at(0), welcome(5, 7), false);
    EXPECT_THAT(conversation_.take(at(1), entered(6)),
                ElementsAre(ShowEvent{entered_event(6), true}));
    conversation_.pause();
    EXPECT_EQ(conversation_.seen(), Sequence{6});
    conversation_.begin(at(10), welcome(6, 20), true);
    EXPECT_THAT(conversation_.take(at(11), entered(7)),
                ElementsAre(ShowEvent{entered_event(7), true}, PastEnded{}));
    EXPECT_THAT(conversation_.take(at(12), entered(8)), ElementsAre(shown(entered_event(8))));
}

// That the past is over is told once, also if there is none, or its last numbers had no events.
TEST_F(ConversationTest, TellsWhenThePastIsOver) {
    EXPECT_THAT(conversation_.begin(at(0), welcome(5, 5), false), ElementsAre(PastEnded{}));
    conversation_.pause();
    EXPECT_THAT(conversation_.begin(at(1), welcome(5, 9), true), IsEmpty());
    Conversation after_a_crash;
    EXPECT_THAT(after_a_crash.begin(at(0), welcome(5, 7), false), IsEmpty());
    EXPECT_THAT(after_a_crash.take(at(1), sealed::Gap{{6}, {8}, sealed::GapReason::never_given}),
                ElementsAre(PastEnded{}));
}

// The deadline is the earlier of the acknowledgement's and the receipts'.
TEST_F(ConversationTest, TellsTheNextDeadline) {
    conversation_.begin(at(0), welcome(5, 5), false);
    EXPECT_EQ(conversation_.next_deadline(), at(25));
    EXPECT_FALSE(conversation_.is_acknowledgement_due(at(24)));
    EXPECT_TRUE(conversation_.is_acknowledgement_due(at(25)));
    conversation_.acknowledgement();
    conversation_.say("hello");
    conversation_.next_messages(at(30));
    EXPECT_EQ(conversation_.next_deadline(), at(530));
    conversation_.take(at(520), entered(6));
    EXPECT_EQ(conversation_.next_deadline(), at(530));
    conversation_.acknowledgement();
    conversation_.take(at(521), entered(7));
    conversation_.advance(at(530));
    EXPECT_EQ(conversation_.next_deadline(), at(546));
}

// The longest acknowledgement and the longest message fit into one datagram.
TEST_F(ConversationTest, FitsIntoADatagram) {
    conversation_.begin(at(0), welcome(5, 5), false);
    for (std::uint64_t number = 7; number <= 5 + sealed::event_window; number += 2) {
        conversation_.take(at(1), entered(number));
    }
    const std::string longest(max_event_text_bytes, 'x');
    EXPECT_THAT(conversation_.say(longest), ElementsAre(said(1, longest)));
    conversation_.say(std::string(200, 'y'));
    const auto bytes = conversation_.next_messages(at(2));
    EXPECT_LE(bytes.size(), sealed::max_plaintext_bytes);
    const auto sent = frames(bytes);
    EXPECT_THAT(sent, testing::SizeIs(2));
    EXPECT_EQ(sent.back(), say_frame(1, {longest}));
    EXPECT_EQ(frames(conversation_.next_messages(at(2))).back(),
              say_frame(2, {std::string(200, 'y')}));
}

// What cannot be said is not said.
TEST_F(ConversationTest, RefusesWhatIsNoText) {
    conversation_.begin(at(0), welcome(5, 5), false);
    EXPECT_THAT(conversation_.say(std::string(max_text_bytes + 1, 'x')),
                ElementsAre(TextTooLong{max_text_bytes}));
    EXPECT_THAT(conversation_.say("\xff"), ElementsAre(TextNotUtf8{}));
    EXPECT_THAT(conversation_.say("\x1b"), IsEmpty());
    EXPECT_EQ(conversation_.pending(), 0U);
}

// What the room does not take is told, and then marked; what follows goes on with it given up.
TEST_F(ConversationTest, TellsWhatIsNotTaken) {
    conversation_.begin(at(0), welcome(5, 5), false);
    conversation_.say("one");
    conversation_.say("two");
    conversation_.next_messages(at(0));
    const sealed::NotSaid refusal{1, 1, sealed::NotSaidReason::muted, 60, "quiet"};
    EXPECT_THAT(conversation_.take(at(1), refusal),
                ElementsAre(NotTaken{.reason = sealed::NotSaidReason::muted,
                                     .text = "quiet",
                                     .retry_after = std::chrono::seconds(60),
                                     .is_final = true},
                            marked(1, Mark::failed)));
    EXPECT_THAT(
        frames(conversation_.next_messages(at(1))),
        ElementsAre(sealed::Ack{{5}, {}, {}}, sealed::GivenUp{1, 1}, say_frame(2, {"two"})));
}

// The longest message fits beside what is given up, too.
TEST_F(ConversationTest, FitsWhatIsGivenUpIntoADatagram) {
    conversation_.begin(at(0), welcome(5, 5), false);
    conversation_.say("one");
    conversation_.say(std::string(max_event_text_bytes, 'x'));
    conversation_.say(std::string(200, 'y'));
    conversation_.next_messages(at(0));
    conversation_.take(at(1), sealed::NotSaid{1, 1, sealed::NotSaidReason::not_clean, 0, ""});
    for (std::uint64_t number = 7; number <= 5 + sealed::event_window; number += 2) {
        conversation_.take(at(1), entered(number));
    }
    EXPECT_LE(conversation_.next_messages(at(1)).size(), sealed::max_plaintext_bytes);
}

// What is given up for leaving is told with its reason in front of it.
TEST_F(ConversationTest, GivesUp) {
    conversation_.begin(at(0), welcome(9, 9), false);
    conversation_.say("hi");
    conversation_.next_messages(at(0));
    conversation_.take(at(1), sealed::NotSaid{1, 1, sealed::NotSaidReason::too_fast, 60, "slow"});
    EXPECT_THAT(conversation_.give_up(at(1)),
                ElementsAre(NotTaken{sealed::NotSaidReason::too_fast, "slow",
                                     std::chrono::seconds(60), true},
                            Marked{{1}, Mark::failed}));
    EXPECT_EQ(conversation_.given_up(), (sealed::GivenUp{1, 1}));
}

} // namespace

} // namespace chatroom
