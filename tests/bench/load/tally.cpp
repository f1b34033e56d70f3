// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/tally.hpp"

#include <algorithm>

namespace chatroom::bench {

namespace {

/// So far back a number that was passed over is told from one that has come.
constexpr std::uint32_t remembered = 64;

} // namespace

Tally::Tally(std::size_t members, std::size_t talkers, std::size_t recipients,
             std::size_t first_talker)
    : members_(members), recipients_(recipients),
      first_talker_(static_cast<std::uint32_t>(first_talker)), talkers_(talkers),
      seen_(members * talkers) {}

LineNumber Tally::say(std::size_t talker, TimePoint at) {
    auto& messages = talkers_[talker].messages;
    messages.push_back({at, recipients_});
    ++counts_.said;
    return {first_talker_ + static_cast<std::uint32_t>(talker),
            talkers_[talker].first + static_cast<std::uint32_t>(messages.size()) - 1};
}

void Tally::deliver(std::size_t member, LineNumber line, TimePoint now) {
    line.talker -= first_talker_; // Of somebody else's line too great a number.
    if (member >= members_ || line.talker >= talkers_.size()) {
        return;
    }
    auto& seen = seen_[member * talkers_.size() + line.talker];
    if (line.number <= seen.latest) {
        if (!take_late(seen, line.number)) {
            ++counts_.duplicates;
            return;
        }
        ++counts_.late;
        --counts_.lost;
        ++counts_.delivered;
        return;
    }
    const auto passed = line.number - seen.latest - 1;
    for (std::uint32_t back = passed; back > 0; --back) {
        lose({line.talker, line.number - back});
    }
    seen.received = passed + 1 < remembered ? seen.received << (passed + 1) : 0;
    seen.received |= 1U;
    seen.latest = line.number;
    arrive(line, now);
    drop_finished(talkers_[line.talker]);
}

/// Whether the number, which is not the highest, had been passed over.
bool Tally::take_late(Seen& seen, std::uint32_t number) {
    const auto back = seen.latest - number;
    const auto bit = std::uint64_t{1} << (back % remembered);
    if (back >= remembered || (seen.received & bit) != 0) {
        return false;
    }
    seen.received |= bit;
    return true;
}

void Tally::arrive(LineNumber line, TimePoint now) {
    ++counts_.delivered;
    auto* message = find(line);
    if (message == nullptr || message->missing == 0) {
        ++counts_.late; // It had been given up, and counts as lost no more.
        --counts_.lost;
        return;
    }
    --message->missing;
    if (message->at >= watched_from_) {
        each_.add(now - message->at);
        if (message->missing == 0) {
            last_.add(now - message->at);
        }
    }
}

void Tally::lose(LineNumber line) {
    if (auto* message = find(line); message != nullptr && message->missing > 0) {
        --message->missing;
        ++counts_.lost;
    }
}

Tally::Message* Tally::find(LineNumber line) {
    auto& talker = talkers_[line.talker];
    const auto place = line.number - talker.first; // Of one that is gone too great a number.
    return place < talker.messages.size() ? &talker.messages[place] : nullptr;
}

void Tally::drop_finished(Talker& talker) {
    while (!talker.messages.empty() && talker.messages.front().missing == 0) {
        talker.messages.pop_front();
        ++talker.first;
    }
}

bool Tally::has_pending() const {
    return std::any_of(talkers_.begin(), talkers_.end(),
                       [](const Talker& talker) { return !talker.messages.empty(); });
}

void Tally::watch(TimePoint from) {
    watched_from_ = from;
    each_ = {};
    last_ = {};
}

void Tally::give_up(TimePoint said_before) {
    for (auto& talker : talkers_) {
        for (auto& message : talker.messages) {
            if (message.at >= said_before) {
                break;
            }
            counts_.lost += message.missing;
            message.missing = 0;
        }
        drop_finished(talker);
    }
}

} // namespace chatroom::bench
