// SPDX-License-Identifier: GPL-3.0-or-later
// What the sealed door makes of what was decided.
#include "base/printable.hpp"
#include "daemon/core/facts.hpp"
#include "daemon/core/sealed/sealed_door.hpp"

#include <algorithm>
#include <limits>

namespace chatroom {

using classic::Refusal;
using sealed::RefusalReason;

namespace {

/// The reason as the frame has it; the words say more. Who knows few of them takes the words of the
/// one about names.
RefusalReason reason_of(Refusal refusal, bool can_grow) {
    switch (refusal) {
    case Refusal::name_owned:
        return RefusalReason::name_owned;
    case Refusal::name_taken:
        return RefusalReason::name_taken;
    case Refusal::already_inside:
        return RefusalReason::already_inside;
    case Refusal::room_full:
        return RefusalReason::room_full;
    case Refusal::too_many_names:
        return RefusalReason::too_many_names;
    case Refusal::not_saved:
        return RefusalReason::not_saved;
    case Refusal::banned:
        return can_grow ? RefusalReason::banned : RefusalReason::name_not_allowed;
    case Refusal::locked:
        return can_grow ? RefusalReason::locked : RefusalReason::name_not_allowed;
    case Refusal::too_many_from_there:
        return can_grow ? RefusalReason::too_many_from_there : RefusalReason::room_full;
    case Refusal::enters_too_often:
        return can_grow ? RefusalReason::enters_too_often : RefusalReason::room_full;
    case Refusal::here_elsewhere:
        return RefusalReason::here_elsewhere; // Only who can grow asks for it.
    default:
        return RefusalReason::name_not_allowed;
    }
}

WatermarkTeller& watermark_of(SealedLink& link) {
    if (link.watermark == nullptr) {
        link.watermark = std::make_unique<WatermarkTeller>();
    }
    return *link.watermark;
}

} // namespace

void SealedDoor::happened(Now now, const Record& record) {
    for (const auto& fact : record.facts) {
        if (const auto member = facts::put_member(fact)) {
            stands(now, *member);
        }
    }
    if (!record.event) {
        return;
    }
    const auto& event = *record.event;
    if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
        close_departed(now, event, record.member);
    } else if (event.kind == EventKind::unpinned) {
        greet_again(now);
    }
}

/// What was taken down greets nobody any more, also if it is on the way: it may have been recalled.
void SealedDoor::greet_again(Now now) {
    for (auto* link : links_.serving()) {
        if (link->welcoming != nullptr && link->welcoming->greeting) {
            link->welcoming->greeting = greeting(now);
        }
    }
}

/// Whoever is served is told why it is not inside any more.
void SealedDoor::close_departed(Now now, const Event& departure, Sequence member) {
    unserved_.erase(member);
    lags_.erase(member);
    absences_.end(member);
    watermark_.doubt();
    auto* link = links_.of_member(member);
    if (link == nullptr) {
        return;
    }
    const auto why = departure.kind == EventKind::kicked ? sealed::CloseReason::kicked
                     : link->is_leaving                  ? sealed::CloseReason::left
                                                         : sealed::CloseReason::away_too_long;
    links_.close(now.steady, *link, {why, departure.text});
}

void SealedDoor::answered(Now now, const Request& request, const Answer& answer) {
    const bool is_saved = !std::holds_alternative<answer::NotSaved>(answer);
    if (const auto* retire = std::get_if<request::Retire>(&request.what); retire && !is_saved) {
        absences_.begin_again(retire->member, now.steady);
    }
    const auto* session = std::get_if<SessionIndex>(&request.requester);
    auto* link = session != nullptr ? links_.find(session->value) : nullptr;
    if (link == nullptr) {
        if (const auto* entered = std::get_if<answer::Entered>(&answer); session && entered) {
            entered_in_vain(now, request, *entered);
        }
        return;
    }
    links_.touch(*link);
    if (const auto* enter = std::get_if<request::Enter>(&request.what)) {
        link->is_entering = false;
        answered_entry(now, *link, *enter, answer);
    } else if (const auto* say = std::get_if<request::Say>(&request.what)) {
        link->waits_no_more(waiting_for(*say));
        answered_say(now, *link, *say, answer);
    } else if (std::holds_alternative<request::GiveUp>(request.what)) {
        link->waits_no_more(1);
    } else if (std::holds_alternative<request::Leave>(request.what)) {
        if (const auto* left = std::get_if<answer::Left>(&answer); left && !left->name.empty()) {
            context().log.note(now, LogKind::membership, printable(left->name) + " left");
        }
        link->is_leaving = false;
    }
}

/// The session is gone by now, but the member is its program's: no other serves it any more.
void SealedDoor::entered_in_vain(Now now, const Request& request, const answer::Entered& entered) {
    if (auto* older = links_.of_member(entered.member)) {
        supersede(now, *older, std::get<request::Enter>(request.what).program->instance);
    }
    unserved_[entered.member] = entered.cursor;
    absences_.begin(entered.member, now.steady);
    watermark_.doubt();
}

void SealedDoor::answered_entry(Now now, SealedLink& link, const request::Enter& asked,
                                const Answer& answer) {
    if (link.state == SealedLink::State::closed) {
        return; // It has been told why.
    }
    if (const auto* entered = std::get_if<answer::Entered>(&answer)) {
        auto* older = links_.of_member(entered->member);
        if (older != nullptr && older != &link) {
            supersede(now, *older, asked.program->instance);
        }
        welcome(now, link, asked, *entered);
        if (entered->is_new) {
            context().log.note(now, LogKind::membership,
                               printable(entered->name.text()) + " entered from " +
                                   to_string(link.origin()) + ", sealed");
        }
    } else if (std::holds_alternative<answer::Repeated>(answer)) {
        link.owes_welcome = link.welcoming != nullptr; // Otherwise it has come.
    } else if (const auto* refused = std::get_if<answer::Refused>(&answer)) {
        refuse(now, link, asked.name, *refused);
    } else if (std::holds_alternative<answer::Superseded>(answer)) {
        links_.close(now.steady, link, {sealed::CloseReason::superseded, {}});
    } else if (const auto* expelled = std::get_if<answer::Expelled>(&answer)) {
        links_.close(now.steady, link, {sealed::CloseReason::kicked, expelled->reason});
    } else if (std::holds_alternative<answer::NotSaved>(answer) && !serves(link)) {
        link.owe(
            sealed::Refused{RefusalReason::not_saved,
                            classic::refusal_text(context().options.language, Refusal::not_saved)});
    }
}

/// A program that has begun a new session has no use for the older one; another program is told.
void SealedDoor::supersede(Now now, SealedLink& older, sealed::Instance newer) {
    keep_lag(now, older);
    if (older.instance == newer) {
        links_.erase(older);
    } else {
        links_.close(now.steady, older, {sealed::CloseReason::superseded, {}});
    }
}

void SealedDoor::welcome(Now now, SealedLink& link, const request::Enter& asked,
                         const answer::Entered& entered) {
    const auto& program = *asked.program;
    link.instance = program.instance;
    link.events = EventSender(entered.cursor);
    link.lag = take_lag(entered.member);
    link.lag.came_in(context().state.head());
    link.is_lagging = lags(now, link);
    link.watermark.reset();
    if (program.is_resuming) {
        watermark_of(link).may_have_said(entered.past);
    }
    link.owes_welcome = true;
    link.refusals.reset();
    if (link.state != SealedLink::State::serving) {
        links_.bind(link, entered.member);
    }
    unserved_.erase(entered.member);
    if (link.is_lagging) { // To come back by itself is not to catch up.
        lose_sight(now, link);
    } else {
        absences_.end(entered.member);
    }
    watermark_.doubt();
    link.welcoming = std::make_unique<SealedLink::Welcoming>(
        SealedLink::Welcoming{.welcome = {.is_resumed = entered.is_resumed,
                                          .entered = entered.member,
                                          .cursor = entered.cursor,
                                          .past = entered.past,
                                          .client_sequence = entered.client_sequence,
                                          .name = entered.name.text()}});
    if (sealed::can_grow(link.version)) {
        link.welcoming->limits = limits_of(now, link);
        link.welcoming->greeting = program.is_resuming ? std::nullopt : greeting(now);
    }
    if (link.origin() != asked.address || !(link.reached_at() == asked.reached_at)) {
        // It has moved while this was being decided.
        ask_to_move(now, link, entered.member);
    }
}

/// Whoever comes in may have missed what is to be known all the time.
std::optional<sealed::Greeting> SealedDoor::greeting(Now now) const {
    auto greeting = context().state.rules().settings().greeting(now.wall);
    return greeting.is_empty() ? std::nullopt : std::optional(std::move(greeting));
}

/// How fast its member may speak; who is exempt has no limits.
sealed::Limits SealedDoor::limits_of(Now now, const SealedLink& link) const {
    if (context().state.rules().hits(Measure::exemption, {std::nullopt, link.key}, now.wall)) {
        return {};
    }
    const auto& lines = context().options.limits.lines;
    const auto& bytes = context().options.limits.bytes;
    return {.lines_per_second = lines.per_second,
            .lines_at_once = lines.at_once,
            .bytes_per_second = bytes.per_second,
            .bytes_at_once = bytes.at_once};
}

void SealedDoor::refuse(Now now, SealedLink& link, std::string_view name,
                        const answer::Refused& refused) {
    link.owe(sealed::Refused{reason_of(refused.refusal, sealed::can_grow(link.version)),
                             refused.words(context().options.language)});
    note_refused(now, link, name, refused);
}

void SealedDoor::note_refused(Now now, const SealedLink& link, std::string_view name,
                              const answer::Refused& refused) {
    context().refusals.note(
        now, {.door = DoorKind::sealed, .address = link.origin(), .name = name, .key = link.key},
        refused);
}

void SealedDoor::answered_say(Now now, SealedLink& link, const request::Say& asked,
                              const Answer& answer) {
    if (!serves(link)) {
        return;
    }
    const auto last = asked.unclean > 0
                          ? asked.unclean
                          : asked.first + static_cast<std::uint32_t>(asked.texts.size()) - 1;
    if (const auto* said = std::get_if<answer::Said>(&answer)) {
        if (said->first > Sequence{}) {
            watermark_of(link).said(said->first);
            watermark_of(link).said(said->last);
        }
        if (said->rest) {
            tell_refused(now, link, said->last_client_sequence + 1, last, *said->rest);
        } else if (asked.unclean == said->last_client_sequence + 1) {
            tell_not_said(link, asked.unclean, asked.unclean, sealed::NotSaidReason::not_clean);
            note_refused(now, link, name_of(link), {Refusal::text_not_clean});
        }
    } else if (std::holds_alternative<answer::OutOfOrder>(answer)) {
        tell_not_said(link, asked.first, last, sealed::NotSaidReason::out_of_order);
    } else if (std::holds_alternative<answer::NotSaved>(answer)) {
        tell_not_said(link, asked.first, last, sealed::NotSaidReason::not_saved);
    }
}

/// Of whom the session serves.
std::string_view SealedDoor::name_of(const SealedLink& link) const {
    const auto* member = context().state.roster().find(link.member);
    return member != nullptr ? std::string_view(member->name.text()) : std::string_view();
}

void SealedDoor::tell_refused(Now now, SealedLink& link, std::uint32_t first, std::uint32_t last,
                              const answer::Refused& refused) {
    note_refused(now, link, name_of(link), refused);
    // Without words for it, the client is to know at least that somebody is there.
    link.owes_pong |= !sealed::can_grow(link.version);
    const bool is_muted = refused.refusal == Refusal::muted;
    constexpr std::chrono::seconds longest{std::numeric_limits<std::uint16_t>::max()};
    link.owe({.first = first,
              .last = last,
              .reason = is_muted ? sealed::NotSaidReason::muted : sealed::NotSaidReason::too_fast,
              .retry_after_seconds = static_cast<std::uint16_t>(
                  std::min(refused.details.retry_after, longest).count()),
              .text = refused.words(context().options.language)});
}

void SealedDoor::tell_not_said(SealedLink& link, std::uint32_t first, std::uint32_t last,
                               sealed::NotSaidReason reason) const {
    constexpr std::uint16_t worth_trying_after_seconds = 1;
    sealed::NotSaid not_said{.first = first, .last = last, .reason = reason, .text = {}};
    const auto words = [&](Refusal refusal) {
        not_said.text = classic::refusal_text(context().options.language, refusal);
    };
    if (reason == sealed::NotSaidReason::not_clean) {
        words(Refusal::text_not_clean);
    } else if (reason != sealed::NotSaidReason::out_of_order) {
        words(reason == sealed::NotSaidReason::not_saved ? Refusal::not_saved
                                                         : Refusal::too_many_messages);
        not_said.retry_after_seconds = worth_trying_after_seconds;
    }
    link.owe(std::move(not_said));
}

} // namespace chatroom
