// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/room.hpp"

#include "base/deadline.hpp"
#include "base/printable.hpp"
#include "daemon/core/decisions.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace chatroom {

namespace {

RoomState remembered(const Journal& journal, const sealed::FillRandom& fill_random) {
    const auto facts = journal.facts();
    if (!facts) {
        throw std::runtime_error("the journal cannot be read: " + facts.error().message);
    }
    HashKey hash_key;
    fill_random(hash_key.bytes);
    return RoomState(*facts, journal.head(), hash_key);
}

} // namespace

Room::Room(RoomOptions options, RoomSecrets secrets, Journal& journal, Now now)
    : options_(std::move(options)), journal_(journal),
      state_(remembered(journal, secrets.fill_random)),
      housekeeping_({options_, state_, requests_, log_, troubles_}, journal, now),
      neighbours_({options_, state_, requests_, log_}, now),
      classic_door_(
          {options_, state_, admission_, requests_, log_, counters_, refusals_, troubles_}, now),
      sealed_door_({options_, state_, admission_, requests_, log_, counters_, refusals_, troubles_},
                   std::move(secrets), journal, now),
      control_desk_(
          {options_, state_, admission_, requests_, log_, counters_, refusals_, troubles_}, *this,
          journal, sealed_door_.key()) {}

void Room::handle(Now now, const Address& sender, std::string_view datagram) {
    const auto place = sealed::is_sealed(datagram) ? sealed_door_.place_of(now, sender, datagram)
                                                   : classic_door_.place_of(sender);
    if (!inbox_.put(now.steady, place, sender, datagram)) {
        ++counters_.overrun;
    }
}

bool Room::serve(Now now) {
    const auto all = Inbox::max_datagrams;
    const auto of_members = serve(now, Standing::member, all);
    serve(now, Standing::returning, returning_at_once);
    serve(now, Standing::handshake, handshakes_at_once);
    serve(now, Standing::stranger, strangers_at_once);
    return of_members == 0 && !is_full() && may_serve(now);
}

/// How many were.
std::size_t Room::serve(Now now, Standing standing, std::size_t at_most) {
    const auto in_any_case = standing == Standing::member ? 0 : served_in_any_case;
    std::size_t served = 0;
    while (served < at_most && (served < in_any_case || !is_full()) &&
           (standing != Standing::handshake || sealed_door_.may_begin_handshake(now))) {
        const auto item = inbox_.take(standing);
        if (!item) {
            break;
        }
        if (standing >= Standing::handshake && item->arrived_at + Inbox::max_wait < now.steady) {
            ++counters_.overrun;
            continue;
        }
        serve(now, *item);
        ++served;
    }
    return served;
}

void Room::serve(Now now, const FairQueue::Item& item) {
    sealed_door_.settle_failures(now);
    if (sealed::is_sealed(item.datagram)) {
        sealed_door_.handle(now, item.sender, item.datagram);
    } else {
        classic_door_.handle(now, item.sender, item.datagram);
    }
}

/// Whether something waits that need not go on waiting for a while.
bool Room::may_serve(Now now) {
    const auto handshakes = inbox_.size(Standing::handshake);
    return inbox_.size() > handshakes || (handshakes > 0 && sealed_door_.may_begin_handshake(now));
}

void Room::handle(Now now, CallId call, const control::Request& request) {
    sealed_door_.settle_failures(now);
    control_desk_.handle(now, call, request);
}

void Room::handle(Now now, const DeliveryFailure& failure) {
    ++counters_.unreachable;
    sealed_door_.failed(failure.address);
    classic_door_.failed(now, failure.address, failure.port_closed, failure.quoted);
}

void Room::advance(Now now) {
    go_on_at_.reset(); // The turn that follows goes on, even if it can only begin later.
    log_.advance(now);
    sealed_door_.advance(now);
    classic_door_.advance(now);
    housekeeping_.advance(now, is_deciding_);
    neighbours_.advance(now);
    if (try_at_ && now.steady >= *try_at_) {
        try_to_save(now);
    }
}

std::optional<SteadyTime> Room::next_deadline() const {
    return earliest(go_on_at_, try_at_, log_.next_deadline(), housekeeping_.next_deadline(),
                    neighbours_.next_deadline(), sealed_door_.next_deadline(),
                    classic_door_.next_deadline());
}

std::size_t Room::pending_datagrams() const {
    if (is_deciding_) {
        return sealed_door_.pending_datagrams(); // What waits has a limit of its own.
    }
    return requests_.size() + requests_.events() * classic_door_.member_count() +
           sealed_door_.pending_datagrams();
}

Outputs Room::finish_turn(Now now, Outputs emptied) {
    serve(now);
    go_on_at_ = inbox_.empty()   ? std::nullopt
                : may_serve(now) ? std::optional(now.steady)
                                 : std::optional(now.steady + handshake_pause);
    housekeeping_.look(now);
    sealed_door_.settle_failures(now);
    take_decided(now);
    look_at_journal(now);
    if (!is_deciding_ && !requests_.empty()) {
        taken_ = requests_.take(std::move(taken_));
        propose(now, taken_);
        take_decided(now);
    }
    if (!is_deciding_ && !requests_.empty()) { // The answers led to others.
        go_on_at_ = now.steady;
    }
    auto outputs = std::move(emptied);
    classic_door_.hand_out(now, outputs);
    sealed_door_.hand_out(now, outputs);
    control_desk_.hand_out(now, outputs);
    neighbours_.look(now, sealed_door_.delivered_last());
    outputs.log = log_.take();
    counters_.datagrams_sent += outputs.deliveries.size();
    return outputs;
}

/// Whoever has seen what is still to be given proves that the room was set back: it goes on above.
/// One of several nodes may only be behind the others.
void Room::believe(Now now, std::span<const Request> requests) {
    const auto proof =
        options_.node.empty() ? seen_proof_.find(now.steady, requests, state_) : std::nullopt;
    if (!proof) {
        return;
    }
    const auto head = state_.head();
    const auto words = printable(proof->name) + " has seen event " +
                       std::to_string(proof->seen.value) + ", and the latest here is " +
                       std::to_string(head.value) +
                       ": an older copy of the room was put back. What was said since is lost; "
                       "numbers go on above";
    if (const auto error = journal_.leave_out(proof->go_on_above)) {
        log_.note(now, LogKind::journal, words + ", which cannot be written: " + error->message);
        return;
    }
    state_.leave_out(proof->go_on_above);
    sealed_door_.left_out();
    log_.note(now, LogKind::journal, words);
    troubles_.note(TroubleKind::journal_set_back, now.wall, words);
}

/// Decides the requests over the state as it is, and asks the journal for what they lead to.
void Room::propose(Now now, std::vector<Request>& requests) {
    believe(now, requests);
    Draft draft(state_, now);
    Decisions decisions(options_, admission_, *this, draft);
    decisions_.clear();
    decisions_.reserve(requests.size());
    draft.reserve(requests.size());
    for (auto& request : requests) {
        auto answer = decisions.decide(request);
        decisions_.push_back({std::move(request), std::move(answer), draft.size()});
    }
    if (draft.size() > 0) {
        is_deciding_ = true;
        ++last_ticket_.value;
        journal_.append(last_ticket_, draft.take());
        return;
    }
    for (const auto& [request, answer, records] : decisions_) {
        tell(now, request, answer);
    }
}

void Room::rest() {
    sealed_door_.rest();
    requests_.rest();
    taken_ = {};
    if (!is_deciding_) {
        decisions_ = {};
    }
}

void Room::take_decided(Now now) {
    // What was outrun is proposed again, and may be decided at once.
    for (auto decided = journal_.take_decided(); !decided.empty();
         decided = journal_.take_decided()) {
        for (auto& one : decided) {
            settle(now, one);
        }
    }
}

void Room::settle(Now now, Decided& decided) {
    const bool is_own = is_deciding_ && decided.ticket == last_ticket_;
    if (decided.ticket && !is_own) {
        log_.note(now, LogKind::journal, "the journal has decided what nobody waits for");
        return;
    }
    is_deciding_ = is_deciding_ && !is_own;
    if (decided.batch && !follows(*decided.batch)) {
        log_.note(now, LogKind::journal, "the journal has decided out of order");
        decided.batch = Unexpected(JournalError{"it has decided out of order"});
    }
    if (!decided.batch) {
        if (is_own) {
            tell_not_saved(now, decided.batch.error());
        }
        return;
    }
    if (is_own) {
        note_saved(now);
    }
    auto decision = is_own ? decisions_.begin() : decisions_.end();
    std::size_t happened = 0;
    const auto tell_what_is_due = [&] {
        for (; decision != decisions_.end() && decision->records <= happened; ++decision) {
            tell(now, decision->request, decision->answer);
        }
    };
    tell_what_is_due();
    for (auto& record : decided.batch->records) {
        happen(now, record);
        ++happened;
        tell_what_is_due();
    }
    housekeeping_.appended(now);
}

/// Whether its events have greater numbers than all that have happened.
bool Room::follows(const Batch& batch) const {
    const auto& records = batch.records;
    const auto first = std::find_if(records.begin(), records.end(),
                                    [](const Record& record) { return record.event.has_value(); });
    return first == records.end() || first->event->sequence > state_.head();
}

void Room::happen(Now now, Record& record) {
    state_.apply(record);
    admission_.happened(now, state_, record);
    neighbours_.happened(now, record);
    classic_door_.happened(now, record);
    sealed_door_.happened(now, record);
    control_desk_.happened(now, record);
    if (record.event) {
        sealed_door_.keep(*std::move(record.event));
    }
}

void Room::tell_not_saved(Now now, const JournalError& error) {
    if (error.was_outrun) {
        std::vector<Request> requests;
        for (auto& decision : decisions_) {
            requests.push_back(std::move(decision.request));
        }
        propose(now, requests);
        return;
    }
    const auto words = "the journal cannot be written: " + error.message;
    failing_since_ = failing_since_.value_or(now.steady);
    if (now.steady - *failing_since_ >= patience) {
        sealed_door_.note_condition(false);
    }
    const bool is_attempt = std::all_of(decisions_.begin(), decisions_.end(), [](const auto& one) {
        return std::holds_alternative<request::KeepSettings>(one.request.what);
    });
    if (!is_attempt) { // The log knows already; see try_to_save().
        log_.note(now, LogKind::journal, words);
    }
    troubles_.note(TroubleKind::journal_not_writable, now.wall,
                   words + "; nothing can be said and nobody can come in until it can");
    try_at_ = now.steady + try_interval;
    for (const auto& decision : decisions_) {
        tell(now, decision.request, answer::NotSaved{});
    }
}

void Room::note_saved(Now now) {
    sealed_door_.note_condition(true);
    failing_since_.reset();
    if (troubles_.end(TroubleKind::journal_not_writable)) {
        log_.note(now, LogKind::membership, "the journal can be written again");
        try_at_.reset();
    }
}

/// While the journal is away nobody knows what becomes of the batch on the way, but whoever asks
/// now is told that nothing can be kept.
void Room::look_at_journal(Now now) {
    const auto words = journal_.away();
    if (words.empty()) {
        if (std::exchange(is_journal_away_, false)) {
            note_saved(now);
        }
        return;
    }
    if (!std::exchange(is_journal_away_, true)) {
        sealed_door_.note_condition(false);
        log_.note(now, LogKind::journal, words);
    }
    troubles_.note(TroubleKind::journal_not_writable, now.wall,
                   words + "; nothing can be said and nobody can come in until it can");
    taken_ = requests_.take(std::move(taken_));
    for (const auto& request : taken_) {
        tell(now, request, answer::NotSaved{});
    }
}

/// Nobody may say anything for hours, and who looks at the status should know that all is well.
void Room::try_to_save(Now now) {
    try_at_ = now.steady + try_interval;
    if (!is_deciding_ && requests_.empty()) {
        requests_.push({{}, request::KeepSettings{}});
    }
}

void Room::tell(Now now, const Request& request, const Answer& answer) {
    const auto log = [&](const std::string& line) { log_.note(now, LogKind::membership, line); };
    if (const auto* retire = std::get_if<request::Retire>(&request.what)) {
        if (const auto* left = std::get_if<answer::Left>(&answer)) {
            log(printable(left->name) + " left: " + std::string(retire->why));
        }
    }
    if (const auto* forgotten = std::get_if<answer::Forgotten>(&answer)) {
        for (const auto& name : forgotten->names) {
            log("the name " + printable(name) + " is free again");
        }
    }
    judge(now, request, answer);
    neighbours_.answered(now, request, answer);
    classic_door_.answered(now, request, answer);
    sealed_door_.answered(now, request, answer);
    control_desk_.answered(now, request, answer);
}

/// Whoever has too many of its lines refused is restrained.
void Room::judge(Now now, const Request& request, const Answer& answer) {
    if (const auto* restrain = std::get_if<request::Restrain>(&request.what)) {
        if (const auto* muted = std::get_if<answer::Muted>(&answer)) {
            admission_.silence(now, state_, restrain->member);
            log_.note(now, LogKind::membership,
                      printable(muted->name) + " is muted for a while: it floods the room");
        } else if (const auto* kicked = std::get_if<answer::Kicked>(&answer)) {
            log_.note(now, LogKind::membership,
                      printable(kicked->name) + " was kicked: it floods the room");
        }
        return;
    }
    const auto* unmute = std::get_if<request::Unmute>(&request.what);
    if (unmute != nullptr && std::holds_alternative<answer::Done>(answer)) {
        const auto* member = state_.roster().find(std::get<answer::Done>(answer).name);
        if (member != nullptr) {
            admission_.pardon(member->entered);
        }
        return;
    }
    const auto* refused = refusal_in(answer);
    const bool is_too_much = refused != nullptr && refused->is_for_now();
    const auto member = is_too_much ? member_of(request.requester) : std::nullopt;
    if (member && admission_.note_refused(now, state_, *member)) {
        requests_.push(
            {{}, request::Restrain{*member}}); // If too much waits, the next one does it.
    }
}

std::optional<Sequence> Room::member_of(const Requester& requester) const {
    if (const auto* address = std::get_if<Address>(&requester)) {
        return classic_door_.member_of(*address);
    }
    const auto* session = std::get_if<SessionIndex>(&requester);
    return session != nullptr ? sealed_door_.member_of(*session) : std::nullopt;
}

/// Doors know whom they serve by what is decided; a draft may have the member here already.
Presence Room::presence(const Member& member) const {
    const auto* decided = state_.roster().find(member.entered);
    const auto& of_node = decided != nullptr ? decided->node : member.node;
    if (!options_.serves(of_node)) {
        return {.address = member.address,
                .last_heard = {},
                .cursor = state_.delivered_by(of_node),
                .is_elsewhere = true};
    }
    return member.door == DoorKind::classic ? classic_door_.presence(member.entered)
                                            : sealed_door_.presence(member);
}

std::optional<Reach> Room::reach(Now now, const Member& member) const {
    const bool is_known = member.door == DoorKind::sealed && options_.serves(member.node);
    return is_known ? sealed_door_.reach(now, member) : std::nullopt;
}

} // namespace chatroom
