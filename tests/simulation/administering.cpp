// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/administering.hpp"

#include "daemon/core/facts.hpp"
#include "tests/simulation/person.hpp"

namespace chatroom::simulation {

namespace {

using namespace std::chrono_literals;

/// Of the latest events any, which need not be a message; or what somebody has said lately.
std::vector<control::Request> recalls(const Deed& deed, const std::string& name, const Disk& disk) {
    constexpr std::uint64_t among = 30;
    const auto head = disk.events.empty() ? 0 : disk.events.back().sequence.value;
    const auto back = deed.detail / 3 % among;
    const Sequence number{head > back ? head - back : 1};
    if (deed.detail % 3 == 0) {
        return {control::Recall{{}, name, 10s, {}}};
    }
    const control::Recall recall{number, {}, {}, {}};
    return {recall, control::Recall{number.next(), {}, {}, {}}, recall}; // It was before.
}

control::Request measure(const Deed& deed, const std::string& name) {
    const std::vector<control::Request> measures{
        control::Mute{name, false, {}}, control::Mute{"", true, {}}, control::Lock{},
        control::Ban{name, reason_of_kicks, {}}, control::Ban{"classic0", reason_of_kicks, {}}};
    return measures[deed.detail % measures.size()];
}

} // namespace

std::vector<control::Request> requests_of(const Deed& deed, const std::string& name,
                                          const Disk& disk) {
    switch (deed.kind) {
    case Deed::Kind::announce:
        return {control::Announce{"announcement"}};
    case Deed::Kind::kick:
        return {control::Kick{name, reason_of_kicks}};
    case Deed::Kind::release_name:
        return {control::ReleaseName{name}};
    case Deed::Kind::moderate:
        return {measure(deed, name)};
    case Deed::Kind::recall:
        return recalls(deed, name, disk);
    default:
        return {};
    }
}

std::vector<control::Request> lifting_all(const Disk& disk) {
    std::vector<control::Request> requests{control::Unmute{"", true}, control::Unlock{}};
    for (const auto& [key, bytes] : disk.facts) {
        const facts::Kind kind{key.first};
        if (kind == facts::Kind::ban) {
            requests.emplace_back(control::Unban{key.second});
        } else if (kind == facts::Kind::mute) {
            const auto mute = facts::read_sanction({key.first, key.second, bytes});
            requests.emplace_back(control::Unmute{mute->whom, false});
        }
    }
    return requests;
}

} // namespace chatroom::simulation
