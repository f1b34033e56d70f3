// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/person.hpp"

#include "tests/simulation/room_passphrase.hpp"

#include <array>

namespace chatroom::simulation {

std::deque<std::string> names_of(unsigned person, bool has_look_alikes) {
    struct Pair {
        const char* name;
        const char* look_alike;
    };
    static constexpr std::array<Pair, max_people> names{{{"Bob", "Вob"},
                                                         {"Anna", "ＡＮＮＡ"},
                                                         {"小明", "小明"},
                                                         {"paypal", "раураl"},
                                                         {"Zoë", "zoë"},
                                                         {"scope", "ѕсоре"},
                                                         {"Max", "max"},
                                                         {"Oslo", "oslo"}}};
    std::deque<std::string> result;
    if (has_look_alikes && person > 0) {
        result.emplace_back(names.at(person - 1).look_alike);
    }
    result.emplace_back(names.at(person).name);
    return result;
}

SealedOptions options_of(const Person& person, bool has_wrong_passphrase) {
    SealedOptions options{.identity = person.identity,
                          .known_server = person.known_server,
                          .fingerprint = {},
                          .passphrase = {},
                          .derive_passphrase_key = cheap_passphrase_key};
    if (person.speech == Speech::yesterday) {
        options.versions = {1, 1};
    } else if (person.speech == Speech::tomorrow) {
        options.versions.highest = 9;
        options.frame_of_tomorrow = frame_of_tomorrow;
    }
    if (has_wrong_passphrase) {
        options.passphrase.emplace("open barley");
    } else if (person.number % 2 == 0) { // The others wait to be asked.
        options.passphrase.emplace(room_passphrase);
    }
    return options;
}

void require_reason(const Person& person, const Program& program, const Ended& ended,
                    bool was_kicked, bool is_damaging) {
    switch (ended.reason) {
    case EndReason::left:
    case EndReason::left_unconfirmed:
    case EndReason::never_entered:
        return require(program.is_leaving, "a program ends that was not asked to leave");
    case EndReason::no_answer:
    case EndReason::ignored:
    case EndReason::nothing_listens:
    case EndReason::no_route:
        return require(!program.is_inside, "a program that was inside gives up");
    case EndReason::kicked:
        require(ended.detail == reason_of_kicks, "a program is not told why it was kicked");
        return require(was_kicked, "a program was kicked by nobody");
    case EndReason::dismissed:
        fail("a session of the sealed protocol ends as one of the classic");
    case EndReason::superseded:
        return require(person.programs > 1, "a program is superseded by nobody");
    case EndReason::other_version:
        return require(is_damaging, "the server speaks another version");
    case EndReason::other_fingerprint:
    case EndReason::server_key_changed:
        fail("the server's key has changed");
    }
}

} // namespace chatroom::simulation
