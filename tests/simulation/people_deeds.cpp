// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to people, as a plan has it.
#include "protocol/text.hpp"
#include "tests/simulation/people.hpp"

namespace chatroom::simulation {

void People::act(Time now, const Deed& deed) {
    const auto whom = deed.whom;
    switch (deed.kind) {
    case Deed::Kind::crash_program:
        crash(now, whom);
        break;
    case Deed::Kind::crash_for_good:
        want(whom, false);
        return crash(now, whom);
    case Deed::Kind::leave:
        if (!leave(now, whom)) {
            return;
        }
        break;
    case Deed::Kind::rename:
        if (!leave(now, whom)) {
            return;
        }
        rename(whom);
        break;
    case Deed::Kind::leave_for_good:
        leave(now, whom);
        return;
    case Deed::Kind::second_program:
        return start_another(now, whom);
    case Deed::Kind::suspend:
        suspend(whom);
        break;
    case Deed::Kind::cut:
        cut(whom, deed.detail % 3 != 1, deed.detail % 3 != 2);
        break;
    case Deed::Kind::rebind:
        return rebind(whom, deed.detail % 4 == 0);
    default:
        return;
    }
    const auto back_at = now + deed.length;
    agenda_.at(back_at, [this, back_at, deed] { come_back(back_at, deed); });
}

void People::come_back(Time now, const Deed& deed) {
    switch (deed.kind) {
    case Deed::Kind::leave:
    case Deed::Kind::rename:
        want(deed.whom, true);
        return start_if_wanted(now, deed.whom);
    case Deed::Kind::suspend:
        return resume(now, deed.whom);
    case Deed::Kind::cut:
        return cut(deed.whom, false, false);
    default:
        return start_if_wanted(now, deed.whom);
    }
}

/// No two texts, and no two pieces of them, are alike.
std::string People::words(unsigned who, std::size_t bytes) {
    constexpr std::size_t enough_to_differ = 20;
    auto text = "p" + std::to_string(who) + "." + std::to_string(next_words_++) + " ";
    if (bytes > max_event_text_bytes && bytes % max_event_text_bytes < enough_to_differ) {
        bytes += enough_to_differ;
    }
    while (text.size() < bytes) {
        text += static_cast<char>('a' + random_.below(26));
    }
    return text;
}

} // namespace chatroom::simulation
