// SPDX-License-Identifier: GPL-3.0-or-later
// What the network may do to a session over the sealed protocol: forged, damaged, cut, repeated and
// reordered datagrams of every type.
#include "tests/unit/client/core/sealed_session_fixture.hpp"

#include <random>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SealedSessionInputTest : public SealedSessionTest {
protected:
    /// The session takes the datagram; neither the user nor the server notice.
    void expect_ignored(int ms, const std::string& datagram) {
        const auto deadline = session_->next_deadline();
        session_->datagram(at(ms), datagram);
        EXPECT_THAT(outputs(), IsEmpty());
        EXPECT_THAT(datagrams_, IsEmpty());
        EXPECT_EQ(session_->next_deadline(), deadline);
        datagrams_.clear();
    }

    /// Each beginning of the datagram, it with something behind it, and it with each bit flipped
    /// from the given byte on.
    void expect_damaged_ignored(int ms, const std::string& datagram, std::size_t first_byte) {
        for (std::size_t size = 0; size < datagram.size(); ++size) {
            expect_ignored(ms, datagram.substr(0, size));
        }
        expect_ignored(ms, datagram + 'x');
        for (std::size_t bit = 8 * first_byte; bit < 8 * datagram.size(); ++bit) {
            auto damaged = datagram;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            expect_ignored(ms, damaged);
        }
    }
};

// A damaged COOKIE is ignored but for the cookie itself, which only the server understands.
TEST_F(SealedSessionInputTest, IgnoresDamagedCookies) {
    session_->enter(at(0), "alice");
    outputs();
    const auto hello = std::exchange(datagrams_, {}).back();
    auto cookie = server_.answer(hello);
    for (std::size_t size = 0; size < cookie.size(); ++size) {
        expect_ignored(10, cookie.substr(0, size));
    }
    for (std::size_t bit = 0; bit < 8 * 6; ++bit) {
        auto damaged = cookie;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        expect_ignored(10, damaged);
    }
    cookie[6] |= 0x40; // A flag that means nothing.
    session_->datagram(at(20), cookie);
    outputs();
    EXPECT_THAT(datagrams_, SizeIs(1));
}

// A damaged ANSWER is ignored but for the server's index.
TEST_F(SealedSessionInputTest, IgnoresDamagedAnswers) {
    session_->enter(at(0), "alice");
    outputs();
    session_->datagram(at(1), server_.answer(datagrams_.back()));
    outputs();
    const auto initiate = std::exchange(datagrams_, {}).back();
    expect_damaged_ignored(10, server_.answer(initiate), 9);
    session_->datagram(at(20), server_.answer(initiate));
    EXPECT_THAT(outputs(), ElementsAre(ServerKey{server_.key()}));
}

// With a damaged index FINISH reaches nobody: UNKNOWN leads to a new handshake.
TEST_F(SealedSessionInputTest, RecoversFromADamagedServerIndex) {
    session_->enter(at(0), "alice");
    outputs();
    session_->datagram(at(1), server_.answer(datagrams_.back()));
    outputs();
    auto answer = server_.answer(datagrams_.back());
    answer[6] ^= 1;
    datagrams_.clear();
    session_->datagram(at(2), answer);
    outputs();
    ASSERT_THAT(datagrams_, SizeIs(2));
    session_->datagram(at(3), sealed::encode(sealed::unknown_for(datagrams_.front())));
    handshake_.clear();
    run_until(1000);
    answer_handshake(1000);
    give(1010, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}));
}

// A damaged WELCOME or EVENTS is ignored, and taken when it comes undamaged.
TEST_F(SealedSessionInputTest, IgnoresDamagedTransport) {
    reach_finish(0);
    datagrams_.clear();
    const auto datagram = server_.seal({welcome(), events({event(10, "Bob", "x")})});
    expect_damaged_ignored(10, datagram, 0);
    session_->datagram(at(20), datagram);
    EXPECT_THAT(outputs(),
                ElementsAre(Entered{"Alice"}, PastEnded{}, shown(event(10, "Bob", "x"))));
}

// A datagram counts once, however often it comes, and in whatever order.
TEST_F(SealedSessionInputTest, TakesEachDatagramOnce) {
    reach_finish(0);
    const auto first = server_.seal({welcome()});
    const auto second = server_.seal({events({event(10, "Bob", "x")})});
    const auto third = server_.seal({events({event(11, "Bob", "y")})});
    for (const auto& datagram : {first, third, second, first, second, third}) {
        session_->datagram(at(10), datagram);
    }
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}, shown(event(10, "Bob", "x")),
                                       shown(event(11, "Bob", "y"))));
    session_->advance(at(35));
    outputs();
    datagrams_.clear();
    expect_ignored(40, third);
}

// Damaged WAKE, UNKNOWN and FAILED are ignored.
TEST_F(SealedSessionInputTest, IgnoresDamagedSmallDatagrams) {
    come_in();
    session_->say(at(100), "x");
    outputs();
    const auto sent = std::exchange(datagrams_, {}).back();
    expect_damaged_ignored(110, sealed::encode(sealed::unknown_for(sent)), 0);
    expect_ignored(110, server_.failed(sealed::Failure::wrong_passphrase));
    expect_ignored(110, sealed::encode(sealed::Wake{}) + 'x');
    expect_ignored(110, "");
}

// What only clients send, what is our own, and what is classic are nothing to us.
TEST_F(SealedSessionInputTest, IgnoresWhatServersDoNotSend) {
    reach_finish(0);
    const auto own = std::exchange(datagrams_, {});
    give(0, {welcome()});
    session_->advance(at(25));
    outputs();
    datagrams_.clear();
    for (const auto& datagram : own) {
        expect_ignored(100, datagram);
    }
    for (const std::string text : {"OK", "EXIT", "Bob ： hi", "\x01", "\x10"}) {
        expect_ignored(100, text);
    }
}

// Frames that are not the server's, or not whole, spoil their datagram and nothing else.
TEST_F(SealedSessionInputTest, IgnoresImpossibleFrames) {
    come_in();
    const auto expect_spoilt = [&](int ms, const std::vector<sealed::ServerFrame>& frames) {
        expect_ignored(ms, server_.seal(frames));
    };
    expect_spoilt(100, {});
    expect_spoilt(100, {sealed::Gap{{5}, {4}, sealed::GapReason::trimmed}});
    expect_spoilt(100, {events({event(10, "Bob", "x")}), events({event(0, "Bob", "x")})});
    EXPECT_TRUE(session_->ready_for_text());
}

// The datagrams of a session that was before are those of strangers.
TEST_F(SealedSessionInputTest, IgnoresTheSessionBefore) {
    come_in();
    const auto late = server_.seal({events({event(10, "Bob", "late")})});
    const auto closed = server_.seal({sealed::Closed{sealed::CloseReason::kicked, ""}});
    session_->trouble(at(2000), Trouble::port_closed);
    run_until(5000);
    datagrams_.clear();
    expect_ignored(5010, late);
    come_back(5020, welcome_back(0));
    expect_ignored(5100, late);
    expect_ignored(5100, closed);
}

// Numbers at the end of what there is do no harm.
TEST_F(SealedSessionInputTest, SurvivesExtremeNumbers) {
    constexpr auto most = UINT64_MAX - 1;
    come_in();
    session_->say(at(100), "x");
    give(110, {events({event(most + 1, "Alice", "x", UINT32_MAX)})});
    give(111, {sealed::Watermark{{most}}, events({event(most, "Alice", "x", UINT32_MAX)}),
               sealed::Gap{{most}, {most}, sealed::GapReason::trimmed},
               sealed::Gap{{1}, {most}, sealed::GapReason::trimmed},
               events({event(1, "Alice", "x", 1)})});
    EXPECT_THAT(outputs(), ElementsAre(said(1, "x"), ShowGap{most - 9}));
    give(120, {welcome()});
    outputs();
    EXPECT_THAT(frames(), testing::Contains(ack(most, most)));
}

// Whatever comes, and whenever, the session stays sound: it can be left.
TEST_F(SealedSessionInputTest, SurvivesNoise) {
    std::mt19937 chance(1); // NOLINT(cert-msc32-c,cert-msc51-cpp): each run is the same.
    const auto below = [&](std::size_t limit) { return chance() % limit; };
    come_in();
    std::vector<std::string> seen{sealed::encode(sealed::Wake{}), std::string(1200, '\x10')};
    int ms = 100;
    for (int i = 0; i < 3000 && session_->next_deadline(); ++i) {
        ms += static_cast<int>(below(200));
        auto datagram = seen[below(seen.size())];
        for (auto flips = below(3); flips > 0 && !datagram.empty(); --flips) {
            auto& byte = datagram[below(datagram.size())];
            byte = static_cast<char>(byte ^ (1 << below(8)));
        }
        session_->datagram(at(ms), datagram);
        run_until(ms);
        seen.insert(seen.end(), datagrams_.begin(), datagrams_.end());
        for (const auto& sent : std::exchange(handshake_, {})) {
            seen.push_back(server_.answer(sent));
        }
        datagrams_.clear();
        if (session_->ready_for_text() && below(10) == 0) {
            session_->say(at(ms), "x");
        }
    }
    session_->leave(at(ms));
    session_->leave(at(ms));
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
}

} // namespace

} // namespace chatroom
