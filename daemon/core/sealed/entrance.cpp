// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/entrance.hpp"

#include "base/printable.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

using classic::Refusal;
using sealed::RefusalReason;

void Entrance::enter(Now now, SealedLink& link, const sealed::Enter& request) {
    if (link.state == SealedLink::State::serving) {
        enter_again(now, link, request);
        return;
    }
    if (superseded_.contains(link.index)) {
        return; // Until the journal has it nobody knows whether it is to be closed.
    }
    asked_.insert(link.index);
    const auto parsed = MemberName::parse(request.name);
    if (const auto* fault = std::get_if<NameFault>(&parsed)) {
        refuse(now, link, RefusalReason::name_not_allowed, classic::refusal_of(*fault));
        return;
    }
    const auto& name = std::get<MemberName>(parsed);
    if (!may_bear(now, link, name)) {
        return;
    }
    const auto* owned = names_.find(name.text());
    if (request.is_resuming && owned != nullptr && owned->instance != request.instance) {
        links_.close(now.steady, link, {sealed::CloseReason::superseded, {}});
        return;
    }
    if (const auto* member = roster_.find(name.text())) {
        take_over(now, link, request, *member);
    } else {
        come_in(now, link, request, owned != nullptr ? owned->name : name);
    }
}

/// Its WELCOME may have been lost.
void Entrance::enter_again(Now now, SealedLink& link, const sealed::Enter& request) {
    const auto* member = roster_.find(link.member);
    if (member == nullptr) {
        return; // It has left in this turn, at the end of which it is told.
    }
    if (link.instance == request.instance && roster_.find(request.name) == member) {
        link.owes_welcome = link.welcome != nullptr; // Otherwise it has come.
        links_.touch(link);
    } else {
        refuse(now, link, RefusalReason::already_inside, Refusal::already_inside,
               member->name.text());
    }
}

bool Entrance::may_bear(Now now, SealedLink& link, const MemberName& name) {
    const auto is_own = [&](const StoredName* owned) {
        return owned != nullptr && owned->key == link.key;
    };
    const auto* bearer = roster_.find(name.text());
    const auto* owned = names_.find(name.text());
    const bool is_borne = bearer != nullptr && bearer->link.is_sealed;
    if ((owned != nullptr && !is_own(owned)) ||
        (is_borne && !is_own(names_.find_exact(bearer->name.text())))) {
        refuse(now, link, RefusalReason::name_owned, Refusal::name_owned);
        return false;
    }
    if (bearer != nullptr && !is_borne) {
        refuse(now, link, RefusalReason::name_taken, Refusal::name_taken);
        return false;
    }
    return true;
}

bool Entrance::has_room(Now now, SealedLink& link, bool is_new_name) {
    if (roster_.members().size() >= options_.max_members) {
        refuse(now, link, RefusalReason::room_full, Refusal::room_full);
        return false;
    }
    if (is_new_name &&
        (names_.count_of(link.key) >= max_names_of_a_key || names_.size() >= max_names ||
         new_names_.is_blocked(now.steady, link.address))) {
        refuse(now, link, RefusalReason::too_many_names, Refusal::too_many_names);
        return false;
    }
    return true;
}

void Entrance::take_over(Now now, SealedLink& link, const sealed::Enter& request,
                         const Member& member) {
    std::uint32_t superseded = 0;
    if (auto* older = links_.serving(member.entered, member.link.session)) {
        if (older->instance == request.instance) {
            links_.erase(*older);
        } else {
            links_.unbind(*older);
            superseded = older->index;
            superseded_.insert(older->index);
        }
    }
    entered_.push_back({link.index, member.entered, superseded});
    const auto known = member.link.acknowledged;
    const auto cursor = request.is_resuming ? seen_by(request, known) : known;
    turn_.move(member.entered, link.address);
    welcome(now, link, request, claim(now, link, request, member.name),
            {.entered = member.entered, .cursor = cursor, .past = turn_.head(), .name = {}});
}

void Entrance::come_in(Now now, SealedLink& link, const sealed::Enter& request,
                       const MemberName& name) {
    const auto* owned = names_.find_exact(name.text());
    if (!has_room(now, link, owned == nullptr)) {
        return;
    }
    if (owned == nullptr) {
        new_names_.note(now.steady, link.address);
    }
    const auto head = turn_.head();
    const auto known =
        owned != nullptr ? std::min(owned->cursor, head) : log_.before_latest(options_.history);
    const auto cursor = request.is_resuming ? seen_by(request, known) : known;
    const auto& event = turn_.propose(now, {.kind = EventKind::entered,
                                            .name = name.text(),
                                            .address = link.address,
                                            .key = link.key});
    turn_.log(now, LogKind::membership,
              printable(name.text()) + " entered from " + to_string(link.address) + ", sealed");
    entered_.push_back({link.index, event.sequence, 0});
    welcome(now, link, request, claim(now, link, request, name),
            {.entered = event.sequence, .cursor = cursor, .past = head, .name = {}});
}

/// Where the program says it is, as far as that can be: nobody resumes in front of where it would
/// begin otherwise, as that would be a way to read more than a newcomer may.
Sequence Entrance::seen_by(const sealed::Enter& request, Sequence otherwise) const {
    return std::min(std::max(request.seen, otherwise), turn_.head());
}

/// Another program of the same owner begins to number its messages anew.
Entrance::Claim Entrance::claim(Now now, const SealedLink& link, const sealed::Enter& request,
                                const MemberName& name) const {
    const auto* owned = names_.find_exact(name.text());
    Claim result{.record = owned != nullptr ? *owned
                                            : StoredName{.name = name,
                                                         .key = link.key,
                                                         .instance = {},
                                                         .cursor = {},
                                                         .first_used = now.wall,
                                                         .last_used = {}},
                 .is_known = owned != nullptr && owned->instance == request.instance};
    if (!result.is_known) {
        result.record.instance = request.instance;
        result.record.client_sequence = 0;
    }
    result.record.last_used = now.wall;
    return result;
}

void Entrance::welcome(Now now, SealedLink& link, const sealed::Enter& request, Claim claim,
                       sealed::Welcome welcome) {
    welcome.is_resumed = claim.is_known;
    welcome.client_sequence = claim.record.client_sequence;
    welcome.name = claim.record.name.text();
    link.instance = request.instance;
    link.events = EventSender(welcome.cursor);
    link.watermark.reset();
    if (request.is_resuming) {
        link.watermark = std::make_unique<WatermarkTeller>();
        link.watermark->may_have_said(turn_.head());
    }
    link.is_leaving = false;
    link.is_unreachable = false;
    link.owes_welcome = true;
    link.refused.reset();
    links_.bind(link, welcome.entered);
    roster_.served(welcome.entered, link.index);
    roster_.acknowledged(welcome.entered, welcome.cursor);
    roster_.heard(welcome.entered, now.steady);
    claim.record.cursor = welcome.cursor;
    turn_.keep(std::move(claim.record));
    link.welcome = std::make_unique<sealed::Welcome>(std::move(welcome));
}

void Entrance::saved(Now now) {
    asked_.clear();
    superseded_.clear();
    for (const auto& entered : std::exchange(entered_, {})) {
        auto* older = links_.find(entered.superseded);
        if (older != nullptr && older->state == SealedLink::State::open) {
            links_.close(now.steady, *older, {sealed::CloseReason::superseded, {}});
        }
    }
}

void Entrance::not_saved() {
    superseded_.clear();
    for (; !entered_.empty(); entered_.pop_back()) {
        undo(entered_.back());
    }
    for (const auto index : std::exchange(asked_, {})) {
        if (auto* link = links_.find(index)) {
            take_back(*link);
        }
    }
}

void Entrance::undo(const Entered& entered) {
    auto* newer = links_.find(entered.session);
    if (newer != nullptr && newer->state == SealedLink::State::serving) {
        links_.unbind(*newer);
    }
    auto* older = links_.find(entered.superseded);
    if (older != nullptr && older->state == SealedLink::State::open &&
        roster_.find(entered.member) != nullptr) {
        links_.bind(*older, entered.member);
    }
}

/// Whatever it was told in this turn, or would have been, holds no more.
void Entrance::take_back(SealedLink& link) const {
    links_.reopen(link);
    link.owes_welcome = false;
    link.refused = std::make_unique<sealed::Refused>(sealed::Refused{
        RefusalReason::not_saved, classic::refusal_text(options_.language, Refusal::not_saved)});
}

void Entrance::refuse(Now now, SealedLink& link, RefusalReason reason, Refusal words,
                      std::string_view own_name) {
    link.refused = std::make_unique<sealed::Refused>(
        sealed::Refused{reason, classic::refusal_text(options_.language, words, own_name)});
    links_.touch(link);
    ++counters_.refused;
    turn_.log(now, LogKind::refused,
              "refused " + to_string(link.address) + ": " +
                  printable(classic::refusal_text(classic::Language::en, words, own_name)));
}

} // namespace chatroom
