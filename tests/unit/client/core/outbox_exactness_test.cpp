// SPDX-License-Identifier: GPL-3.0-or-later
// Our messages against a server that keeps to PROTOCOL.md, Saying, over a bad network.
#include "client/core/outbox.hpp"
#include "protocol/sealed/transport.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using sealed::NotSaid;
using sealed::NotSaidReason;

/// What one datagram of the client has.
struct Spoken {
    std::optional<sealed::GivenUp> given_up;
    sealed::Say say;
};

class OutboxExactnessTest : public testing::TestWithParam<unsigned> {
protected:
    void SetUp() override { outbox_.welcome(welcome()); }

    sealed::Welcome welcome() const {
        return {.is_resumed = true,
                .entered = {},
                .cursor = {},
                .past = {},
                .client_sequence = taken_,
                .name = "Alice"};
    }

    bool happens(unsigned percent) { return random_() % 100 < percent; }

    void say() {
        const bool is_bad = happens(30);
        const auto message = outbox_.add(is_bad ? "bad" : std::to_string(said_ + 1));
        EXPECT_EQ(message.value, ++said_);
        (is_bad ? bad_ : good_).push_back(message.value);
    }

    void send() {
        outbox_.advance(at(now_));
        while (auto say = outbox_.next(at(now_), 0)) {
            const auto given_up = outbox_.given_up_before(say->first);
            to_server_.push_back({given_up, *std::move(say)});
        }
    }

    /// The server: what it takes is in the journal, and what it does not take it answers.
    void hear(const Spoken& spoken) {
        if (spoken.given_up && spoken.given_up->first - 1 <= taken_) {
            taken_ = std::max(taken_, spoken.given_up->last);
        }
        const auto last =
            spoken.say.first + static_cast<std::uint32_t>(spoken.say.texts.size()) - 1;
        auto number = spoken.say.first;
        for (const auto& text : spoken.say.texts) {
            if (number == taken_ + 1 && text == "bad") {
                return to_client_.push_back({number, number, NotSaidReason::not_clean, 0, ""});
            }
            if (number > taken_ + 1) {
                return to_client_.push_back({number, last, NotSaidReason::out_of_order, 0, ""});
            }
            if (number == taken_ + 1 && happens(10)) {
                return to_client_.push_back({number, last, NotSaidReason::too_fast, 1, ""});
            }
            if (number == taken_ + 1) {
                taken_ = number;
                journal_.push_back({.sequence = {journal_.size() + 1},
                                    .time = {},
                                    .kind = EventKind::said,
                                    .name = "Alice",
                                    .text = text,
                                    .client_sequence = number});
            }
            ++number;
        }
    }

    void note(const std::vector<Marked>& marked) {
        for (const auto& one : marked) {
            (one.mark == Mark::failed ? failed_ : in_journal_).push_back(one.message.value);
        }
    }

    /// One of those that are on the way arrives, or goes lost, and may come again.
    template <typename Datagram, typename Take>
    void arrive(std::vector<Datagram>& on_the_way, unsigned lost_percent, Take take) {
        if (on_the_way.empty()) {
            return;
        }
        const auto place =
            on_the_way.begin() + static_cast<std::ptrdiff_t>(random_() % on_the_way.size());
        const auto datagram = *place;
        if (!happens(lost_percent / 2)) {
            on_the_way.erase(place);
        }
        if (!happens(lost_percent)) {
            take(datagram);
        }
    }

    void step(unsigned lost_percent) {
        now_ += static_cast<int>(random_() % 200);
        send();
        arrive(to_server_, lost_percent, [&](const Spoken& spoken) { hear(spoken); });
        arrive(to_client_, lost_percent,
               [&](const NotSaid& not_said) { note(outbox_.take(at(now_), not_said).marked); });
        if (shown_ < journal_.size() && happens(50)) { // Events come in order, each once.
            note(outbox_.take(at(now_), journal_[shown_++]).marked);
        }
    }

    /// The daemon crashes; a new session goes on with what the journal has: what was taken, and
    /// what was given up.
    void crash() {
        to_server_.clear();
        to_client_.clear();
        outbox_.pause();
        note(outbox_.welcome(welcome()));
    }

    std::mt19937 random_{GetParam()};
    Outbox outbox_;
    int now_ = 0;
    std::vector<Spoken> to_server_;
    std::vector<NotSaid> to_client_;
    std::uint32_t taken_ = 0; ///< The last client sequence that the server took.
    std::vector<Event> journal_;
    std::size_t shown_ = 0;
    std::uint64_t said_ = 0;
    std::vector<std::uint64_t> good_, bad_, in_journal_, failed_;
};

// Whatever is lost, repeated, late or forgotten in a crash: each good message is in the journal
// once, in its order, and marked so; each bad one has failed; and nothing is left over.
TEST_P(OutboxExactnessTest, TellsWhatBecameOfEachMessage) {
    for (int count = 0; count < 3000; ++count) {
        if (outbox_.has_room() && happens(20)) {
            say();
        }
        step(30);
        if (happens(1)) {
            crash();
        }
    }
    for (int count = 0; count < 20'000 && (outbox_.pending() > 0 || !to_server_.empty()); ++count) {
        step(0);
    }
    EXPECT_EQ(outbox_.pending(), 0U);
    EXPECT_EQ(in_journal_, good_);
    EXPECT_EQ(failed_, bad_);
    std::vector<std::uint64_t> texts;
    for (const auto& event : journal_) {
        texts.push_back(std::stoull(event.text));
    }
    EXPECT_EQ(texts, good_);
}

INSTANTIATE_TEST_SUITE_P(Seeds, OutboxExactnessTest, testing::Range(1U, 51U));

} // namespace

} // namespace chatroom
