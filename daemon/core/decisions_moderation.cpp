// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the administrator's requests about members and what they may do.
#include "daemon/core/decisions.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

Answer Decisions::decide(const Requester& /*who*/, const request::Announce& asked) {
    for (const auto& part : asked.parts) {
        draft_.happens({.kind = EventKind::announced, .text = part});
    }
    const auto announced = draft_.head();
    if (asked.is_pinned) {
        auto settings = draft_.settings();
        settings.pinned = asked.parts.front();
        settings.pinned_event = announced;
        change({.kind = EventKind::pinned, .about = announced}, std::move(settings));
    }
    return answer::Announced{announced, draft_.member_count()};
}

Answer Decisions::decide(const Requester& /*who*/, const request::Kick& asked) {
    const auto* member = draft_.member(asked.name);
    if (member == nullptr) {
        return answer::NotFound{};
    }
    if (!asked.ban) {
        const auto& event = depart(*member, {.kind = EventKind::kicked, .text = asked.reason});
        return answer::Kicked{event.sequence, event.name};
    }
    auto aim = *aim_at(asked.name);
    if (!has_room(Measure::ban, aim.target)) {
        return answer::TooManySanctions{};
    }
    auto hits = ban({.target = aim.target,
                     .whom = aim.name,
                     .reason = asked.reason,
                     .since = draft_.now().wall,
                     .until = end_of(asked.ban)},
                    aim.name);
    std::erase(hits.names, aim.name);
    return answer::Kicked{hits.event, std::move(aim.name), std::move(aim.target),
                          std::move(hits.names)};
}

Answer Decisions::decide(const Requester& /*who*/, const request::Ban& asked) {
    auto aim = asked.target.empty() ? aim_at(asked.name) : std::optional(Aim{asked.target, {}});
    if (!aim) {
        return answer::NotFound{};
    }
    if (!has_room(Measure::ban, aim->target)) {
        return answer::TooManySanctions{};
    }
    const auto until = end_of(asked.length);
    auto hits = ban({.target = aim->target,
                     .whom = aim->name,
                     .reason = asked.reason,
                     .since = draft_.now().wall,
                     .until = until},
                    aim->name);
    return answer::Banned{std::move(aim->target), std::move(aim->name), until,
                          std::move(hits.names)};
}

Decisions::Hits Decisions::ban(Sanction ban, std::string_view name) {
    Sanctions alone;
    alone.put(ban);
    const auto reason = ban.reason;
    draft_.put(Measure::ban, std::move(ban));
    Hits hits;
    for (const auto entered : draft_.members()) {
        const auto& member = *draft_.member(entered);
        if (!alone.hit({address_of(member), key_of(member)})) {
            continue;
        }
        const auto& event = depart(member, {.kind = EventKind::kicked, .text = reason});
        hits.event = event.name == name ? event.sequence : hits.event;
        hits.names.push_back(event.name);
    }
    return hits;
}

/// Whoever was banned by a name is found by it, too: all bans that were meant for it end.
Answer Decisions::decide(const Requester& /*who*/, const request::Unban& asked) {
    std::vector<std::string> targets{asked.target};
    if (draft_.sanction(Measure::ban, asked.target) == nullptr) {
        targets = draft_.sanctions_against(Measure::ban, shown_name(asked.target));
    }
    std::erase_if(targets, [&](const std::string& target) {
        return draft_.sanction(Measure::ban, target) == nullptr;
    });
    if (targets.empty()) {
        return answer::NotFound{};
    }
    for (const auto& target : targets) {
        draft_.lift(Measure::ban, target);
    }
    return answer::Unbanned{std::move(targets.front())};
}

Answer Decisions::decide(const Requester& /*who*/, const request::Mute& asked) {
    const auto until = end_of(asked.length);
    const auto seconds = asked.length ? std::to_string(asked.length->count()) : std::string();
    if (!asked.name) {
        auto settings = draft_.settings();
        settings.silence = Silence{until};
        const auto done = change({.kind = EventKind::muted, .text = seconds}, std::move(settings));
        return answer::Muted{std::get<answer::Done>(done).sequence, {}, until, {}};
    }
    auto aim = aim_at(*asked.name);
    if (!aim) {
        return answer::NotFound{};
    }
    if (!has_room(Measure::mute, aim->target)) {
        return answer::TooManySanctions{};
    }
    const Sanction mute{
        .target = aim->target, .whom = aim->name, .since = draft_.now().wall, .until = until};
    Sanctions alone;
    alone.put(mute);
    std::vector<std::string> also;
    for (const auto entered : draft_.members()) {
        const auto& member = *draft_.member(entered);
        if (member.name.text() != aim->name && alone.hit(speaker(member))) {
            also.push_back(member.name.text());
        }
    }
    const auto sequence =
        draft_.happens({.kind = EventKind::muted, .name = aim->name, .text = seconds}).sequence;
    draft_.put(Measure::mute, mute);
    return answer::Muted{sequence, std::move(aim->name), until, std::move(also)};
}

Answer Decisions::decide(const Requester& /*who*/, const request::Exempt& asked) {
    auto aim = aim_at(asked.name);
    if (!aim) {
        return answer::NotFound{};
    }
    if (!asked.is_exempt) {
        if (draft_.sanction(Measure::exemption, aim->target) == nullptr) {
            return answer::NotFound{};
        }
        draft_.lift(Measure::exemption, aim->target);
    } else if (!has_room(Measure::exemption, aim->target)) {
        return answer::TooManySanctions{};
    } else {
        draft_.put(Measure::exemption,
                   Sanction{.target = aim->target, .whom = aim->name, .since = draft_.now().wall});
    }
    return answer::Done{{}, std::move(aim->name)};
}

/// The first time whoever floods the room is to say nothing for a while; who goes on has to leave.
Answer Decisions::decide(const Requester& /*who*/, const request::Restrain& asked) {
    const auto* member = draft_.member(asked.member);
    if (member == nullptr || is_exempt(*member)) {
        return std::monostate{};
    }
    auto name = member->name.text();
    if (admission_.bars_from_speaking(draft_, speaker(*member)) ||
        Admission::bars_for_a_while(draft_, speaking_, asked.member)) {
        const auto& event =
            depart(*member, {.kind = EventKind::kicked,
                             .text = std::string(classic::flooding(options_.language))});
        return answer::Kicked{event.sequence, std::move(name)};
    }
    const auto seconds = std::to_string(SpeakingLimits::sentence.count());
    // Of no member, so that it hears it, too.
    const auto sequence =
        draft_.happens({.kind = EventKind::muted, .name = name, .text = seconds}).sequence;
    return answer::Muted{
        sequence, std::move(name), draft_.now().wall + SpeakingLimits::sentence, {}};
}

Answer Decisions::decide(const Requester& /*who*/, const request::Unmute& asked) {
    if (!asked.name) {
        auto settings = draft_.settings();
        if (!settings.is_silent(draft_.now().wall)) {
            return answer::NotFound{};
        }
        settings.silence.reset();
        return change({.kind = EventKind::unmuted}, std::move(settings));
    }
    auto aim = aim_at(*asked.name);
    const auto* member = aim ? draft_.member(aim->name) : nullptr;
    const bool is_silenced =
        member != nullptr &&
        Admission::bars_for_a_while(draft_, speaking_, member->entered).has_value();
    const bool is_muted =
        is_silenced || (aim && draft_.sanction(Measure::mute, aim->target) != nullptr);
    if (!is_muted) {
        return answer::NotFound{};
    }
    const auto sequence = draft_.happens({.kind = EventKind::unmuted, .name = aim->name}).sequence;
    draft_.lift(Measure::mute, aim->target);
    return answer::Done{sequence, std::move(aim->name)};
}

Answer Decisions::decide(const Requester& /*who*/, const request::Lock& asked) {
    auto settings = draft_.settings();
    if (std::exchange(settings.is_locked, asked.is_locked) == asked.is_locked) {
        return answer::Done{};
    }
    return change({.kind = asked.is_locked ? EventKind::locked : EventKind::unlocked},
                  std::move(settings));
}

Answer Decisions::decide(const Requester& /*who*/, const request::Slow& asked) {
    auto settings = draft_.settings();
    if (std::exchange(settings.slow, asked.between_lines) == asked.between_lines) {
        return answer::Done{};
    }
    const auto seconds = asked.between_lines.count();
    return change({.kind = EventKind::slowed, .text = seconds > 0 ? std::to_string(seconds) : ""},
                  std::move(settings));
}

Answer Decisions::decide(const Requester& /*who*/, const request::SetTopic& asked) {
    auto settings = draft_.settings();
    if (!asked.text || std::exchange(settings.topic, *asked.text) == *asked.text) {
        return answer::Done{};
    }
    return change({.kind = EventKind::topic, .text = *asked.text}, std::move(settings));
}

Answer Decisions::decide(const Requester& /*who*/, const request::Unpin& /*asked*/) {
    auto settings = draft_.settings();
    if (settings.pinned.empty()) {
        return answer::NotFound{};
    }
    settings.pinned.clear();
    const auto about = std::exchange(settings.pinned_event, {});
    return change({.kind = EventKind::unpinned, .about = about}, std::move(settings));
}

Answer Decisions::decide(const Requester& /*who*/, const request::KeepSettings& /*asked*/) {
    draft_.put(draft_.settings());
    return std::monostate{};
}

/// Nobody is told: it has counted as not there since it was over.
Answer Decisions::decide(const Requester& /*who*/, const request::LiftOver& asked) {
    const auto time = std::min(asked.time, draft_.now().wall);
    for (const auto measure : all_measures) {
        for (const auto& target : draft_.sanctions_over_at(measure, time)) {
            if (draft_.sanction(measure, target) == nullptr) { // It may have been put anew.
                draft_.lift(measure, target);
            }
        }
    }
    const auto& silence = draft_.settings().silence;
    if (silence && is_over(silence->until, time)) {
        auto settings = draft_.settings();
        settings.silence.reset();
        draft_.put(std::move(settings));
    }
    return std::monostate{};
}

Answer Decisions::change(Happening what, Settings settings) {
    const auto sequence = draft_.happens(std::move(what)).sequence;
    draft_.put(std::move(settings));
    return answer::Done{sequence};
}

/// The owner's key, wherever the owner is; of a classic bearer all that is known is the address.
std::optional<Decisions::Aim> Decisions::aim_at(std::string_view name) const {
    const auto* member = draft_.member(name);
    if (member != nullptr && member->door == DoorKind::classic) {
        constexpr unsigned all_bits = 128;
        return Aim{target_text(AddressRange::around(member->address, all_bits)),
                   member->name.text()};
    }
    const auto* owned =
        member != nullptr ? draft_.exact_name(member->name.text()) : draft_.name(name);
    return owned != nullptr
               ? std::optional(Aim{sealed::fingerprint(owned->key), owned->name.text()})
               : std::nullopt;
}

std::optional<WallTime> Decisions::end_of(const request::Length& length) const {
    return length ? std::optional(draft_.now().wall + *length) : std::nullopt;
}

bool Decisions::has_room(Measure measure, std::string_view target) const {
    return draft_.sanction(measure, target) != nullptr ||
           draft_.sanction_count(measure) < Rules::max_sanctions;
}

std::optional<answer::Refused> Decisions::bars_line(const Member& member, std::size_t bytes) const {
    const auto& settings = draft_.settings();
    const bool may_be_muted = settings.silence || draft_.sanction_count(Measure::mute) > 0;
    if (may_be_muted) {
        if (auto muted = admission_.bars_from_speaking(draft_, speaker(member))) {
            return muted;
        }
    }
    if (auto silenced = Admission::bars_for_a_while(draft_, speaking_, member.entered)) {
        return silenced;
    }
    auto wait = Admission::must_wait(draft_, speaking_, member, bytes);
    if (wait && is_exempt(member)) {
        wait = Admission::must_be_apart(draft_, speaking_, member.entered);
    }
    return wait ? std::optional(answer::Refused{classic::Refusal::too_fast, {.retry_after = *wait}})
                : std::nullopt;
}

std::vector<Trace> Decisions::traces(const Member& member) const {
    const auto key = key_of(member);
    return traces_of(member, key ? &*key : nullptr);
}

bool Decisions::is_exempt(const Member& member) const {
    return draft_.sanction_count(Measure::exemption) > 0 &&
           draft_.sanction_on(Measure::exemption, speaker(member)) != nullptr;
}

Subject Decisions::speaker(const Member& member) const {
    return chatroom::speaker(member.door, member.address, key_of(member));
}

std::optional<sealed::PublicKey> Decisions::key_of(const Member& member) const {
    const auto* owned =
        member.door == DoorKind::sealed ? draft_.exact_name(member.name.text()) : nullptr;
    return owned != nullptr ? std::optional(owned->key) : std::nullopt;
}

/// Doors know only who is in the state, and whoever has been taken over in this draft is where the
/// draft says.
Address Decisions::address_of(const Member& member) const {
    const bool is_decided = member.entered <= first_ && !holders_.contains(member.entered);
    return is_decided ? attendance_.presence(member).address : member.address;
}

} // namespace chatroom
