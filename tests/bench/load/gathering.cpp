// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/gathering.hpp"

#include "tests/bench/load/classic_member.hpp"
#include "tests/bench/load/sealed_member.hpp"
#include "tests/bench/load/stream_member.hpp"

#include <algorithm>
#include <stdexcept>

namespace chatroom::bench {

namespace {

using std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// A server takes 1,000 handshakes a second; who comes one by one stays below that.
constexpr std::chrono::microseconds entry_interval{1100};

/// So many may be on their way in at once, unless all are to come at once.
constexpr std::size_t max_entering = 512;

/// How long entering, and then hearing of all, may take before it counts as failed.
constexpr std::chrono::seconds least_patience{60};
constexpr std::chrono::milliseconds patience_for_each{50};

/// When nothing has come for so long, nothing more comes of what was sent.
constexpr std::chrono::milliseconds quiet_time{300};

std::unique_ptr<Member> make_member(const Settings& settings, std::size_t number, Tally& tally,
                                    Traffic& traffic) {
    switch (settings.speech) {
    case Speech::sealed:
        return std::make_unique<SealedMember>(settings, number, tally, traffic);
    case Speech::irc:
        return std::make_unique<IrcMember>(settings, number, tally, traffic);
    case Speech::nats:
        return std::make_unique<NatsMember>(settings, number, tally, traffic);
    case Speech::mqtt:
        return std::make_unique<MqttMember>(settings, number, tally, traffic);
    case Speech::classic:
    case Speech::raw:
        break;
    }
    return std::make_unique<ClassicMember>(settings, number, tally, traffic);
}

} // namespace

Gathering::Gathering(const Settings& settings, Tally& tally) : settings_(settings) {
    for (std::size_t number = 0; number < settings.members; ++number) {
        members_.push_back(make_member(settings, number, tally, traffic_));
    }
}

Entry Gathering::enter() {
    const auto begin = steady_clock::now();
    let_in(begin);
    Entry entry;
    entry.inside_s = Seconds(steady_clock::now() - begin).count();
    await_notices();
    entry.told_s = Seconds(steady_clock::now() - begin).count();
    if (traffic_.notices > 0) {
        entry.datagrams_per_notice =
            static_cast<double>(traffic_.notice_datagrams) / static_cast<double>(traffic_.notices);
    }
    return entry;
}

TimePoint::duration Gathering::patience() const {
    return least_patience + patience_for_each * members_.size();
}

void Gathering::let_in(TimePoint begin) {
    std::size_t begun = 0;
    std::size_t inside = 0; // Of the first ones, in their order.
    auto next_at = begin;
    while (inside < members_.size()) {
        const auto now = steady_clock::now();
        if (now > begin + patience()) {
            throw std::runtime_error("only " + std::to_string(inside) + " members came in");
        }
        while (begun < members_.size() &&
               (settings_.enters_at_once || (next_at <= now && begun - inside < max_entering))) {
            members_[begun]->enter(now);
            loop_.add(*members_[begun]); // A stream is only worth waiting for when connected.
            loop_.settle(*members_[begun], now);
            ++begun;
            next_at = std::max(next_at + entry_interval, now - entry_interval);
        }
        loop_.turn(now + entry_interval);
        while (inside < begun && members_[inside]->is_inside()) {
            ++inside;
        }
    }
}

void Gathering::await_notices() {
    const auto give_up = steady_clock::now() + patience();
    auto last = steady_clock::now();
    for (auto now = last; now < last + quiet_time; now = steady_clock::now()) {
        if (now > give_up) {
            throw std::runtime_error("those who came in do not become quiet");
        }
        if (settings_.speech == Speech::sealed && have_all_heard_of_all()) {
            return;
        }
        if (loop_.turn(now + quiet_time)) {
            last = steady_clock::now();
        }
    }
}

bool Gathering::have_all_heard_of_all() const {
    std::uint64_t latest = 0;
    for (const auto& member : members_) {
        latest = std::max(latest, member->entered());
    }
    return have_seen(latest, 0);
}

bool Gathering::have_seen(std::uint64_t event, std::size_t first_member) const {
    return std::all_of(members_.begin() + static_cast<std::ptrdiff_t>(first_member), members_.end(),
                       [&](const auto& member) { return member->seen() >= event; });
}

void Gathering::put_to_sleep(std::size_t count) {
    awake_ = members_.size() - count;
    for (auto number = awake_; number < members_.size(); ++number) {
        loop_.remove(*members_[number]);
    }
}

void Gathering::wake(TimePoint now) {
    goal_ = members_.front()->seen();
    for (auto number = awake_; number < members_.size(); ++number) {
        auto& member = *members_[number];
        loop_.add(member);
        member.advance(now);
        loop_.settle(member, now);
    }
}

bool Gathering::have_caught_up() const {
    return have_seen(goal_, awake_);
}

} // namespace chatroom::bench
