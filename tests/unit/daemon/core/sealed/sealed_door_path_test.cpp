// SPDX-License-Identifier: GPL-3.0-or-later
// Members to whom long datagrams do not come through.
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

#include <algorithm>

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Le;
using ::testing::Not;
using ::testing::VariantWith;

class SealedDoorPathTest : public SealedDoorTest {
protected:
    static constexpr std::size_t narrow = 548;

    /// So many texts happen, each of that length.
    void announce(int count, std::size_t bytes) {
        for (; count > 0; --count) {
            call(control::Announce{std::string(bytes, 'x')});
        }
    }

    /// So many happen in one turn.
    void say_at_once(std::uint32_t count, std::size_t bytes) {
        for (std::uint32_t number = 1; number <= count; ++number) {
            room->handle(now(), ann_client.address,
                         ann_client.seal({sealed::Say{number, {std::string(bytes, 'x')}}}));
        }
        last = room->finish_turn(now());
    }

    /// What of the last turn comes through to the client, on a path that takes so much.
    Frames come_through(SealedClient& client, std::size_t longest = narrow) {
        std::erase_if(last.deliveries, [&](const Delivery& delivery) {
            return datagram_of(last, delivery).size() > longest;
        });
        return client.frames(last);
    }

    /// The lengths of what was sent in the last turn.
    std::vector<std::size_t> lengths() const {
        std::vector<std::size_t> result;
        for (const auto& delivery : last.deliveries) {
            result.push_back(datagram_of(last, delivery).size());
        }
        return result;
    }

    void hand_frames(SealedClient& client, const std::vector<sealed::ClientFrame>& frames) {
        last = hand(client.address, client.seal(frames));
    }

    /// The client has got these.
    void take(const Frames& frames) {
        for (const auto& frame : frames) {
            if (const auto* welcome = std::get_if<sealed::Welcome>(&frame)) {
                cumulative = welcome->cursor;
            } else if (const auto* some = std::get_if<sealed::Events>(&frame)) {
                const auto first = some->events.front().sequence;
                if (first <= cumulative.next()) {
                    cumulative = std::max(cumulative, some->events.back().sequence);
                }
            }
        }
    }

    /// How many events it lacks.
    std::uint64_t missing() const { return journal.head().value - cumulative.value; }

    /// It acknowledges what it has got, or sends PING after ten seconds without that.
    void speak() {
        if (cumulative > acknowledged) {
            acknowledged = cumulative;
            spoke_at = elapsed;
            hand_frames(ann_client, {sealed::Ack{cumulative, {}, {}}});
            take(come_through(ann_client));
        } else if (elapsed - spoke_at >= 10s) {
            spoke_at = elapsed;
            hand_frames(ann_client, {sealed::Ping{}});
            take(come_through(ann_client));
        }
    }

    void let_pass(std::chrono::milliseconds time) {
        elapsed += time;
        room->advance(now());
        last = room->finish_turn(now());
    }

    Sequence cumulative;
    Sequence acknowledged;
    std::chrono::milliseconds spoke_at{0};
};

// WELCOME that did not come, with the history behind it, comes without it.
TEST_F(SealedDoorPathTest, welcomes_again_in_a_short_datagram) {
    announce(9, 100);
    connect(ann_client);
    hand_frames(ann_client, {ann_client.enter("Ann")});
    EXPECT_THAT(come_through(ann_client),
                Not(Contains(VariantWith<sealed::Welcome>(::testing::_))));
    elapsed += 250ms;
    hand_frames(ann_client, {ann_client.enter("Ann")});
    EXPECT_THAT(come_through(ann_client), Contains(VariantWith<sealed::Welcome>(::testing::_)));
}

// So does one that has a greeting which is too long itself; whom that reaches gets it, too.
TEST_F(SealedDoorPathTest, welcomes_again_without_a_long_greeting) {
    call(control::Announce{std::string(700, 'x'), true});
    connect(ann_client);
    hand_frames(ann_client, {ann_client.enter("Ann")});
    elapsed += 250ms;
    hand_frames(ann_client, {ann_client.enter("Ann")});
    auto wide = last;
    EXPECT_THAT(come_through(ann_client), Contains(VariantWith<sealed::Welcome>(::testing::_)));
    std::erase_if(wide.deliveries, [&](const Delivery& delivery) {
        return datagram_of(wide, delivery).size() <= narrow;
    });
    EXPECT_THAT(ann_client.frames(wide), Contains(VariantWith<sealed::Greeting>(::testing::_)));
}

// Everything comes to somebody behind a narrow path, though nobody says what it takes; and after
// ten minutes, and twenty, longer datagrams are tried again.
TEST_F(SealedDoorPathTest, finds_what_comes_through) {
    announce(50, 100);
    connect(ann_client);
    hand_frames(ann_client, {ann_client.enter("Ann")});
    elapsed += 250ms;
    hand_frames(ann_client, {ann_client.enter("Ann")});
    for (int time = 0; time < 300 && missing() > 0; ++time) {
        take(come_through(ann_client));
        speak();
        if (missing() > 0) {
            let_pass(100ms);
        }
    }
    EXPECT_EQ(missing(), 0U);
    EXPECT_LE(elapsed, 20s);

    for (int time = 0; time < 200; ++time) {
        let_pass(10s);
        hand_frames(ann_client, {sealed::Ping{}, sealed::Ack{journal.head(), {}, {}}});
    }
    say_at_once(20, 100);
    EXPECT_THAT(lengths(), Contains(sealed::max_datagram_bytes));
}

// Where less comes through, what somebody asks to know has fewer names, and less of the past.
TEST_F(SealedDoorPathTest, names_fewer_where_less_comes_through) {
    for (int number = 10; number < 50; ++number) {
        send(("10.0.0.9:20" + std::to_string(number)).c_str(),
             "L " + std::string(30, 'x') + std::to_string(number));
    }
    come_in(ann_client, "Ann");
    say_at_once(30, 100);
    for (int step = 0; step < 2; ++step) {
        for (int time = 0; time < 3; ++time) {
            let_pass(4s); // The timer runs out.
        }
        hand_frames(ann_client, {sealed::Ping{}});
    }
    const auto got_all = exchange(
        ann_client, {sealed::Ack{journal.head(), {}, {}}, sealed::AskDelivered{journal.head()}});
    EXPECT_THAT(lengths(), Each(Le(narrow)));
    const auto found = std::find_if(got_all.begin(), got_all.end(), [](const auto& frame) {
        return std::holds_alternative<sealed::Delivered>(frame);
    });
    ASSERT_NE(found, got_all.end());
    const auto& mute = std::get<sealed::Delivered>(*found).mute;
    EXPECT_EQ(mute.count, 40U);
    EXPECT_EQ(mute.names.size(), 14U); // 33 bytes each of 519 - 31, without Ann's.
    exchange(ann_client, {sealed::AskMembers{1, {}, ""}});
    EXPECT_THAT(lengths(), Contains(::testing::Gt(narrow - 33)));
    EXPECT_THAT(lengths(), Each(Le(narrow)));
    exchange(ann_client, {sealed::AskOlder{journal.head()}});
    EXPECT_THAT(lengths(), Each(Le(narrow)));
    EXPECT_THAT(lengths(), Contains(::testing::Gt(narrow / 2)));
}

} // namespace
} // namespace chatroom
