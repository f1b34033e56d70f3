// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/admission.hpp"

namespace chatroom {

using classic::Refusal;

bool Admission::allows(DoorKind door, const Address& address) const {
    return door != DoorKind::classic || any_contains(options_.allow, address);
}

const Sanction* Admission::ban_on(const Draft& draft, const request::Enter& asked) const {
    const auto key = asked.program ? std::optional(asked.program->key) : std::nullopt;
    return draft.sanction_on(Measure::ban, {asked.address, key});
}

std::optional<Refusal> Admission::bars_from_name(const Draft& draft, const request::Enter& asked,
                                                 const MemberName& name) const {
    const auto is_own = [&](const OwnedName& owned) {
        return asked.program && owned.key == asked.program->key;
    };
    const auto* bearer = draft.bearer(name.text());
    const auto* owned = draft.name(name.text());
    if (!asked.program) {
        return bearer != nullptr  ? std::optional(Refusal::name_taken)
               : owned != nullptr ? std::optional(Refusal::name_owned)
                                  : std::nullopt;
    }
    if (owned != nullptr && !is_own(*owned)) {
        return Refusal::name_owned;
    }
    if (bearer == nullptr) {
        return std::nullopt;
    }
    const auto* of_bearer = draft.exact_name(bearer->name.text());
    if (bearer->door != asked.door) {
        return Refusal::name_taken;
    }
    return of_bearer != nullptr && is_own(*of_bearer) ? std::nullopt
                                                      : std::optional(Refusal::name_owned);
}

std::optional<Refusal> Admission::bars_from_room(const Draft& draft, const request::Enter& asked,
                                                 const MemberName& name,
                                                 const EntryLimits::Drafted& drafted) const {
    if (draft.settings().is_locked) {
        return Refusal::locked;
    }
    const auto* owned = asked.program ? draft.name(name.text()) : nullptr;
    const auto kept = is_regular(owned) ? options_.max_members / places_kept_of + 1 : 0;
    if (draft.member_count() >= options_.max_members + kept) {
        return Refusal::room_full;
    }
    const auto refusal = is_regular(owned) ? std::nullopt : bars_from_place(draft, asked);
    if (refusal || !asked.program || owned != nullptr) {
        return refusal;
    }
    if (draft.name_count_of(asked.program->key) >= max_names_of_a_key ||
        draft.name_count() >= max_names ||
        entries_.has_too_many_names(draft.now().steady, entrant(draft, asked, name), drafted)) {
        return Refusal::too_many_names;
    }
    return std::nullopt;
}

/// Nobody takes all places. This machine is no network: nobody elsewhere can act for its people,
/// and there may be many.
std::optional<Refusal> Admission::bars_from_place(const Draft& draft,
                                                  const request::Enter& asked) const {
    const auto& limits = options_.limits;
    const bool is_classic = asked.door == DoorKind::classic;
    const bool is_local = asked.address.is_loopback();
    const auto inside = draft.count_from(asked.door, Source::of_network(asked.address));
    const auto most = !is_classic ? (is_local ? options_.max_members : limits.sealed_of_a_network)
                      : is_local  ? limits.classic_of_this_machine
                                  : limits.classic_of_an_address;
    return inside >= most ? std::optional(Refusal::too_many_from_there) : std::nullopt;
}

EntryLimits::Entrant Admission::entrant(const Draft& draft, const request::Enter& asked,
                                        const MemberName& name) {
    EntryLimits::Entrant entrant{.door = asked.door, .address = asked.address, .key = {}};
    if (asked.program) {
        const auto* owned = draft.name(name.text());
        entrant.key = asked.program->key;
        entrant.is_regular = is_regular(owned);
        entrant.takes_name = owned == nullptr;
    }
    return entrant;
}

std::optional<answer::Refused>
Admission::bars_from_entering(const Draft& draft, const request::Enter& asked,
                              const MemberName& name, const EntryLimits::Drafted& drafted) const {
    const auto wait = entries_.wait_for(draft.now().steady, entrant(draft, asked, name), drafted);
    if (wait == SteadyTime::duration::zero()) {
        return std::nullopt;
    }
    return answer::Refused{Refusal::enters_too_often,
                           {.retry_after = std::chrono::ceil<std::chrono::seconds>(wait)}};
}

std::optional<answer::Refused> Admission::bars_from_speaking(const Draft& draft,
                                                             const Subject& subject) const {
    if (const auto* mute = draft.sanction_on(Measure::mute, subject)) {
        return answer::Refused{Refusal::muted, {.until = mute->until}};
    }
    const auto& settings = draft.settings();
    return settings.is_silent(draft.now().wall)
               ? std::optional(answer::Refused{Refusal::muted, {.until = settings.silence->until}})
               : std::nullopt;
}

std::optional<answer::Refused>
Admission::bars_for_a_while(const Draft& draft, const SpeakingDraft& speaking, Sequence member) {
    const auto silent = speaking.silenced_for(draft.now().steady, member);
    if (silent == SteadyTime::duration::zero()) {
        return std::nullopt;
    }
    const auto until = draft.now().wall + std::chrono::ceil<std::chrono::seconds>(silent);
    return answer::Refused{Refusal::muted, {.until = until}};
}

std::optional<std::chrono::seconds> Admission::must_wait(const Draft& draft,
                                                         const SpeakingDraft& speaking,
                                                         const Member& member, std::size_t bytes) {
    const auto wait = speaking.wait_for(draft.now().steady, member, bytes);
    const auto limited = wait > SteadyTime::duration::zero()
                             ? std::optional(std::chrono::ceil<std::chrono::seconds>(wait))
                             : std::nullopt;
    return std::max(limited, must_be_apart(draft, speaking, member.entered));
}

std::optional<std::chrono::seconds>
Admission::must_be_apart(const Draft& draft, const SpeakingDraft& speaking, Sequence member) {
    const auto slow = draft.settings().slow;
    const auto spoke_at =
        slow > std::chrono::seconds::zero() ? speaking.use_of(member).spoke_at : std::nullopt;
    const auto now = draft.now().steady;
    return spoke_at && now < *spoke_at + slow
               ? std::optional(std::chrono::ceil<std::chrono::seconds>(*spoke_at + slow - now))
               : std::nullopt;
}

void Admission::note_entry(SteadyTime now, const RoomState& state, const Record& record) {
    const bool has_entered = record.event && record.event->kind == EventKind::entered;
    const auto* member = has_entered ? state.roster().find(record.member) : nullptr;
    if (member == nullptr) {
        return;
    }
    const auto* owned =
        member->door == DoorKind::sealed ? state.names().find_exact(member->name.text()) : nullptr;
    entries_.note(now, {.door = member->door,
                        .address = member->address,
                        .key = owned != nullptr ? std::optional(owned->key) : std::nullopt,
                        .is_regular = is_regular(owned),
                        .takes_name = owned != nullptr && owned->first_used == record.event->time});
}

void Admission::happened(Now now, const RoomState& state, const Record& record) {
    speaking_.happened(now, state, record);
    note_entry(now.steady, state, record);
}

} // namespace chatroom
