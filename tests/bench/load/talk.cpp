// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/talk.hpp"

namespace chatroom::bench {

namespace {

/// When it is looked again for room for what could not be said.
constexpr std::chrono::milliseconds retry_interval{1};

/// Uneven texts are up to so much longer.
constexpr std::uint32_t uneven_by = 8;

} // namespace

Talk::Talk(const Settings& settings, Tally& tally, Gathering& gathering)
    : settings_(settings), tally_(tally), gathering_(gathering),
      next_at_(std::chrono::steady_clock::now()) {}

TimePoint Talk::step(TimePoint now) {
    if (is_over() || settings_.talkers == 0) {
        return TimePoint::max();
    }
    return settings_.rate > 0 ? step_at_rate(now) : step_at_will(now);
}

/// A message that is late counts from when it should have been said.
TimePoint Talk::step_at_rate(TimePoint now) {
    const auto interval = std::chrono::duration_cast<TimePoint::duration>(
        std::chrono::duration<double>(1 / settings_.rate));
    while (next_at_ <= now && !is_over()) {
        if (!gathering_.can_say(next_talker_)) {
            return now + retry_interval;
        }
        say(next_talker_, next_at_);
        gathering_.settle(next_talker_, now);
        next_talker_ = (next_talker_ + 1) % settings_.talkers;
        next_at_ += interval;
    }
    return next_at_;
}

TimePoint Talk::step_at_will(TimePoint now) {
    for (std::size_t talker = 0; talker < settings_.talkers; ++talker) {
        bool has_said = false;
        while (!is_over() && tally_.pending(talker) < settings_.window &&
               gathering_.can_say(talker)) {
            say(talker, now);
            has_said = true;
        }
        if (has_said) {
            gathering_.settle(talker, now);
        }
    }
    return TimePoint::max();
}

void Talk::say(std::size_t talker, TimePoint at) {
    const auto line = tally_.say(talker, at);
    const auto bytes = settings_.line_bytes + (settings_.is_uneven ? line.number % uneven_by : 0);
    gathering_.say(talker, to_line(line, bytes));
    ++said_;
}

} // namespace chatroom::bench
