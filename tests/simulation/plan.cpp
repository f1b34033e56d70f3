// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/plan.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace chatroom::simulation {

namespace {

using namespace std::chrono_literals;

/// From a network in a room to one that is hardly one.
NetworkFaults make_network(Random& random) {
    NetworkFaults faults;
    constexpr std::uint64_t levels = 4;
    const auto level = random.below(levels);
    if (level == 0) {
        return faults;
    }
    const auto worst_loss = level == 1 ? 0.05 : level == 2 ? 0.25 : 0.5;
    faults.loss = worst_loss * random.fraction();
    faults.duplication = random.chance(0.5) ? worst_loss * random.fraction() : 0;
    faults.corruption = random.chance(0.3) ? worst_loss / 4 * random.fraction() : 0;
    faults.detour = random.chance(0.5) ? 0.1 * random.fraction() : 0;
    faults.replay = random.chance(0.3) ? 0.1 * random.fraction() : 0;
    faults.delay = random.between(Duration(100us), random.chance(0.2) ? 400ms : 40ms);
    faults.jitter = random.between(Duration{}, 2 * faults.delay);
    return faults;
}

JournalFaults make_journal(Random& random) {
    JournalFaults faults;
    faults.append_error = random.chance(0.2) ? 0.1 * random.fraction() : 0;
    faults.read_error = random.chance(0.1) ? 0.2 * random.fraction() : 0;
    faults.trimming = random.chance(0.2) ? 0.2 * random.fraction() : 0;
    faults.reserve = random.pick<std::uint64_t>({0, 1, 7, 300, 10'000});
    if (random.chance(0.25)) {
        faults.longest_thought = random.pick<Duration>({5ms, 100ms, 1s});
        faults.outrun = random.chance(0.5) ? 0.3 * random.fraction() : 0;
    }
    return faults;
}

/// Most are short, some are split, some fill a datagram.
std::size_t make_length(Random& random) {
    constexpr std::size_t usual = 60;
    constexpr std::size_t long_one = 950;
    constexpr std::size_t longest = 3000;
    const auto most = random.chance(0.01) ? longest : random.chance(0.05) ? long_one : usual;
    return random.between(1, most);
}

void make_remarks(Plan& plan, Random& random) {
    const auto count = random.chance(0.01)   ? random.between(300, 1000)
                       : random.chance(0.05) ? random.between(60, 200)
                                             : random.between(10, 30);
    const bool are_bursts = random.chance(0.3);
    const auto burst = std::max<std::uint64_t>(1, count / 3);
    Duration at{};
    for (std::uint64_t index = 0; index < count; ++index) {
        if (!are_bursts || index % burst == 0) {
            at = random.between(Duration{}, plan.unruly);
        }
        plan.remarks.push_back({.at = at,
                                .who = static_cast<unsigned>(random.below(plan.people)),
                                .bytes = make_length(random)});
    }
}

/// Some kinds of trouble are left out of each story, so that others are more than a part of it.
void make_deeds(Plan& plan, Random& random) {
    for (std::uint8_t kind = 0; kind <= static_cast<std::uint8_t>(Deed::last_usual); ++kind) {
        const bool is_rare = kind == static_cast<std::uint8_t>(Deed::Kind::lose_disk_end);
        if (random.chance(is_rare ? 0.9 : 0.6)) { // It excuses much of what comes after it.
            continue;
        }
        for (auto left = random.between(1, 3); left > 0; --left) {
            const auto longest = random.chance(0.2)   ? longest_deed
                                 : random.chance(0.5) ? Duration(30s)
                                                      : Duration(3s);
            plan.deeds.push_back({.at = random.between(Duration{}, plan.unruly),
                                  .kind = static_cast<Deed::Kind>(kind),
                                  .whom = random.next() >> 1,
                                  .length = random.between(Duration(50ms), longest),
                                  .detail = random.next()});
        }
    }
}

/// So much is said in so few sessions that what was sent first is older than any that the receiver
/// remembers; and somebody sends it again.
void make_long_sessions(Plan& plan, Random& random) {
    plan.network.loss = 0.1 * random.fraction();
    plan.network.replay = 0.1;
    plan.watches_replays = true;
    plan.unruly = 90s;
    plan.deeds.clear();
    constexpr unsigned remarks = 3000;
    for (unsigned index = 0; index < remarks; ++index) {
        plan.remarks.push_back({.at = random.between(Duration{}, plan.unruly),
                                .who = static_cast<unsigned>(random.below(plan.people)),
                                .bytes = 1});
    }
}

/// Some are away while thousands of things are said, and come back at once while others chat.
void make_far_behind(Plan& plan) {
    constexpr unsigned away = 3;
    constexpr unsigned remarks = 2000;
    constexpr unsigned later_remarks = 250;
    plan.people = away + 2;
    plan.network = {};
    plan.watches_replays = false;
    plan.journal = {.reserve = plan.journal.reserve};
    plan.unruly = 90s;
    plan.remarks.clear();
    plan.deeds.clear();
    for (unsigned person = 0; person < away; ++person) {
        plan.deeds.push_back(
            {.at = 5s, .kind = Deed::Kind::cut, .whom = person, .length = 55s, .detail = 0});
    }
    for (unsigned index = 0; index < remarks; ++index) {
        // Of short ones the window of events is full first, of long ones that of datagrams.
        const std::size_t bytes = index < remarks / 2 ? 1 : 300;
        plan.remarks.push_back({.at = 6s + index * 25ms, .who = away + index % 2, .bytes = bytes});
    }
    for (unsigned index = 0; index < later_remarks; ++index) {
        plan.remarks.push_back({.at = 58s + index * 50ms, .who = away, .bytes = 1});
    }
}

/// Somebody goes by more names than anybody may own.
void make_many_names(Plan& plan) {
    constexpr unsigned names = 20;
    std::erase_if(plan.deeds, [](const Deed& deed) { return deed.kind > Deed::last_to_daemon; });
    for (unsigned index = 0; index < names; ++index) {
        plan.deeds.push_back({.at = 4s + index * 4s,
                              .kind = Deed::Kind::rename,
                              .whom = 0,
                              .length = 500ms,
                              .detail = 0});
    }
    plan.unruly = 90s;
}

/// Nothing happens that would make a room forget where somebody stood, but for crashes.
void make_rogue(Plan& plan) {
    plan.has_rogue = true;
    plan.journal.append_error = 0;
    std::erase_if(plan.deeds, [](const Deed& deed) {
        return deed.kind == Deed::Kind::lose_disk_end || deed.kind == Deed::Kind::move_clock ||
               deed.kind == Deed::Kind::fail_journal;
    });
}

/// Long datagrams do not come through, and nobody says so. What people say is short enough to do,
/// so all of it has to be everywhere in the end, as anywhere else; and together it is much more.
void make_narrow(Plan& plan, Random& random) {
    constexpr unsigned remarks = 60;
    constexpr std::size_t longest_remark = 300;
    plan.network.longest = random.pick<std::size_t>({548, 1072});
    plan.history = 50;
    for (auto& remark : plan.remarks) {
        remark.bytes = std::min(remark.bytes, longest_remark);
    }
    constexpr unsigned at_once = 12;
    Duration at{};
    for (unsigned index = 0; index < remarks; ++index) {
        at = index % at_once == 0 ? random.between(Duration{}, plan.unruly) : at;
        plan.remarks.push_back({.at = at,
                                .who = static_cast<unsigned>(random.below(plan.people)),
                                .bytes = random.between(1, longest_remark)});
    }
}

/// What only some rooms have to stand, one of them at a time.
void make_story(Plan& plan, Random& random) {
    const auto story = random.fraction();
    if (story < 0.002) {
        make_far_behind(plan);
    } else if (story < 0.01) {
        make_many_names(plan);
    } else if (story < 0.08) {
        make_rogue(plan);
    } else if (story < 0.16) {
        plan.max_members = random.between(1, plan.people + plan.classic_members);
    } else if (story < 0.24) {
        plan.lines = {.per_second = 1, .at_once = 5};
    } else if (story < 0.3) {
        make_narrow(plan, random);
    }
}

void make_speeches(Plan& plan, Random& random) {
    plan.is_mixed = random.chance(0.4);
    for (unsigned person = 0; person < plan.people; ++person) {
        plan.speeches.push_back(
            plan.is_mixed
                ? random.pick<Speech>({Speech::present, Speech::yesterday, Speech::tomorrow})
                : Speech::present);
    }
}

} // namespace

const char* to_text(Deed::Kind kind) {
    static constexpr std::array<const char*, static_cast<std::size_t>(Deed::Kind::count)> words{
        "crash the daemon",
        "crash it before a commit",
        "crash it after a commit",
        "stop the daemon",
        "lose the end of the disk",
        "break the journal",
        "move the clock on the wall",
        "announce",
        "kick",
        "release a name",
        "mute, lock or ban",
        "recall what was said",
        "crash a program",
        "crash one for good",
        "leave",
        "leave for good",
        "start a second program",
        "suspend a program",
        "cut a program's network",
        "give a program another address",
        "go by another name"};
    return words.at(static_cast<std::size_t>(kind));
}

RoomOptions room_options(const Plan& plan) {
    RoomOptions options;
    options.grace = plan.grace;
    options.history = plan.history;
    options.max_members = plan.max_members;
    options.limits.lines = plan.lines;
    options.limits.bytes = {};
    options.allow.push_back(*AddressRange::parse("10.0.0.0/8"));
    options.gateways.push_back(*AddressRange::parse(believed_gateways));
    return options;
}

Plan make_plan(Random random) {
    Plan plan;
    plan.people =
        static_cast<unsigned>(random.chance(0.1) ? random.between(5, 8) : random.between(2, 4));
    plan.classic_members = random.chance(0.3) ? 2 : 0;
    plan.network = make_network(random);
    plan.watches_replays = plan.network.duplication + plan.network.replay > 0 && random.chance(0.5);
    plan.journal = make_journal(random);
    plan.grace = random.pick<std::chrono::seconds>({60s, 120s});
    plan.history = random.pick<std::size_t>({0, 5, 50});
    plan.has_passphrase = random.chance(0.25);
    plan.has_look_alikes = random.chance(0.2);
    plan.unruly = random.between(Duration(10s), 90s);
    make_remarks(plan, random);
    make_deeds(plan, random);
    if (random.chance(0.003)) {
        make_long_sessions(plan, random);
    } else {
        make_story(plan, random);
    }
    make_speeches(plan, random);
    return plan;
}

} // namespace chatroom::simulation
