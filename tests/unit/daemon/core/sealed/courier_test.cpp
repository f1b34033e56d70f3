// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/courier.hpp"
#include "protocol/text.hpp"
#include "tests/unit/daemon/core/sealed/sealed_client.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

using CourierTest = SealedRoomTest;

// Whatever an answer needs leaves in one datagram.
TEST_F(CourierTest, packs_answers_together) {
    come_in(ann_client, "Ann");
    connect(ann_client);
    got = exchange(ann_client, {sealed::Ping{}, ann_client.enter("Ann")});
    EXPECT_THAT(last.deliveries, SizeIs(1));
    EXPECT_THAT(got, SizeIs(2));
}

// Events that come together travel together, in datagrams of at most 1,200 bytes.
TEST_F(CourierTest, packs_events_together) {
    come_in(ann_client, "Ann");
    const std::vector<std::string> texts(30, std::string(100, 'x'));
    const std::vector<std::string> some(texts.begin(), texts.begin() + 10);
    room->handle(now(), ann_client.address, ann_client.seal({sealed::Say{1, some}}));
    room->handle(now(), ann_client.address, ann_client.seal({sealed::Say{11, some}}));
    room->handle(now(), ann_client.address, ann_client.seal({sealed::Say{21, some}}));
    last = room->finish_turn(now());
    EXPECT_THAT(last.deliveries, SizeIs(3));
    for (const auto& delivery : last.deliveries) {
        EXPECT_THAT(datagram_of(last, delivery).size(), Le(sealed::max_datagram_bytes));
    }
    std::size_t count = 0;
    for (const auto& frame : ann_client.frames(last)) {
        count += std::get<sealed::Events>(frame).events.size();
    }
    EXPECT_EQ(count, 30U);
}

// The longest event fits beside the longest answers.
TEST_F(CourierTest, fits_the_longest_event_beside_the_longest_answers) {
    const std::string name(max_name_bytes, 'n');
    come_in(ann_client, name);
    exchange(ann_client, {sealed::Say{1, {std::string(max_event_text_bytes, 'x')}}});
    connect(ann_client);
    got = exchange(ann_client, {sealed::Ping{}, sealed::Enter{.is_resuming = true,
                                                              .instance = ann_client.instance,
                                                              .seen = {1},
                                                              .name = name}});
    EXPECT_THAT(last.deliveries, SizeIs(1));
    EXPECT_THAT(got, SizeIs(4));
    EXPECT_EQ(got.back(), latest(1));
}

// More than may be on the way waits for acknowledgements, and then goes on.
TEST_F(CourierTest, sends_no_more_than_the_window) {
    auto options = default_options();
    options.history = 1000;
    open(options);
    for (int number = 0; number < 40; ++number) {
        call(control::Announce{std::string(900, 'x')});
    }
    connect(ann_client);
    got = exchange(ann_client, {ann_client.enter("Ann")});
    EXPECT_THAT(last.deliveries, SizeIs(EventSender::initial_window));
    exchange(ann_client, {sealed::Ack{.cumulative = {10}, .watermark = {}, .received = {}}});
    EXPECT_THAT(last.deliveries, SizeIs(2 * EventSender::initial_window));
}

// A closed link says why and nothing else.
TEST_F(CourierTest, says_nothing_after_closing) {
    come_in(ann_client, "Ann");
    got = exchange(ann_client, {sealed::Leave{0}, sealed::Ping{}});
    EXPECT_THAT(got, ElementsAre(sealed::Closed{sealed::CloseReason::left, {}}));
    call(control::Announce{"x"});
    EXPECT_THAT(ann_client.frames(outputs), IsEmpty());
}

sealed::NotSaid not_said(std::uint32_t first, std::uint32_t last) {
    return {first, last, sealed::NotSaidReason::too_fast, 3, "slower"};
}

class CourierNotSaidTest : public ::testing::Test {
protected:
    /// What the link owes, as the frames that are sent; each datagram is one list.
    std::vector<std::vector<sealed::ServerFrame>> deliver_all() {
        Outputs outputs;
        deliver_answers({}, link, outputs, {});
        std::vector<std::vector<sealed::ServerFrame>> result;
        for (const auto& delivery : outputs.deliveries) {
            const auto& payload = outputs.payloads.at(delivery.payload);
            EXPECT_THAT(payload.size(), Le(sealed::max_plaintext_bytes));
            result.push_back(sealed::decode_server_frames(payload).value());
        }
        return result;
    }

    SealedLink link{.index = 1,
                    .key = {},
                    .sealer = sealed::Sealer(sealed::SecretKey{}, 1),
                    .opener = sealed::Opener(sealed::SecretKey{}),
                    .address = {},
                    .last_heard = {},
                    .state = SealedLink::State::serving};
};

// What was not taken is told once, in one datagram.
TEST_F(CourierNotSaidTest, tells_what_was_not_taken) {
    link.owe(not_said(1, 1));
    link.owe(not_said(2, 4));
    link.owe(not_said(6, 6));
    EXPECT_THAT(deliver_all(), ElementsAre(ElementsAre(not_said(1, 4), not_said(6, 6))));
    EXPECT_THAT(deliver_all(), IsEmpty());
}

// Where less comes through it is told in several.
TEST_F(CourierNotSaidTest, tells_in_shorter_datagrams) {
    for (unsigned loss = 0; loss < sealed::PathSize::most_losses; ++loss) {
        link.events.path().lost({}, 700);
    }
    for (std::uint32_t number = 1; number < 2 * SealedLink::max_not_said; number += 2) {
        auto refusal = not_said(number, number);
        refusal.text = std::string(sealed::max_not_said_text_bytes, 'x');
        link.owe(std::move(refusal));
    }
    Outputs outputs;
    deliver_answers({}, link, outputs, {});
    EXPECT_THAT(outputs.deliveries, SizeIs(3));
    for (const auto& payload : outputs.payloads) {
        EXPECT_THAT(payload.size(), Le(sealed::PathSize::least_plaintext_bytes));
    }
}

// A session that is closed has no words for it any more.
TEST_F(CourierNotSaidTest, tells_nothing_after_closing) {
    link.owe(not_said(1, 1));
    link.state = SealedLink::State::closed;
    EXPECT_THAT(deliver_all(), IsEmpty());
}

} // namespace
} // namespace chatroom
