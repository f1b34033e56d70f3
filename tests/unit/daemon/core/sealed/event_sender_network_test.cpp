// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/sealed/event_sender_fixture.hpp"

#include <map>
#include <random>
#include <set>

namespace chatroom {
namespace {

using std::chrono::milliseconds;

/// What the member's program has got.
class OneMember {
public:
    /// Takes a datagram's frames; what is acknowledged then.
    sealed::Ack take(std::string_view plaintext) {
        const auto frames = sealed::decode_server_frames(plaintext).value();
        for (const auto& frame : frames) {
            if (const auto* gap = std::get_if<sealed::Gap>(&frame)) {
                EXPECT_LE(gap->first, cumulative_.next()) << "a gap that is not next";
                cumulative_ = std::max(cumulative_, gap->last);
            } else {
                for (const auto& event : std::get<sealed::Events>(frame).events) {
                    take(event);
                }
            }
        }
        kept_.erase(kept_.begin(), kept_.upper_bound(cumulative_));
        while (kept_.erase(cumulative_.next()) > 0) {
            cumulative_ = cumulative_.next();
        }
        sealed::Ack ack{.cumulative = cumulative_, .watermark = {}, .received = {}};
        for (const auto sequence : kept_) {
            ack.received.set(sequence.value - cumulative_.value - 2);
        }
        return ack;
    }

    Sequence cumulative() const { return cumulative_; }
    const std::map<Sequence, std::string>& texts() const { return texts_; }

private:
    void take(const Event& event) {
        EXPECT_LE(event.sequence.value, cumulative_.value + sealed::event_window);
        if (event.sequence > cumulative_) {
            kept_.insert(event.sequence);
            texts_.emplace(event.sequence, event.text);
        }
    }

    Sequence cumulative_;
    std::set<Sequence> kept_;
    std::map<Sequence, std::string> texts_;
};

/// A network that loses, delays, doubles and reorders what it carries.
template <typename Cargo>
class BadNetwork {
public:
    explicit BadNetwork(std::mt19937& random) : random_(random) {}

    void send(SteadyTime now, const Cargo& cargo) {
        if (random_() % 10 != 0) {
            on_the_way_.emplace(now + milliseconds(10 + random_() % 30), cargo);
        }
        if (random_() % 20 == 0) {
            on_the_way_.emplace(now + milliseconds(10 + random_() % 300), cargo);
        }
    }

    /// What arrives now.
    std::vector<Cargo> receive(SteadyTime now) {
        std::vector<Cargo> arrived;
        const auto end = on_the_way_.upper_bound(now);
        for (auto cargo = on_the_way_.begin(); cargo != end; ++cargo) {
            arrived.push_back(cargo->second);
        }
        on_the_way_.erase(on_the_way_.begin(), end);
        return arrived;
    }

private:
    std::mt19937& random_;
    std::multimap<SteadyTime, Cargo> on_the_way_;
};

class EventSenderNetworkTest : public EventSenderTest {
protected:
    /// Somebody speaks, a crash leaves a hole, or the past is trimmed.
    void happen(std::mt19937& random) {
        if (const auto kind = random() % 60; kind == 0) {
            journal.skip(random() % 2 == 0 ? 1 : random() % 400);
        } else if (kind == 1) {
            journal.trim(
                {journal.head().value - std::min<std::uint64_t>(journal.head().value, 50)});
        } else {
            const std::vector<Event> records{
                journal.announce(std::string(1 + random() % long_text, 'x'))};
            texts.emplace(records[0].sequence, records[0].text);
            log->appended(records);
        }
    }

    /// Sends what may be sent, and checks what is to be kept to while sending.
    void deliver(BadNetwork<std::string>& network) {
        std::size_t datagrams = 0;
        for (auto bytes = next_bytes(); !bytes.empty(); bytes = next_bytes()) {
            EXPECT_LE(bytes.size(), sealed::max_plaintext_bytes);
            EXPECT_LE(++datagrams, EventSender::max_datagrams_in_flight);
            const auto frames = sealed::decode_server_frames(bytes).value();
            for (const auto& frame : frames) {
                if (const auto* gap = std::get_if<sealed::Gap>(&frame)) {
                    EXPECT_EQ(gap->first, sender.acknowledged().next());
                    gap_end = gap->last;
                } else {
                    EXPECT_LE(gap_end, sender.acknowledged()) << "something beyond a gap";
                }
            }
            network.send(now, bytes);
        }
    }

    std::string next_bytes() { return sender.next_frames(now, *log, sealed::max_plaintext_bytes); }

    /// Time goes on by a millisecond.
    void step() {
        now += milliseconds(1);
        if (const auto deadline = sender.next_deadline(); deadline && *deadline <= now) {
            sender.advance(now);
            gap_end = {}; // It is told again, if need be.
        }
    }

    std::map<Sequence, std::string> texts; ///< Of what was said.
    Sequence gap_end;
};

// Whatever the network does, the member gets every event that is kept, in order, or is told of it.
TEST_F(EventSenderNetworkTest, gets_everything_through) {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        std::mt19937 random(seed);
        BadNetwork<std::string> there(random);
        BadNetwork<sealed::Ack> back(random);
        OneMember member;
        for (int time_ms = 0; time_ms < 60'000; ++time_ms) {
            if (time_ms < 2'000 && random() % 2 == 0) {
                happen(random);
            }
            for (const auto& frames : there.receive(now)) {
                back.send(now, member.take(frames));
            }
            for (const auto& ack : back.receive(now)) {
                EXPECT_TRUE(sender.acknowledge(now, ack));
            }
            deliver(there);
            step();
            if (time_ms >= 2'000 && sender.acknowledged() == log->head()) {
                break;
            }
        }
        EXPECT_EQ(member.cumulative(), log->head()) << seed;
        for (const auto& [sequence, text] : member.texts()) {
            EXPECT_EQ(text, texts.at(sequence));
        }
        for (const auto& [sequence, text] : texts) {
            EXPECT_TRUE(member.texts().contains(sequence) || sequence < journal.oldest()) << seed;
        }
        journal = {};
        log.emplace(journal, journal.head());
        sender = EventSender(Sequence{0});
        texts.clear();
        gap_end = {};
    }
}

} // namespace
} // namespace chatroom
