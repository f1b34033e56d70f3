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
                                                 const MemberName& name) {
    if (draft.settings().is_locked) {
        return Refusal::locked;
    }
    if (draft.member_count() >= options_.max_members) {
        return Refusal::room_full;
    }
    if (!asked.program || draft.name(name.text()) != nullptr) {
        return std::nullopt;
    }
    const auto now = draft.now().steady;
    if (draft.name_count_of(asked.program->key) >= max_names_of_a_key ||
        draft.name_count() >= max_names || new_names_.is_blocked(now, asked.address)) {
        return Refusal::too_many_names;
    }
    new_names_.note(now, asked.address);
    return std::nullopt;
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

std::optional<std::chrono::seconds> Admission::must_wait(const Draft& draft,
                                                         Sequence member) const {
    const auto spoke = spoke_at_.find(member.value);
    if (spoke == spoke_at_.end()) {
        return std::nullopt;
    }
    const auto may_speak_at = spoke->second + draft.settings().slow;
    const auto now = draft.now().steady;
    return now < may_speak_at
               ? std::optional(std::chrono::ceil<std::chrono::seconds>(may_speak_at - now))
               : std::nullopt;
}

void Admission::happened(Now now, const RoomState& state, const Record& record) {
    if (state.rules().settings().slow == std::chrono::seconds::zero()) {
        spoke_at_.clear();
    } else if (record.event && record.event->kind == EventKind::said) {
        spoke_at_[record.member.value] = now.steady;
    } else if (state.roster().find(record.member) == nullptr) {
        spoke_at_.erase(record.member.value);
    }
}

} // namespace chatroom
