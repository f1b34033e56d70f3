// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_door.hpp"

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

WatermarkTeller& watermark_of(SealedLink& link) {
    if (link.watermark == nullptr) {
        link.watermark = std::make_unique<WatermarkTeller>();
    }
    return *link.watermark;
}

} // namespace

SealedDoor::SealedDoor(const RoomOptions& options, RoomSecrets secrets, Roster& roster,
                       const Names& names, Turn& turn, const Journal& journal,
                       control::Counters& counters)
    : secrets_(std::move(secrets)), roster_(roster), names_(names), turn_(turn),
      counters_(counters), log_(journal), reception_(options, secrets_, turn, links_, counters),
      entrance_(options, roster, names, turn, log_, links_, counters),
      cursors_(roster, names, turn) {}

void SealedDoor::wake_members(Now now) {
    cursors_.start(now.steady);
    adopt_members(now);
    for (const auto& [entered, member] : roster_.members()) {
        if (member.link.is_sealed) {
            turn_.send(member.link.address, sealed::encode(sealed::Wake{}));
        }
    }
}

/// The roster was read from the journal, which does not know the sessions: who has none cannot be
/// reached until it comes back.
void SealedDoor::adopt_members(Now now) {
    watermark_.doubt();
    for (const auto* link : links_.serving()) {
        if (roster_.find(link->member) != nullptr) {
            roster_.served(link->member, link->index);
        }
    }
    for (const auto& [entered, member] : roster_.members()) {
        if (!member.link.is_sealed) {
            continue;
        }
        if (const auto* link = links_.serving(entered, member.link.session)) {
            roster_.acknowledged(entered, link->events.acknowledged());
            if (link->is_unreachable) {
                roster_.unreachable(entered, now.steady);
            }
        } else {
            const auto* owned = names_.find_exact(member.name.text());
            roster_.acknowledged(entered, owned != nullptr ? owned->cursor : Sequence{});
            roster_.unreachable(entered, now.steady);
        }
    }
}

void SealedDoor::handle(Now now, const Address& sender, std::string_view bytes) {
    ++counters_.datagrams_received;
    const auto datagram = sealed::decode(bytes);
    if (const auto* transport = std::get_if<sealed::Transport>(&datagram)) {
        take(now, sender, *transport);
    } else if (const auto* hello = std::get_if<sealed::Hello>(&datagram)) {
        reception_.take(now, sender, *hello);
    } else if (const auto* initiate = std::get_if<sealed::Initiate>(&datagram)) {
        reception_.take(now, sender, *initiate);
    } else if (const auto* finish = std::get_if<sealed::Finish>(&datagram)) {
        reception_.take(now, sender, *finish);
    } else if (std::holds_alternative<sealed::Malformed>(datagram)) {
        ++counters_.malformed;
        turn_.log_malformed(now, sender, bytes);
    } else {
        ignore(); // Only servers send these.
    }
}

void SealedDoor::take(Now now, const Address& sender, const sealed::Transport& transport) {
    auto* link = links_.find(transport.receiver_index);
    if (link == nullptr) {
        ignore();
        // It may have overtaken its FINISH.
        if (!reception_.expects(transport.receiver_index) && unknown_rate_.take(now.steady)) {
            turn_.send(sender, sealed::encode(sealed::unknown_for(transport.datagram)));
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
    for (const auto& frame : *frames) {
        if (link->state == SealedLink::State::closed) {
            return; // The frame before has ended the session.
        }
        take(now, *link, sender, frame);
    }
}

void SealedDoor::heard(Now now, SealedLink& link, const Address& sender) {
    link.last_heard = now.steady;
    links_.touch(link);
    if (sender == link.address) {
        link.address.local = sender.local;
    }
    if (serves_member(link)) {
        if (link.is_unreachable || link.events.timeouts_in_a_row() > 1) {
            link.events.returned();
        }
        note_reachable(now, link);
    }
}

/// Whoever speaks is there; but not who lets the whole room wait for an acknowledgement.
void SealedDoor::note_reachable(Now now, SealedLink& link) {
    if (!link.events.is_stalled(now.steady, SealedLinks::silence)) {
        link.is_unreachable = false;
        roster_.heard(link.member, now.steady);
    }
}

void SealedDoor::take(Now now, SealedLink& link, const Address& sender,
                      const sealed::ClientFrame& frame) {
    if (std::holds_alternative<sealed::Ping>(frame)) {
        link.owes_pong = true;
    } else if (const auto* response = std::get_if<sealed::Response>(&frame)) {
        if (link.path != nullptr && link.path->answered(now.steady, sender, response->token)) {
            link.path.reset();
            link.address = sender;
            link.events.moved();
            if (serves_member(link)) {
                turn_.move(link.member, sender);
            }
        }
    } else if (const auto* enter = std::get_if<sealed::Enter>(&frame)) {
        entrance_.enter(now, link, *enter);
        watermark_.doubt();
    } else if (!serves_member(link)) {
        ignore();
    } else if (const auto* said = std::get_if<sealed::Say>(&frame)) {
        say(now, link, *said);
    } else if (const auto* given_up = std::get_if<sealed::GivenUp>(&frame)) {
        give_up(now, link, *given_up);
    } else if (const auto* ack = std::get_if<sealed::Ack>(&frame)) {
        acknowledge(now, link, *ack);
    } else if (const auto* asked = std::get_if<sealed::Leave>(&frame)) {
        leave(now, link, *asked);
    }
}

/// A member who has left, or was kicked, in this turn is not in the roster any more.
bool SealedDoor::serves_member(const SealedLink& link) const {
    return link.state == SealedLink::State::serving && roster_.find(link.member) != nullptr;
}

void SealedDoor::say(Now now, SealedLink& link, const sealed::Say& said) {
    const auto is_clean = [](const std::string& text) {
        const auto cleaned = clean_text(text);
        const auto* same = std::get_if<std::string>(&cleaned);
        return same != nullptr && !text.empty() && *same == text;
    };
    if (!std::all_of(said.texts.begin(), said.texts.end(), is_clean)) {
        ignore();
        return;
    }
    auto record = *names_.find_exact(roster_.find(link.member)->name.text());
    const auto before = record.client_sequence;
    auto number = said.first;
    for (const auto& text : said.texts) {
        if (number == record.client_sequence + 1 && link.said_in_turn < max_messages_taken) {
            ++link.said_in_turn;
            const auto& event = turn_.propose(now, {.kind = EventKind::said,
                                                    .name = record.name.text(),
                                                    .text = text,
                                                    .client_sequence = number});
            watermark_of(link).said(event.sequence);
            record.client_sequence = number;
        }
        ++number;
    }
    if (record.client_sequence != before) {
        record.last_used = now.wall;
        turn_.keep(std::move(record));
    }
}

/// The client knows that these were not said, so what follows them may be.
void SealedDoor::give_up(Now now, SealedLink& link, const sealed::GivenUp& given_up) {
    auto record = *names_.find_exact(roster_.find(link.member)->name.text());
    if (given_up.first - 1 <= record.client_sequence && given_up.last > record.client_sequence) {
        record.client_sequence = given_up.last;
        record.last_used = now.wall;
        turn_.keep(std::move(record));
    }
}

void SealedDoor::acknowledge(Now now, SealedLink& link, const sealed::Ack& ack) {
    const auto before = link.events.acknowledged();
    if (!link.events.acknowledge(now.steady, ack)) {
        ignore();
        return;
    }
    note_reachable(now, link);
    if (link.welcome != nullptr && link.events.acknowledged() > link.welcome->cursor) {
        link.welcome.reset(); // It has come.
        link.owes_welcome = false;
    }
    if (link.watermark != nullptr) {
        link.watermark->acknowledged(ack.watermark);
        if (!link.watermark->is_waiting()) {
            link.watermark.reset();
        }
    }
    roster_.acknowledged(link.member, link.events.acknowledged());
    watermark_.acknowledged(before, link.events.acknowledged());
}

void SealedDoor::leave(Now now, SealedLink& link, const sealed::Leave& asked) {
    const auto name = roster_.find(link.member)->name.text();
    if (asked.last > names_.find_exact(name)->client_sequence) {
        return; // What it said last is still on the way.
    }
    link.is_leaving = true;
    turn_.propose(now, {.kind = EventKind::left, .name = name});
    turn_.log(now, LogKind::membership, printable(name) + " left");
}

void SealedDoor::settle_failures(Now now) {
    if (failed_.empty()) {
        return;
    }
    for (auto* link : links_.serving()) {
        if (failed_.contains(link->address) && serves_member(*link)) {
            lose_sight(now, *link);
        }
    }
    failed_.clear();
}

void SealedDoor::lose_sight(Now now, SealedLink& link) {
    if (!std::exchange(link.is_unreachable, true)) {
        roster_.unreachable(link.member, now.steady);
        turn_.log(now, LogKind::membership,
                  printable(roster_.find(link.member)->name.text()) + " is unreachable");
    }
}

void SealedDoor::advance(Now now) {
    go_on_at_.reset(); // The turn that follows goes on, even if it can only begin later.
    reception_.advance(now);
    for (auto* link : links_.take_due(now.steady)) {
        if (!serves_member(*link)) {
            continue;
        }
        link->events.advance(now.steady);
        if (link->events.timeouts_in_a_row() >= max_timeouts ||
            link->events.is_stalled(now.steady, SealedLinks::silence) ||
            link->last_heard + SealedLinks::silence <= now.steady) {
            lose_sight(now, *link);
        }
    }
    cursors_.advance(now.steady);
}

std::optional<SteadyTime> SealedDoor::next_deadline() const {
    std::optional<SteadyTime> earliest = links_.next_deadline();
    const auto consider = [&](std::optional<SteadyTime> deadline) {
        if (deadline && (!earliest || *deadline < *earliest)) {
            earliest = deadline;
        }
    };
    consider(reception_.next_deadline());
    consider(go_on_at_);
    if (!links_.serving().empty()) {
        consider(cursors_.next_deadline());
    }
    return earliest;
}

void SealedDoor::committed(Now now, std::vector<Record> records, Outputs& outputs) {
    entrance_.saved(now);
    close_departed(now);
    if (!records.empty()) {
        links_.touch_all_serving();
    }
    log_.appended(std::move(records));
    raise_watermark();
    deliver_all(now, outputs);
    if (const auto error = log_.take_error()) {
        turn_.log(now, LogKind::journal, "the journal cannot be read: " + error->message);
    }
}

/// Each link gets its answers; and its events, too, unless it is far behind and this turn has had
/// enough of those.
void SealedDoor::deliver_all(Now now, Outputs& outputs) {
    EventPackers packers(log_, outputs);
    const auto serve = [&](SealedLink& link) {
        deliver(now.steady, link, packers.of(link.version), watermark_.value());
        links_.schedule(link);
    };
    std::vector<SealedLink*> far_behind;
    for (auto* link : links_.take_touched()) {
        link->said_in_turn = 0;
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
        links_.schedule(*link);
        links_.touch(*link);
    }
    go_on_at_ = left.empty() ? std::nullopt : std::optional(now.steady);
}

/// Who is not in the roster any more is told why.
void SealedDoor::close_departed(Now now) {
    for (auto& departed : turn_.take_departed()) {
        watermark_.doubt();
        auto* link = links_.serving(departed.member, departed.session);
        if (link == nullptr) {
            continue;
        }
        const auto why = departed.kind == EventKind::kicked ? sealed::CloseReason::kicked
                         : link->is_leaving                 ? sealed::CloseReason::left
                                                            : sealed::CloseReason::away_too_long;
        links_.close(now.steady, *link, {why, std::move(departed.text)});
    }
}

void SealedDoor::raise_watermark() {
    if (!watermark_.raise(roster_, log_.head())) {
        return;
    }
    for (auto* link : links_.serving()) {
        if (link->watermark != nullptr) {
            links_.touch(*link);
        }
    }
}

void SealedDoor::rejected(Now now) {
    for (auto* link : links_.serving()) {
        link->is_leaving = false;
    }
    entrance_.not_saved();
    adopt_members(now);
}

} // namespace chatroom
