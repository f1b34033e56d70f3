// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/sealed_session.hpp"

#include "base/deadline.hpp"
#include "client/core/random_number.hpp"
#include "client/core/refusal.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace chatroom {

namespace {

/// What ENTER has room for. No name is that long, so what is cut off does not matter.
constexpr std::size_t max_asked_name_bytes = 255;

} // namespace

SealedSession::SealedSession(SealedOptions options, const sealed::FillRandom& fill_random)
    : instance_{random_number<std::uint64_t>(fill_random)},
      program_(options.program.substr(0, sealed::max_program_bytes)),
      frame_of_tomorrow_(options.frame_of_tomorrow), handshake_(std::move(options), fill_random) {}

void SealedSession::enter(TimePoint now, std::string_view name) {
    if (state_ != State::outside) {
        return; // WELCOME may have come meanwhile, which the caller is told by Entered.
    }
    asked_name_ = name.substr(0, max_asked_name_bytes);
    condition_.reset();
    state_ = State::entering;
    await_answer(now);
    // Also after REFUSED: in the old session nobody could tell which name an answer is for.
    begin_handshake(now);
}

/// The condition goes with ENTER, some datagrams later.
void SealedSession::enter_unless_here(TimePoint now, std::string_view name,
                                      sealed::Instance former) {
    enter(now, name);
    condition_ = sealed::UnlessHere{former};
}

void SealedSession::say(TimePoint now, std::string_view text) {
    if (state_ == State::ended) {
        return;
    }
    assert(ready_for_text() && !text.empty());
    output(conversation_.say(text));
    settle(now);
}

void SealedSession::passphrase(TimePoint now, std::string_view passphrase) {
    if (state_ == State::ended || !handshake_.awaits_passphrase()) {
        return;
    }
    if (!is_member_) {
        await_answer(now);
    }
    act_on(now, handshake_.passphrase(now, passphrase));
}

void SealedSession::ask_delivered(TimePoint now, Sequence event) {
    if (state_ == State::ended) {
        return;
    }
    const auto asked = event == Sequence{} ? conversation_.latest_own() : event;
    if (asked == Sequence{}) {
        outputs_.emplace_back(ShowDelivery{asked, std::nullopt});
        return;
    }
    questions_.ask_delivered(now, asked);
    settle(now);
}

void SealedSession::ask_members(TimePoint now, std::string_view pattern) {
    questions_.ask_members(now, pattern);
    settle(now);
}

void SealedSession::ask_older(TimePoint now, std::size_t count, std::optional<Sequence> before) {
    questions_.ask_older(now, count, before);
    settle(now);
}

void SealedSession::datagram(TimePoint now, std::string_view bytes) {
    if (state_ == State::ended) {
        return;
    }
    const auto datagram = sealed::decode(bytes);
    if (const auto* transport = std::get_if<sealed::Transport>(&datagram)) {
        open(now, *transport);
    } else if (const auto* unknown = std::get_if<sealed::Unknown>(&datagram)) {
        if (channel_ && channel_->is_answer(*unknown)) {
            begin_handshake(now);
        }
    } else if (std::holds_alternative<sealed::Wake>(datagram)) {
        wake(now);
    } else {
        act_on(now, handshake_.datagram(now, datagram));
        if (handshake_.is_answered()) {
            no_answer_reason_ = EndReason::ignored;
        }
    }
    settle(now);
}

void SealedSession::trouble(TimePoint now, Trouble trouble) {
    if (state_ == State::inside && liveness_->doubt(now)) {
        ping(now);
        settle(now);
    }
    if (state_ != State::entering || handshake_.awaits_passphrase()) {
        return;
    }
    if (!is_member_) {
        // The daemon may just be restarting, so the time is used up all the same.
        no_answer_reason_ =
            trouble == Trouble::port_closed ? EndReason::nothing_listens : EndReason::no_route;
    }
    try_another_address();
}

void SealedSession::advance(TimePoint now) {
    if (state_ == State::ended) {
        return;
    }
    if (give_up_at_ && *give_up_at_ <= now) {
        return end(no_answer_reason_);
    }
    if (departure_ && departure_->is_over(now)) {
        return end(EndReason::left_unconfirmed);
    }
    tell(reachability_.advance(now));
    repeat_handshake(now);
    if (state_ == State::ended) {
        return;
    }
    if (liveness_ && liveness_->is_lost(now)) {
        lose_server(now);
    } else if (liveness_ && liveness_->is_ping_due(now)) {
        ping(now);
    }
    conversation_.advance(now);
    output(questions_.advance(now));
    settle(now);
}

bool SealedSession::ready_for_text() const {
    return is_member_ && state_ != State::ended && !departure_ && !handshake_.awaits_passphrase() &&
           conversation_.has_room();
}

std::optional<TimePoint> SealedSession::next_deadline() const {
    if (state_ == State::ended) {
        return std::nullopt;
    }
    auto next = earliest(give_up_at_, reachability_.next_deadline(), handshake_.next_deadline(),
                         conversation_.next_deadline());
    if (state_ == State::inside) {
        next = earliest(next, questions_.next_deadline());
    }
    if (liveness_) {
        next = earliest(next, std::optional(liveness_->next_deadline()));
    }
    if (departure_) {
        next = earliest(next, std::optional(departure_->over_at()));
        if (state_ == State::inside) {
            next = earliest(next, departure_->leave_again_at(), departure_->gives_up_at());
        }
    }
    return next;
}

std::vector<Output> SealedSession::take_outputs() {
    return std::exchange(outputs_, {});
}

/// Drops the session, if there is one, and begins a new one; to resume, if there was one.
void SealedSession::begin_handshake(TimePoint now) {
    channel_.reset();
    liveness_.reset();
    conversation_.pause();
    if (state_ == State::outside) {
        return; // Whoever enters next begins it.
    }
    state_ = State::entering;
    if (reachability_.is_lost()) {
        outputs_.emplace_back(NewSocket{});
    } else if (is_member_) {
        reachability_.returning(now);
    }
    act_on(now, handshake_.begin(now));
}

/// Where nobody has answered for long somebody else may.
void SealedSession::repeat_handshake(TimePoint now) {
    if (handshake_.is_over(now)) {
        if (!reachability_.is_lost()) {
            try_another_address();
        }
        begin_handshake(now);
        return;
    }
    if (handshake_.is_in_vain(now)) {
        try_another_address();
    }
    act_on(now, handshake_.advance(now));
}

void SealedSession::try_another_address() {
    outputs_.emplace_back(NewSocket{.is_for_another_address = true});
}

void SealedSession::await_answer(TimePoint now) {
    no_answer_reason_ = EndReason::no_answer;
    give_up_at_ = now + enter_timeout;
}

void SealedSession::lose_server(TimePoint now) {
    tell(reachability_.lost());
    begin_handshake(now);
}

void SealedSession::act_on(TimePoint now, HandshakeOutput output) {
    if (auto* datagram = std::get_if<SendDatagram>(&output)) {
        if (handshake_.is_finishing()) {
            send_entry(now, std::move(datagram->bytes));
        } else {
            outputs_.emplace_back(std::move(*datagram));
        }
    } else if (const auto* established = std::get_if<Established>(&output)) {
        establish(now, *established);
    } else if (const auto* awaits = std::get_if<AwaitsPassphrase>(&output)) {
        await_passphrase(*awaits);
    } else if (auto* ended = std::get_if<Ended>(&output)) {
        end(ended->reason, std::move(ended->detail));
    }
}

void SealedSession::establish(TimePoint now, const Established& established) {
    if (!std::exchange(is_server_known_, true)) {
        outputs_.emplace_back(ServerKey{established.server});
    }
    channel_.emplace(established, frame_of_tomorrow_);
    send_entry(now, established.finish);
}

void SealedSession::await_passphrase(const AwaitsPassphrase& awaits) {
    channel_.reset();
    found_server();
    if (departure_) {
        return end(is_member_ ? EndReason::left_unconfirmed : EndReason::never_entered);
    }
    if (!is_server_known_) {
        outputs_.emplace_back(ServerKey{awaits.server, false});
    }
    outputs_.emplace_back(PassphraseNeeded{awaits.was_wrong});
}

void SealedSession::send_entry(TimePoint now, std::string finish) {
    channel_->remember(finish);
    outputs_.emplace_back(SendDatagram{std::move(finish)});
    const sealed::Enter enter{.is_resuming = is_resuming(),
                              .instance = instance_,
                              .seen = is_resuming() ? conversation_.seen() : Sequence{},
                              .name = asked_name_};
    std::string before;
    std::string behind;
    if (sealed::can_grow(channel_->version())) {
        if (from_) {
            before += sealed::encode(sealed::ClientFrame(*from_));
        }
        if (condition_ && !is_resuming()) {
            before += sealed::encode(sealed::ClientFrame(*condition_));
        }
        if (!program_.empty()) {
            behind = sealed::encode(sealed::ClientFrame(sealed::Program{program_}));
        }
    }
    send(now, conversation_.acknowledgement() + before +
                  sealed::encode(sealed::ClientFrame(enter)) + behind);
}

void SealedSession::open(TimePoint now, const sealed::Transport& transport) {
    const auto frames = channel_ ? channel_->open(transport) : std::nullopt;
    if (!frames) {
        return;
    }
    if (liveness_) {
        liveness_->heard(now);
    }
    for (const auto& frame : *frames) {
        std::visit([&](const auto& one) { take(now, one); }, frame);
        if (!channel_) {
            return; // The frame has ended it.
        }
    }
    conversation_.end_datagram(now);
}

template <typename Frame>
void SealedSession::take(TimePoint now, const Frame& frame) {
    if (state_ == State::inside) {
        output(conversation_.take(now, frame));
    }
}

void SealedSession::wake(TimePoint now) {
    if (woken_at_ && now < *woken_at_ + wake_interval) {
        return;
    }
    woken_at_ = now;
    if (state_ == State::inside) {
        ping(now);
    } else {
        act_on(now, handshake_.retry(now));
    }
}

void SealedSession::take(TimePoint now, const sealed::Welcome& welcome) {
    if (state_ == State::inside) {
        conversation_.welcome_again(now);
        return;
    }
    handshake_.stop();
    found_server();
    state_ = State::inside;
    liveness_.emplace(now);
    if (!std::exchange(is_member_, true)) {
        outputs_.emplace_back(Entered{welcome.name});
    }
    note_condition(true); // It has just kept something.
    questions_.begin(welcome.cursor);
    output(conversation_.begin(now, welcome, is_resuming()));
    welcomed_as_ = asked_name_;
}

/// It comes again with each WELCOME that comes again.
void SealedSession::take(TimePoint /*now*/, const sealed::Greeting& greeting) {
    if (state_ == State::inside && !std::exchange(is_greeted_, true)) {
        conversation_.take(greeting);
        outputs_.emplace_back(ShowGreeting{greeting});
    }
}

void SealedSession::take(TimePoint /*now*/, const sealed::Limits& limits) {
    if (state_ == State::inside) {
        conversation_.take(limits);
    }
}

void SealedSession::take(TimePoint /*now*/, const sealed::Lost& lost) {
    if (state_ == State::inside) {
        conversation_.take(lost);
    }
}

void SealedSession::take(TimePoint /*now*/, const sealed::Condition& condition) {
    if (state_ == State::inside) {
        note_condition(condition.can_keep);
    }
}

void SealedSession::note_condition(bool can_keep) {
    if (std::exchange(is_kept_, can_keep) != can_keep) {
        outputs_.emplace_back(Tell{can_keep ? Notice::kept_again : Notice::nothing_is_kept});
    }
}

void SealedSession::take(TimePoint /*now*/, const sealed::Refused& refused) {
    if (state_ != State::entering) {
        return;
    }
    if (is_member_ && refused.reason == sealed::RefusalReason::not_saved) {
        return; // ENTER is repeated, and the journal may work again then.
    }
    handshake_.stop();
    found_server();
    state_ = State::outside;
    output(conversation_.fail());
    const bool was_member = std::exchange(is_member_, false);
    if (departure_) {
        end(was_member ? EndReason::left_unconfirmed : EndReason::never_entered);
    } else {
        outputs_.emplace_back(
            NameRefused{refused.text, refusal_of(refused.reason, asked_name_), refused.reason});
    }
}

/// It has answered; whether it lets us in is another question.
void SealedSession::found_server() {
    give_up_at_.reset();
    tell(reachability_.found());
}

void SealedSession::take(TimePoint /*now*/, const sealed::Pong& /*pong*/) {
    if (liveness_) {
        liveness_->ponged();
    }
}

void SealedSession::take(TimePoint now, const sealed::Challenge& challenge) {
    send(now, sealed::Response{challenge.token});
}

void SealedSession::take(TimePoint now, const sealed::Closed& closed) {
    switch (closed.reason) {
    case sealed::CloseReason::left:
        return end(EndReason::left);
    case sealed::CloseReason::kicked:
        return end(EndReason::kicked, closed.text);
    case sealed::CloseReason::superseded:
        return end(EndReason::superseded);
    case sealed::CloseReason::away_too_long:
        return departure_ ? end(EndReason::left) : begin_handshake(now);
    }
}

/// Sends what is due after an input.
void SealedSession::settle(TimePoint now) {
    if (state_ != State::inside) {
        return;
    }
    for (auto frames = conversation_.next_messages(now); !frames.empty();
         frames = conversation_.next_messages(now)) {
        send(now, std::move(frames));
    }
    ask_if_due(now);
    leave_if_due(now);
    if (conversation_.is_acknowledgement_due(now)) {
        send(now, conversation_.acknowledgement());
    }
    liveness_->await_receipts(now, conversation_.awaits_receipts());
}

/// In version 1 there are no such frames, and so no answers.
void SealedSession::ask_if_due(TimePoint now) {
    for (const auto& asked : questions_.next(now)) {
        if (sealed::can_grow(channel_->version())) {
            send(now, asked);
        }
    }
}

void SealedSession::send(TimePoint now, std::string frames) {
    if (auto datagram = channel_->seal(std::move(frames))) {
        outputs_.emplace_back(SendDatagram{std::move(*datagram)});
        if (liveness_) {
            liveness_->sent(now);
        }
    }
}

/// What is to be acknowledged goes along.
void SealedSession::send(TimePoint now, const sealed::ClientFrame& frame) {
    send(now, conversation_.acknowledgement() + sealed::encode(frame));
}

void SealedSession::ping(TimePoint now) {
    const auto from = from_ && sealed::can_grow(channel_->version())
                          ? sealed::encode(sealed::ClientFrame(*from_))
                          : std::string();
    send(now, conversation_.acknowledgement() + from +
                  sealed::encode(sealed::ClientFrame(sealed::Ping{})));
    liveness_->pinged(now);
}

void SealedSession::speaks_for(TimePoint now, const Address& address) {
    if (std::exchange(from_, sealed::From{address.ip}) != from_ && state_ == State::inside) {
        ping(now);
    }
}

/// Whoever is leaving does not mind.
void SealedSession::tell(std::optional<Notice> notice) {
    if (notice && !departure_) {
        outputs_.emplace_back(Tell{*notice});
    }
}

void SealedSession::output(std::vector<Output> outputs) {
    std::move(outputs.begin(), outputs.end(), std::back_inserter(outputs_));
}

void SealedSession::end(EndReason reason, std::string detail) {
    if (state_ == State::ended) {
        return;
    }
    output(conversation_.fail());
    state_ = State::ended;
    handshake_.stop();
    channel_.reset();
    liveness_.reset();
    outputs_.emplace_back(Ended{reason, std::move(detail)});
}

} // namespace chatroom
