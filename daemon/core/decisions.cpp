// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/decisions.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

using classic::Refusal;

Answer Decisions::decide(const Request& request) {
    draft_.begin();
    return std::visit([&](const auto& asked) { return decide(request.requester, asked); },
                      request.what);
}

Answer Decisions::decide(const Requester& who, const request::Enter& asked) {
    const auto* inside = member_of(who);
    if (asked.program && is_bound(who)) {
        // A session serves one member, whatever the name. If that one has gone, or is another
        // program's now, the session is about to be closed.
        return inside != nullptr ? enter_again(asked, *inside) : Answer();
    }
    if (const auto* ban = inside == nullptr ? admission_.ban_on(draft_, asked) : nullptr) {
        if (asked.program && asked.program->is_resuming) {
            entered_[who] = {}; // The session enters no more.
            return answer::Expelled{ban->reason};
        }
        return answer::Refused{Refusal::banned, {.until = ban->until, .reason = ban->reason}};
    }
    auto parsed = name_of(asked, inside);
    if (!parsed) {
        return answer::Refused{classic::refusal_of(parsed.error())};
    }
    auto& name = *parsed;
    if (inside != nullptr) {
        return bears(*inside, asked.name) ? enter_again(asked, *inside)
                                          : enter_instead(who, asked, *inside, std::move(name));
    }
    if (const auto refusal = admission_.bars_from_name(draft_, asked, name)) {
        return refused_name(*refusal, name);
    }
    const auto* owned = draft_.name(name.text());
    if (owned != nullptr && asked.program->is_resuming) {
        if (owned->instance != asked.program->instance) {
            entered_[who] = {};
            return answer::Superseded{};
        }
        if (owned->kicked.has_value()) {
            entered_[who] = {};
            return answer::Expelled{*owned->kicked};
        }
    }
    if (const auto* member = draft_.bearer(name.text())) {
        if (auto here = bars_from_taking_over(asked, *member)) {
            return *std::move(here);
        }
        entered_[who] = member->entered;
        holders_[member->entered] = who;
        return take_over(asked, *member);
    }
    if (const auto refusal = admission_.bars_from_room(draft_, asked, name, entries_)) {
        return answer::Refused{*refusal};
    }
    if (auto too_often = admission_.bars_from_entering(draft_, asked, name, entries_)) {
        return *std::move(too_often);
    }
    auto entered = come_in(asked, owned != nullptr ? owned->name : std::move(name));
    entered_[who] = entered.member;
    return entered;
}

/// A name that an older version took stays its bearer's and its owner's, whatever the rules are.
Result<MemberName, NameFault> Decisions::name_of(const request::Enter& asked,
                                                 const Member* inside) const {
    if (inside != nullptr && inside->name.text() == asked.name) {
        return inside->name;
    }
    const auto* owned = asked.program ? draft_.exact_name(asked.name) : nullptr;
    return owned != nullptr && owned->key == asked.program->key ? owned->name
                                                                : MemberName::parse(asked.name);
}

Answer Decisions::enter_again(const request::Enter& asked, const Member& inside) const {
    const auto* owned = draft_.exact_name(inside.name.text());
    const bool is_same_program =
        !asked.program || (owned != nullptr && owned->instance == asked.program->instance);
    if (is_same_program && bears(inside, asked.name)) {
        return answer::Repeated{};
    }
    return answer::Refused{Refusal::already_inside, {.own_name = inside.name.text()}};
}

/// Whoever asks for it has not been inside, as who resumes goes on, and does not ask.
std::optional<answer::Refused> Decisions::bars_from_taking_over(const request::Enter& asked,
                                                                const Member& member) const {
    const auto& program = *asked.program;
    const auto* owned = draft_.exact_name(member.name.text());
    if (!program.unless_here || owned == nullptr || owned->instance == program.instance ||
        owned->instance == *program.unless_here) {
        return std::nullopt;
    }
    const auto now = draft_.now();
    std::optional heard = now.steady;
    if (member.entered <= first_ && !holders_.contains(member.entered)) {
        const auto presence = attendance_.presence(member);
        if (!presence.is_reachable) {
            return std::nullopt; // Whoever used it is somewhere else now.
        }
        heard = presence.is_elsewhere ? std::nullopt
                                      : std::optional(std::min(now.steady, presence.last_heard));
    }
    answer::Refused refused{Refusal::here_elsewhere, {.since = member.since}};
    if (heard) {
        refused.details.heard_ago = std::chrono::floor<std::chrono::seconds>(now.steady - *heard);
    }
    return refused;
}

/// Of one address and port there is one program. If that asks for another name, it is a new one in
/// the place of one that has died, or its user's wish: either way the old member is gone.
Answer Decisions::enter_instead(const Requester& who, const request::Enter& asked,
                                const Member& inside, MemberName name) {
    if (const auto refusal = admission_.bars_from_name(draft_, asked, name)) {
        return refused_name(*refusal, name);
    }
    const auto refusal = admission_.bars_from_room(draft_, asked, name, entries_);
    const bool is_of_a_place =
        refusal == Refusal::room_full || refusal == Refusal::too_many_from_there;
    if (refusal && !is_of_a_place) { // One becomes free.
        return answer::Refused{*refusal};
    }
    if (auto too_often = admission_.bars_from_entering(draft_, asked, name, entries_)) {
        return *std::move(too_often);
    }
    auto former = inside.name.text();
    depart(inside, {.kind = EventKind::left});
    auto entered = come_in(asked, std::move(name));
    entered_[who] = entered.member;
    entered.former_name = std::move(former);
    return entered;
}

/// Whoever may not bear the name of somebody who has never used it learns that it may be free soon.
answer::Refused Decisions::refused_name(Refusal refusal, const MemberName& name) const {
    const auto* owned = draft_.name(name.text());
    const bool may_be_free =
        refusal == Refusal::name_owned && owned != nullptr && !owned->is_used && !is_inside(*owned);
    return {refusal,
            {.until = may_be_free ? std::optional(owned->last_used + RoomOptions::keep_unused_names)
                                  : std::nullopt}};
}

/// Clocks jump: a name must not look unused for longer than it is, since then it is lost.
void Decisions::touch(OwnedName& name) const {
    name.last_used = std::max(name.last_used, draft_.now().wall);
}

answer::Entered Decisions::take_over(const request::Enter& asked, const Member& member) {
    answer::Entered entered{.member = member.entered,
                            .name = member.name,
                            .is_new = false,
                            .cursor = cursor_of(member),
                            .past = draft_.head()};
    auto moved = member;
    moved.address = asked.address;
    moved.reached_at = asked.reached_at;
    moved.node = options_.node;
    draft_.put(std::move(moved));
    claim(asked, entered);
    note_behind(entered.cursor);
    return entered;
}

answer::Entered Decisions::come_in(const request::Enter& asked, MemberName name) {
    answer::Entered entered{.member = {}, .name = std::move(name), .cursor = {}, .past = {}};
    entered.past = draft_.head();
    entries_.add(Admission::entrant(draft_, asked, entered.name));
    if (asked.program) {
        const auto* owned = draft_.exact_name(entered.name.text());
        entered.cursor = owned != nullptr ? owned->cursor : newcomer_cursor();
    }
    const auto& event = draft_.happens({.kind = EventKind::entered, .name = entered.name.text()});
    entered.member = event.sequence;
    draft_.put(Member{.entered = event.sequence,
                      .name = entered.name,
                      .since = event.time,
                      .door = asked.door,
                      .address = asked.address,
                      .reached_at = asked.reached_at,
                      .node = options_.node});
    if (asked.program) {
        claim(asked, entered);
        note_behind(entered.cursor);
    }
    speaking_.entered(entered.member, traces(*draft_.member(entered.member)));
    return entered;
}

/// Another program of the same owner begins to number its messages anew. Nobody resumes in front of
/// where it would begin otherwise, as that would be a way to read more than a newcomer may.
void Decisions::claim(const request::Enter& asked, answer::Entered& entered) {
    const auto& program = *asked.program;
    const auto* owned = draft_.exact_name(entered.name.text());
    auto record = owned != nullptr ? *owned
                                   : OwnedName{.name = entered.name,
                                               .key = program.key,
                                               .instance = {},
                                               .cursor = {},
                                               .first_used = draft_.now().wall,
                                               .last_used = {},
                                               .is_used = false};
    entered.is_resumed = owned != nullptr && owned->instance == program.instance;
    if (!entered.is_resumed) {
        record.instance = program.instance;
        record.client_sequence = 0;
    }
    if (program.is_resuming) {
        entered.cursor = std::max(program.seen, entered.cursor);
    }
    entered.cursor = std::min(entered.cursor, entered.past);
    entered.client_sequence = record.client_sequence;
    record.cursor = entered.cursor;
    touch(record);
    record.kicked = {};
    draft_.put(std::move(record));
}

Answer Decisions::decide(const Requester& who, const request::Say& asked) {
    const auto* member = member_of(who);
    if (member == nullptr) {
        return answer::Refused{Refusal::not_inside};
    }
    if (!bears(*member, asked.claimed_name)) {
        return answer::Refused{Refusal::not_your_name, {.own_name = member->name.text()}};
    }
    if (asked.otherwise) {
        auto muted = admission_.bars_from_speaking(draft_, speaker(*member));
        return muted ? *std::move(muted) : answer::Refused{*asked.otherwise};
    }
    const auto before = draft_.head();
    const auto* owned = asked.first > 0 ? draft_.exact_name(member->name.text()) : nullptr;
    auto taken = owned != nullptr ? owned->client_sequence : 0;
    if (owned != nullptr && asked.first > taken + 1) {
        return answer::OutOfOrder{taken};
    }
    auto number = asked.first;
    std::optional<answer::Refused> rest;
    const bool may_say_much = is_exempt(*member);
    for (const auto& text : asked.texts) {
        if (owned == nullptr || number == taken + 1) {
            // What has no number is the parts of one line.
            rest = owned != nullptr || &text == &asked.texts.front()
                       ? bars_line(*member, text.size())
                       : std::nullopt;
            if (rest) {
                break;
            }
            draft_.happens({.kind = EventKind::said,
                            .name = member->name.text(),
                            .text = text,
                            .client_sequence = number},
                           member->entered);
            speaking_.said(draft_.now().steady, *member, text.size(), may_say_much);
            taken = number;
        }
        number += owned != nullptr ? 1 : 0;
    }
    answer::Said said{
        .last_client_sequence = taken, .first = {}, .last = draft_.head(), .rest = std::move(rest)};
    if (draft_.head() > before) {
        said.first = before.next();
        if (owned != nullptr) {
            auto record = *owned;
            record.client_sequence = taken;
            record.is_used = true;
            touch(record);
            draft_.put(std::move(record));
        }
    }
    return said;
}

Answer Decisions::decide(const Requester& who, const request::GiveUp& asked) {
    const auto* member = member_of(who);
    const auto* owned = member != nullptr ? draft_.exact_name(member->name.text()) : nullptr;
    if (owned != nullptr && asked.first - 1 <= owned->client_sequence &&
        asked.last > owned->client_sequence &&
        asked.last - owned->client_sequence <= most_given_up) {
        auto record = *owned;
        record.client_sequence = asked.last;
        touch(record);
        draft_.put(std::move(record));
    }
    return std::monostate{};
}

Answer Decisions::decide(const Requester& who, const request::Leave& asked) {
    const auto* member = member_of(who);
    if (member == nullptr) {
        return answer::Left{};
    }
    if (!bears(*member, asked.claimed_name)) {
        return answer::Refused{Refusal::not_your_name, {.own_name = member->name.text()}};
    }
    const auto* owned = draft_.exact_name(member->name.text());
    if (owned != nullptr && owned->client_sequence < asked.last) {
        return std::monostate{}; // What it said last is still on the way.
    }
    return answer::Left{depart(*member, {.kind = EventKind::left}).name};
}

Answer Decisions::decide(const Requester& /*who*/, const request::Reject& asked) {
    return answer::Refused{asked.refusal};
}

Answer Decisions::decide(const Requester& /*who*/, const request::Retire& asked) {
    const auto* member = draft_.member(asked.member);
    if (member == nullptr || !options_.serves(member->node) || is_back(*member)) {
        return std::monostate{};
    }
    return answer::Left{depart(*member, {.kind = EventKind::left}).name};
}

Answer Decisions::decide(const Requester& /*who*/, const request::Move& asked) {
    const auto* member = draft_.member(asked.member);
    if (member == nullptr || !options_.serves(member->node)) {
        return std::monostate{};
    }
    if (const auto* ban = draft_.sanction_on(Measure::ban, {asked.address, std::nullopt})) {
        depart(*member, {.kind = EventKind::kicked, .text = ban->reason});
        return std::monostate{};
    }
    auto moved = *member;
    moved.address = asked.address;
    moved.reached_at = asked.reached_at;
    draft_.put(std::move(moved));
    return std::monostate{};
}

Answer Decisions::decide(const Requester& /*who*/, const request::KeepCursors& asked) {
    for (const auto& [entered, cursor] : asked.cursors) {
        const auto* member = draft_.member(entered);
        const auto* owned = member != nullptr ? draft_.exact_name(member->name.text()) : nullptr;
        if (owned != nullptr && owned->cursor < cursor) {
            auto record = *owned;
            record.cursor = cursor;
            draft_.put(std::move(record));
        }
    }
    return std::monostate{};
}

Answer Decisions::decide(const Requester& /*who*/, const request::ForgetNames& asked) {
    const auto time = std::min(asked.time, draft_.now().wall);
    return release_all(time - options_.keep_names, time - RoomOptions::keep_unused_names,
                       asked.most);
}

Answer Decisions::decide(const Requester& /*who*/, const request::ReleaseUnused& /*asked*/) {
    return release_all(WallTime::min(), WallTime::max(), 0);
}

/// Those that were last used before the one time, so many at most, and all that, never spoken
/// under, were before the other; but for those whose owners are inside.
answer::Forgotten Decisions::release_all(WallTime used_before, WallTime unused_before,
                                         std::size_t most_used) {
    answer::Forgotten forgotten;
    std::size_t used = 0;
    for (auto& name : draft_.names_out_of_use(used_before, unused_before)) {
        const auto* owned = draft_.exact_name(name);
        if (owned != nullptr && owned->is_out_of_use(used_before, unused_before) &&
            !is_inside(*owned) && (!owned->is_used || used < most_used)) {
            used += owned->is_used ? 1 : 0;
            draft_.release(name);
            forgotten.names.push_back(std::move(name));
        }
    }
    return forgotten;
}

Answer Decisions::decide(const Requester& /*who*/, const request::Release& asked) {
    const auto* owned = draft_.name(asked.name);
    if (owned == nullptr) {
        return answer::NotFound{};
    }
    auto name = owned->name.text();
    if (is_inside(*owned)) {
        return answer::OwnerInside{std::move(name)};
    }
    draft_.release(name);
    return answer::Released{std::move(name)};
}

/// When the owner of a name departs, it is remembered how far it has read. A program that was sent
/// away is known: it does not come back by itself.
const Event& Decisions::depart(const Member& member, Happening how) {
    const auto entered = member.entered;
    speaking_.left(entered, traces(member));
    const auto* owned =
        member.door == DoorKind::sealed ? draft_.exact_name(member.name.text()) : nullptr;
    auto record = owned != nullptr ? std::optional(*owned) : std::nullopt;
    if (record) {
        record->cursor = cursor_of(member);
        touch(*record);
        if (how.kind == EventKind::kicked) {
            record->kicked = how.text;
        }
    }
    how.name = member.name.text();
    const auto& happened = draft_.happens(std::move(how), entered);
    draft_.remove(entered);
    if (record) {
        draft_.put(*std::move(record));
    }
    return happened;
}

bool Decisions::is_bound(const Requester& who) const {
    return entered_.contains(who) || attendance_.member_of(who).has_value();
}

const Member* Decisions::member_of(const Requester& who) const {
    const auto entered = entered_.find(who);
    const auto known =
        entered != entered_.end() ? std::optional(entered->second) : attendance_.member_of(who);
    if (!known) {
        return nullptr;
    }
    const auto holder = holders_.find(*known);
    const bool is_another_program_s = holder != holders_.end() && holder->second != who;
    return is_another_program_s ? nullptr : draft_.member(*known);
}

/// Programs write the name as they entered it; only other spellings are worth normalising.
bool Decisions::bears(const Member& member, const std::optional<std::string>& claimed_name) const {
    return !claimed_name || member.name.text() == *claimed_name ||
           draft_.member(*claimed_name) == &member;
}

/// Since its door gave it up. Nothing that a classic program sends says that much.
bool Decisions::is_back(const Member& member) const {
    return member.door == DoorKind::sealed &&
           (holders_.contains(member.entered) || attendance_.presence(member).is_reachable);
}

bool Decisions::is_inside(const OwnedName& owned) const {
    const auto* member = draft_.exact_member(owned.name.text());
    return member != nullptr && member->door == DoorKind::sealed;
}

/// What is drafted may be newer than what the doors know, and they know only who is in the state.
Sequence Decisions::cursor_of(const Member& member) const {
    const auto* owned = draft_.exact_name(member.name.text());
    const auto drafted = owned != nullptr ? owned->cursor : Sequence{};
    const bool is_decided = member.entered <= first_;
    return is_decided ? std::max(attendance_.presence(member).cursor, drafted) : drafted;
}

/// What is drafted before a newcomer enters is part of the history it gets.
Sequence Decisions::newcomer_cursor() {
    const auto drafted = draft_.head().value - first_.value;
    return drafted >= options_.history
               ? Sequence{draft_.head().value - options_.history}
               : attendance_.before_latest(options_.history - static_cast<std::size_t>(drafted));
}

} // namespace chatroom
