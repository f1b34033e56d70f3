// SPDX-License-Identifier: GPL-3.0-or-later
// What the sealed door tells members who ask.
#include "daemon/core/sealed/pages.hpp"
#include "daemon/core/sealed/sealed_door.hpp"
#include "daemon/core/who_has.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

/// As many names as there is room for, which gets less by them.
sealed::Crowd crowd_of(const std::vector<const Member*>& members, std::size_t& room_bytes) {
    constexpr std::size_t most_names = 255;
    sealed::Crowd crowd{.count = static_cast<std::uint32_t>(members.size()), .names = {}};
    for (const auto* member : members) {
        const auto bytes = 1 + member->name.text().size();
        if (bytes > room_bytes || crowd.names.size() == most_names) {
            break;
        }
        room_bytes -= bytes;
        crowd.names.push_back(member->name.text());
    }
    return crowd;
}

SealedLink::Told& told_of(SealedLink& link) {
    if (link.told == nullptr) {
        link.told = std::make_unique<SealedLink::Told>();
    }
    return *link.told;
}

} // namespace

void SealedDoor::take(Now now, SealedLink& link, const sealed::AskDelivered& asked) {
    if (!serves(link) || now.steady < link.asks_again_at || !asked_rate_.take(now.steady)) {
        return;
    }
    link.asks_again_at = now.steady + ask_interval;
    auto& told = told_of(link).delivered.emplace(sealed::Delivered{.event = asked.event});
    const auto& state = context().state;
    if (asked.event == Sequence{} || asked.event > state.head()) {
        return; // Nobody has it, nor lacks it.
    }
    const auto cursor_of = [&](const Member& member) {
        return context().options.serves(member.node) ? presence(member).cursor
                                                     : state.delivered_by(member.node);
    };
    const auto delivery = who_has(state.roster(), asked.event, cursor_of);
    auto room = std::min(sealed::max_delivered_names_bytes,
                         link.events.path().plaintext_bytes() - sealed::bare_delivered_bytes);
    told.lacking = crowd_of(delivery.lacking, room);
    told.having = crowd_of(delivery.having, room);
    told.later = crowd_of(delivery.later, room);
    told.mute = crowd_of(delivery.mute, room);
}

/// One a turn, and not more than one may have; what is not answered is asked again.
bool SealedDoor::may_have_page(Now now, SealedLink& link) {
    const bool may_ask = serves(link) && link.told == nullptr &&
                         link.pages.wait_for(pages_of_one, now.steady, 1).count() == 0;
    if (!may_ask || !asked_rate_.take(now.steady)) {
        return false;
    }
    link.pages.use(pages_of_one, now.steady, 1);
    return true;
}

void SealedDoor::take(Now now, SealedLink& link, const sealed::AskMembers& asked) {
    if (may_have_page(now, link)) {
        told_of(link).members = members_page(
            context().state.roster(), asked,
            std::min(sealed::max_members_names_bytes,
                     link.events.path().plaintext_bytes() - sealed::bare_members_bytes));
    }
}

void SealedDoor::take(Now now, SealedLink& link, const sealed::AskOlder& asked) {
    if (may_have_page(now, link)) {
        told_of(link).asked_older = asked;
    }
}

/// A member sees no more of the past than whoever came in with it.
std::optional<sealed::Older> SealedDoor::take_older(SealedLink& link) {
    const auto asked = link.told != nullptr && serves(link)
                           ? std::exchange(link.told->asked_older, std::nullopt)
                           : std::nullopt;
    if (!asked) {
        return std::nullopt;
    }
    const auto history = std::min<std::uint64_t>(context().options.history, link.member.value - 1);
    const auto room =
        std::min(sealed::max_older_events_bytes,
                 link.events.path().plaintext_bytes() - sealed::bare_older_page_bytes);
    return older_page(log_, *asked, {link.member.value - history}, room);
}

} // namespace chatroom
