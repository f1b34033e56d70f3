// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_door.hpp"

#include "base/deadline.hpp"
#include "base/printable.hpp"
#include "daemon/core/sealed/courier.hpp"
#include "protocol/text.hpp"

#include <algorithm>

namespace chatroom {

namespace {

/// A datagram that carries nothing but CHALLENGE; whoever has not proven its address gets it only
/// for one that is not smaller.
constexpr std::size_t challenge_bytes =
    sealed::transport_header_bytes + 1 + std::tuple_size_v<sealed::Token> + sealed::tag_bytes;

/// After such a silence, which is longer than any between two PINGs, nothing at all came through;
/// so what was lost says nothing about its length.
constexpr std::chrono::seconds silence_of_a_cut{15};

bool is_clean(const std::string& text) {
    return !text.empty() && clean_text(text) == text;
}

SessionIndex session_of(const SealedLink& link) {
    return {link.index};
}

} // namespace

SealedDoor::SealedDoor(DoorContext context, RoomSecrets secrets, const Journal& journal, Now now)
    : Door(context), secrets_(std::move(secrets)), log_(journal, context.state.head()),
      reception_(context, secrets_, mail_, links_),
      cursors_(
          context.state,
          [this](const Member& member) {
              return this->context().options.serves(member.node) ? presence(member).cursor
                                                                 : Sequence{};
          },
          now.steady),
      opened_at_(now.steady) {
    for (const auto& [entered, member] : context.state.roster().members()) {
        if (member.door == DoorKind::sealed && context.options.serves(member.node)) {
            adopt(now, member);
            mail_.send(member.way(), sealed::encode(sealed::Wake{}));
        }
    }
}

WaitingPlace SealedDoor::place_of(Now now, const Address& sender, std::string_view bytes) {
    const auto datagram = sealed::decode(bytes);
    const auto network = Source::of_network(sender);
    if (const auto* transport = std::get_if<sealed::Transport>(&datagram)) {
        const auto* link = links_.find(transport->receiver_index);
        if (link != nullptr && serves(*link)) {
            return {Standing::member, Source::of_member(DoorKind::sealed, link->member)};
        }
        return {link != nullptr ? Standing::returning : Standing::stranger, network};
    }
    if (!reception_.knows(now, sender, datagram)) {
        return {Standing::stranger, network};
    }
    const bool is_expected = !unserved_.empty() && expected_.contains(sender);
    return {is_expected ? Standing::returning : Standing::handshake, network};
}

void SealedDoor::handle(Now now, const Address& sender, std::string_view bytes) {
    ++context().counters.datagrams_received;
    const auto datagram = sealed::decode(bytes);
    if (const auto* transport = std::get_if<sealed::Transport>(&datagram)) {
        take(now, sender, *transport);
    } else if (const auto* hello = std::get_if<sealed::Hello>(&datagram)) {
        reception_.take(now, sender, *hello);
    } else if (const auto* initiate = std::get_if<sealed::Initiate>(&datagram)) {
        reception_.take(now, sender, *initiate);
    } else if (const auto* finish = std::get_if<sealed::Finish>(&datagram)) {
        reception_.take(now, sender, *finish);
    } else {
        ignore(); // Of no form that is known, or of one that only servers send.
    }
}

void SealedDoor::take(Now now, const Address& sender, const sealed::Transport& transport) {
    auto* link = links_.find(transport.receiver_index);
    if (link == nullptr) {
        ignore();
        // It may have overtaken its FINISH.
        if (!reception_.expects(transport.receiver_index) && unknown_rate_.take(now.steady)) {
            mail_.send(sender, sealed::encode(sealed::unknown_for(transport.datagram)));
        }
        return;
    }
    const auto opened = link->opener.open(transport.datagram);
    if (!opened) {
        ignore();
        return;
    }
    if (link->state == SealedLink::State::closed) {
        link->owes_closed = true;
        links_.touch(*link);
        return;
    }
    const auto frames = sealed::decode_client_frames(opened->plaintext, link->version);
    if (!frames) {
        ignore();
        return;
    }
    heard(now, *link, sender);
    if (opened->is_newest && sender != link->address &&
        transport.datagram.size() >= challenge_bytes) {
        if (link->path == nullptr) {
            link->path = std::make_unique<PathCheck>();
        }
        link->path->seen(now.steady, sender, secrets_.fill_random);
    }
    const sealed::UnlessHere* condition = nullptr;
    for (const auto& frame : *frames) {
        if (const auto* unless = std::get_if<sealed::UnlessHere>(&frame)) {
            condition = unless;
        } else if (const auto* enter = std::get_if<sealed::Enter>(&frame)) {
            take(now, *link, *enter, condition);
        } else {
            take(now, *link, sender, frame);
        }
    }
}

bool SealedDoor::serves(const SealedLink& link) {
    return link.state == SealedLink::State::serving;
}

void SealedDoor::heard(Now now, SealedLink& link, const Address& sender) {
    if (now.steady - link.last_heard > silence_of_a_cut) {
        link.events.path() = {};
    }
    link.last_heard = now.steady;
    links_.touch(link);
    if (sender == link.address) {
        link.address.local = sender.local;
    }
    if (serves(link)) {
        const bool was_silent = absences_.contains(link.member) && !link.is_lagging;
        if (was_silent || link.events.timeouts_in_a_row() > 1) {
            link.events.returned();
        }
        note_reachable(now, link);
    }
}

/// After an acknowledgement.
void SealedDoor::note_lag(Now now, SealedLink& link) {
    const bool was_lagging = std::exchange(link.is_lagging, lags(now, link));
    if (link.is_lagging && !was_lagging) {
        absences_.end(link.member); // Its grace time begins now, also if it was silent before.
        lose_sight(now, link);
    }
}

bool SealedDoor::lags(Now now, SealedLink& link) const {
    const auto cursor = link.events.acknowledged();
    link.lag.note(now.steady, cursor, context().state.head(), context().options.lag);
    return link.lag.is_over(now.steady, cursor, context().options.lag);
}

/// Another session is to go on where this one was: what was sent here and never acknowledged counts
/// since then.
void SealedDoor::keep_lag(Now now, const SealedLink& link) {
    auto lag = link.lag;
    lag.note(link.events.waiting_since().value_or(now.steady), link.events.acknowledged(),
             context().state.head(), context().options.lag);
    lags_.insert_or_assign(link.member, lag);
}

/// Whoever comes in for the first time has none.
Lag SealedDoor::take_lag(Sequence member) {
    const auto kept = lags_.extract(member);
    return kept.empty() ? Lag() : kept.mapped();
}

/// Whoever speaks is there; but not who lets the whole room wait for an acknowledgement, or for one
/// after the other.
void SealedDoor::note_reachable(Now now, const SealedLink& link) {
    if (!link.is_lagging && !link.events.is_stalled(now.steady, SealedLinks::silence)) {
        if (absences_.contains(link.member)) {
            const auto& name = context().state.roster().find(link.member)->name.text();
            context().log.note(now, LogKind::detail, printable(name) + " is reachable again");
        }
        absences_.end(link.member);
    }
}

void SealedDoor::take(Now now, SealedLink& link, const Address& sender,
                      const sealed::ClientFrame& frame) {
    if (std::holds_alternative<sealed::Ping>(frame)) {
        link.owes_pong = true;
        link.repeats_condition |= !can_keep_;
        link.owes_condition = link.repeats_condition ? std::optional(can_keep_) : std::nullopt;
    } else if (const auto* response = std::get_if<sealed::Response>(&frame)) {
        take(now, link, sender, *response);
    } else if (const auto* from = std::get_if<sealed::From>(&frame)) {
        link.is_entering ? ignore() : take(now, link, *from);
    } else if (!serves(link) && !link.is_entering) {
        ignore();
    } else if (const auto* said = std::get_if<sealed::Say>(&frame)) {
        // Who has gone where nobody may be has to say first that it is there, and is put out then.
        const bool is_barred =
            sender != link.address &&
            context().state.rules().hits(Measure::ban, {sender, std::nullopt}, now.wall);
        is_barred ? ignore() : take(now, link, *said);
    } else if (const auto* given_up = std::get_if<sealed::GivenUp>(&frame)) {
        take(now, link, *given_up);
    } else if (const auto* ack = std::get_if<sealed::Ack>(&frame)) {
        take(now, link, *ack);
    } else if (const auto* leave = std::get_if<sealed::Leave>(&frame)) {
        take(now, link, *leave);
    } else if (const auto* asked = std::get_if<sealed::AskDelivered>(&frame)) {
        take(now, link, *asked);
    } else if (const auto* who = std::get_if<sealed::AskMembers>(&frame)) {
        take(now, link, *who);
    } else if (const auto* older = std::get_if<sealed::AskOlder>(&frame)) {
        take(now, link, *older);
    } else if (const auto* program = std::get_if<sealed::Program>(&frame)) {
        link.program = std::make_unique<std::string>(program->name);
    }
}

void SealedDoor::take(Now now, SealedLink& link, const sealed::Enter& enter,
                      const sealed::UnlessHere* condition) {
    if (std::exchange(link.is_entering, true)) {
        return; // The first one's answer serves both.
    }
    const auto unless_here = condition != nullptr ? std::optional(condition->former) : std::nullopt;
    ask(now, {session_of(link), request::Enter{.name = enter.name,
                                               .door = DoorKind::sealed,
                                               .address = link.origin(),
                                               .reached_at = link.reached_at(),
                                               .program = {{.key = link.key,
                                                            .instance = enter.instance,
                                                            .is_resuming = enter.is_resuming,
                                                            .seen = enter.seen,
                                                            .unless_here = unless_here}}}});
}

/// What a text that is not clean follows is taken, unless the client has no words for being told of
/// such a text: then nothing is. What waits to be decided already need not wait twice.
void SealedDoor::take(Now now, SealedLink& link, const sealed::Say& said) {
    const bool are_clean = std::all_of(said.texts.begin(), said.texts.end(), is_clean);
    if (!are_clean && !sealed::can_grow(link.version)) {
        ignore();
        return;
    }
    auto text = said.texts.begin();
    auto number = said.first;
    for (; text != said.texts.end() && link.is_waiting(number); ++text) {
        ++number;
    }
    const auto unclean = std::find_if_not(text, said.texts.end(), is_clean);
    const auto clean = static_cast<std::uint32_t>(unclean - text);
    const auto room = static_cast<std::uint32_t>(max_messages_waiting) - link.said_waiting;
    const auto taken = std::min(clean, room);
    if (taken < clean) {
        tell_not_said(link, number + taken, number + clean - 1, sealed::NotSaidReason::too_many);
    }
    const bool tells_of_unclean = taken == clean && unclean != said.texts.end() && taken < room;
    if (taken == 0 && !tells_of_unclean) {
        return;
    }
    request::Say asked{.texts = {text, text + taken}, .first = number};
    if (tells_of_unclean) {
        asked.unclean = number + clean;
    }
    link.said_waiting += waiting_for(asked);
    link.wait(number, taken);
    ask(now, {session_of(link), std::move(asked)});
}

/// The client knows that these were not said, so what follows them may be.
void SealedDoor::take(Now now, SealedLink& link, const sealed::GivenUp& given_up) {
    if (link.said_waiting >= max_messages_waiting) {
        return; // It comes again in front of what follows.
    }
    ++link.said_waiting;
    ask(now, {session_of(link), request::GiveUp{given_up.first, given_up.last}});
}

void SealedDoor::take(Now now, SealedLink& link, const sealed::Ack& ack) {
    const auto before = link.events.acknowledged();
    if (!serves(link) || !link.events.acknowledge(now.steady, ack)) {
        ignore();
        return;
    }
    note_lag(now, link);
    note_reachable(now, link);
    if (link.welcoming != nullptr && link.events.acknowledged() > link.welcoming->welcome.cursor) {
        link.welcoming.reset(); // It has come.
        link.owes_welcome = false;
    }
    if (link.watermark != nullptr) {
        link.watermark->acknowledged(ack.watermark);
        if (!link.watermark->is_waiting()) {
            link.watermark.reset();
        }
    }
    watermark_.acknowledged(before, link.events.acknowledged());
}

void SealedDoor::take(Now now, SealedLink& link, const sealed::Leave& leave) {
    if (std::exchange(link.is_leaving, true)) {
        return; // The first one's answer serves both.
    }
    ask(now, {session_of(link), request::Leave{.last = leave.last}});
}

void SealedDoor::note_condition(bool can_keep) {
    if (std::exchange(can_keep_, can_keep) == can_keep) {
        return;
    }
    for (auto* link : links_.serving()) {
        link->owes_condition = can_keep;
        link->repeats_condition = true;
        links_.touch(*link);
    }
}

void SealedDoor::settle_failures(Now now) {
    if (failed_.empty()) {
        return;
    }
    for (const auto* link : links_.serving()) {
        if (failed_.contains(link->address)) {
            lose_sight(now, *link);
        }
    }
    failed_.clear();
}

void SealedDoor::lose_sight(Now now, const SealedLink& link) {
    if (absences_.begin(link.member, now.steady)) {
        const auto& name = context().state.roster().find(link.member)->name.text();
        context().log.note(now, LogKind::membership,
                           printable(name) +
                               (link.is_lagging ? " lags behind" : " is unreachable"));
    }
}

std::optional<Sequence> SealedDoor::member_of(SessionIndex session) const {
    const auto* link = links_.find(session.value);
    if (link != nullptr && link->state == SealedLink::State::open) {
        return std::nullopt;
    }
    return link != nullptr && serves(*link) ? link->member : Sequence{};
}

Presence SealedDoor::presence(const Member& member) const {
    if (const auto* link = links_.of_member(member.entered)) {
        return {link->origin(), link->last_heard, !absences_.contains(member.entered),
                link->events.acknowledged(), link->is_lagging};
    }
    return {member.address, opened_at_, false, unserved_.at(member.entered)};
}

std::optional<Reach> SealedDoor::reach(Now now, const Member& member) const {
    const auto* link = links_.of_member(member.entered);
    if (link == nullptr) {
        return std::nullopt;
    }
    const auto& events = link->events;
    return Reach{.version = link->version,
                 .program = link->program != nullptr ? *link->program : std::string_view(),
                 .round_trip = events.round_trip(),
                 .sent = events.sent(),
                 .lost = events.lost(),
                 .lag = std::max(link->lag.taken(now.steady, events.acknowledged()),
                                 events.waited(now.steady))};
}

void SealedDoor::advance(Now now) {
    go_on_at_.reset(); // The turn that follows goes on, even if it can only begin later.
    reception_.advance(now);
    for (auto* link : links_.take_due(now.steady)) {
        if (!serves(*link)) {
            continue;
        }
        link->events.advance(now.steady);
        if (link->events.timeouts_in_a_row() >= max_timeouts ||
            link->events.is_stalled(now.steady, SealedLinks::silence) ||
            link->last_heard + SealedLinks::silence <= now.steady) {
            lose_sight(now, *link);
        }
    }
    for (const auto member : absences_.take_overdue(now.steady, context().options.grace)) {
        ask(now, {{}, request::Retire{member, "it was unreachable for too long"}});
    }
    save(now, cursors_.advance(now.steady));
    if (unserved_.empty()) {
        expected_.clear();
    }
}

void SealedDoor::save_cursors(Now now) {
    save(now, cursors_.all());
}

void SealedDoor::save(Now now, request::KeepCursors due) {
    if (!due.cursors.empty()) {
        ask(now, {{}, std::move(due)});
    }
}

std::optional<SteadyTime> SealedDoor::next_deadline() const {
    auto next = earliest(links_.next_deadline(), reception_.next_deadline(), go_on_at_,
                         absences_.next_deadline(context().options.grace));
    if (!links_.serving().empty()) {
        next = earliest(next, std::optional(cursors_.next_deadline()));
    }
    return next;
}

void SealedDoor::hand_out(Now now, Outputs& outputs) {
    mail_.hand_out(outputs);
    if (!happened_.empty()) {
        links_.touch_all_serving();
        log_.appended(std::exchange(happened_, {}));
    }
    raise_watermark();
    deliver_all(now, outputs);
    if (const auto error = log_.take_error()) {
        context().log.note(now, LogKind::journal, "the journal cannot be read: " + error->message);
    }
}

/// Each link gets its answers; and its events, too, unless it is far behind and this turn has had
/// enough of those.
void SealedDoor::deliver_all(Now now, Outputs& outputs) {
    EventPackers packers(log_, outputs);
    const auto schedule = [&](SealedLink& link) {
        links_.schedule(link, !absences_.contains(link.member));
    };
    const auto serve = [&](SealedLink& link) {
        link.events.path().retry(now.steady);
        auto& packer = packers.of(link.version, link.events.path().step());
        deliver(now.steady, link, packer, watermark_.value());
        schedule(link);
    };
    std::vector<SealedLink*> far_behind;
    for (auto* link : links_.take_touched()) {
        if (const auto older = take_older(*link)) {
            deliver(*link, *older, outputs);
        }
        if (CatchUp::is_far_behind(*link, log_)) {
            far_behind.push_back(link);
        } else {
            link->waits_since = 0;
            serve(*link);
        }
    }
    auto& any_packer = packers.of(sealed::all_versions.highest);
    const auto left = catch_up_.serve(std::move(far_behind), any_packer, serve);
    for (auto* link : left) {
        deliver_answers(now.steady, *link, outputs, watermark_.value());
        schedule(*link);
        links_.touch(*link);
    }
    go_on_at_ = left.empty() ? std::nullopt : std::optional(now.steady);
}

void SealedDoor::rest() {
    links_.rest();
    log_.rest();
}

} // namespace chatroom
