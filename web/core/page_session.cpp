// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/page_session.hpp"

#include "base/deadline.hpp"
#include "protocol/json_fields.hpp"
#include "web/core/page_output.hpp"

#include <utility>

namespace chatroom {

namespace {

using nlohmann::json;

SealedOptions options_of(const RoomToEnter& room, const sealed::KeyPair& keys,
                         PassphraseGate& gate) {
    SealedOptions options{.identity = keys,
                          .known_server = {},
                          .fingerprint = room.fingerprint,
                          .passphrase = {},
                          .program = room.program};
    options.derive_passphrase_key = [&gate](std::string_view passphrase,
                                            const sealed::PublicKey& server) {
        return gate.key_of(passphrase, server);
    };
    return options;
}

} // namespace

PageSession::PageSession(TimePoint now, const RoomToEnter& room, const sealed::KeyPair& keys,
                         const Hello& hello, PassphraseGate& gate,
                         const sealed::FillRandom& fill_random)
    : gate_(gate), title_(room.title), tells_addresses_(room.tells_addresses), name_(hello.name),
      session_(options_of(room, keys, gate), fill_random) {
    if (hello.passphrase) {
        offered_.emplace(*hello.passphrase);
    }
    session_.enter(now, hello.name);
}

void PageSession::attach(TimePoint now, const Address& address, BatchNumber have) {
    address_ = address;
    if (tells_addresses_) {
        session_.speaks_for(now, address);
    }
    is_attached_ = true;
    const bool is_continued = std::exchange(was_attached_, true);
    const auto behind = batches_.behind(now, is_continued ? have : BatchNumber{});
    const auto kept_to = batches_.latest().value - behind.size();
    tell_unkept({{"t", "hi"},
                 {"v", page_version},
                 {"title", title_},
                 {"continued", is_continued},
                 {"missed", is_continued && have.value < kept_to},
                 {"took", taken_.value}});
    for (const auto& batch : behind) {
        turn_.to_page.push_back(batch);
    }
}

void PageSession::detach() {
    is_attached_ = false;
    turn_.to_page.clear();
}

/// What a page may still say when the stay has ended: that it knows.
bool PageSession::is_too_late(const PageMessage& message) const {
    return is_over_ && !std::holds_alternative<Have>(message) &&
           !std::holds_alternative<AreYouThere>(message);
}

void PageSession::message(TimePoint now, PageMessage message) {
    if (is_too_late(message)) {
        return;
    }
    std::visit([&](auto&& one) { take(now, std::move(one)); }, std::move(message));
    settle(now);
}

void PageSession::datagram(TimePoint now, std::string_view bytes) {
    session_.datagram(now, bytes);
    settle(now);
}

void PageSession::trouble(TimePoint now, Trouble trouble) {
    session_.trouble(now, trouble);
    settle(now);
}

void PageSession::advance(TimePoint now) {
    session_.advance(now);
    settle(now);
}

bool PageSession::is_stuck(TimePoint now) const {
    const auto since = batches_.waiting_since();
    return is_attached_ && since && *since + patience <= now;
}

std::optional<TimePoint> PageSession::next_deadline() const {
    if (!is_attached_) {
        return std::nullopt;
    }
    const auto since = batches_.waiting_since();
    const auto stuck_at = since ? std::optional(*since + patience) : std::nullopt;
    return is_awake() ? earliest(session_.next_deadline(), stuck_at) : stuck_at;
}

PageTurn PageSession::finish_turn(TimePoint now) {
    settle(now);
    if (!told_.empty()) {
        const auto number = batches_.latest().value + 1;
        auto batch = dump_json({{"b", number}, {"l", std::exchange(told_, {})}});
        if (is_attached_) {
            turn_.to_page.push_back(batch);
        }
        batches_.add(now, std::move(batch));
    }
    return std::exchange(turn_, {});
}

void PageSession::take(TimePoint /*now*/, Hello&& /*hello*/) {
    turn_.fault = "hello comes once, and first";
}

void PageSession::take(TimePoint /*now*/, Say&& say) {
    if (say.number <= taken_) {
        return; // The page could not know that it had come.
    }
    if (waiting_.size() >= max_waiting_texts) {
        turn_.fault = "too many texts at once";
        return;
    }
    taken_ = say.number;
    waiting_.push_back(std::move(say));
}

void PageSession::take(TimePoint now, AskName&& name) {
    if (std::exchange(awaits_name_, false)) {
        name_ = std::move(name.name);
        session_.enter(now, name_);
    }
}

void PageSession::take(TimePoint now, GivePassphrase&& given) {
    // Only one that is tried can turn out to be right.
    if (awaits_passphrase_) {
        try_passphrase(now, given.passphrase);
    }
}

void PageSession::take(TimePoint now, AskWho&& who) {
    if (was_inside_ && who.event != Sequence{}) {
        session_.ask_delivered(now, who.event);
    }
}

void PageSession::take(TimePoint now, AskMembers&& members) {
    if (was_inside_) {
        session_.ask_members(now, members.pattern);
    }
}

void PageSession::take(TimePoint now, AskOlder&& older) {
    if (was_inside_) {
        older_than_ = older.before;
        session_.ask_older(now, older_at_once, older.before);
    }
}

void PageSession::take(TimePoint now, Have&& have) {
    if (!batches_.keep(now, have.batch)) {
        turn_.fault = "there is no such batch yet";
    }
}

void PageSession::take(TimePoint now, LeaveRoom&& /*leave*/) {
    session_.leave(now);
}

void PageSession::take(TimePoint /*now*/, AreYouThere&& /*ask*/) {
    tell_unkept({{"t", "pong"}});
}

void PageSession::say_waiting(TimePoint now) {
    // What came before a text is told before it.
    for (take_outputs(now); !waiting_.empty() && session_.ready_for_text(); take_outputs(now)) {
        const auto say = std::move(waiting_.front());
        waiting_.pop_front();
        session_.say(now, say.text);
        std::vector<Said> parts;
        std::vector<Output> others;
        for (auto& output : session_.take_outputs()) {
            if (auto* said = std::get_if<Said>(&output)) {
                parts.push_back(std::move(*said));
            } else {
                others.push_back(std::move(output));
            }
        }
        told_.push_back(said_to_page(say.number, parts));
        for (const auto& output : others) {
            handle(now, output);
        }
    }
}

void PageSession::settle(TimePoint now) {
    say_waiting(now);
    take_outputs(now);
}

void PageSession::take_outputs(TimePoint now) {
    for (auto outputs = session_.take_outputs(); !outputs.empty();
         outputs = session_.take_outputs()) {
        for (const auto& output : outputs) {
            handle(now, output);
        }
    }
}

void PageSession::handle(TimePoint now, const Output& output) {
    if (const auto* datagram = std::get_if<SendDatagram>(&output)) {
        turn_.to_room.emplace_back(*datagram);
        return;
    }
    if (const auto* socket = std::get_if<NewSocket>(&output)) {
        turn_.to_room.emplace_back(*socket);
        return;
    }
    if (const auto* needed = std::get_if<PassphraseNeeded>(&output)) {
        awaits_passphrase_ = true;
        if (tried_ && needed->was_wrong) {
            gate_.is_wrong(tried_->view());
        }
        tried_.reset();
        if (offered_ && !needed->was_wrong) {
            const auto offered = *offered_;
            offered_.reset();
            try_passphrase(now, offered);
            return;
        }
    }
    if (std::holds_alternative<Entered>(output)) {
        // It may overtake a refusal.
        was_inside_ = true;
        awaits_name_ = false;
        forget_passphrase();
    } else if (std::holds_alternative<NameRefused>(output)) {
        awaits_name_ = true;
        was_inside_ = false;
        forget_passphrase();
    } else if (const auto* ended = std::get_if<Ended>(&output)) {
        is_over_ = true;
        has_left_ = ended->reason == EndReason::left || ended->reason == EndReason::dismissed ||
                    ended->reason == EndReason::kicked ||
                    ended->reason == EndReason::superseded; // Another program has it now.
        awaits_name_ = awaits_passphrase_ = false;
        waiting_.clear();
        tried_.reset();
        offered_.reset();
    }
    if (const auto* older = std::get_if<ShowOlder>(&output)) {
        told_.push_back(older_to_page(older_than_, *older));
    } else if (auto value = to_page(output)) {
        told_.push_back(*std::move(value));
    }
}

void PageSession::try_passphrase(TimePoint now, const sealed::SecretText& passphrase) {
    const auto wait = gate_.wait_before(now, address_, passphrase.view());
    if (wait > std::chrono::seconds{0}) {
        told_.push_back({{"t", "passphrase"}, {"wrong", false}, {"after", wait.count()}});
        return;
    }
    awaits_passphrase_ = false;
    tried_.reset();
    tried_.emplace(passphrase);
    session_.passphrase(now, passphrase.view());
}

/// Whoever got an answer to ENTER had the right one, or needs none.
void PageSession::forget_passphrase() {
    offered_.reset();
    if (tried_) {
        gate_.is_right(tried_->view());
        tried_.reset();
    }
}

/// What is of no use to a page that comes later is in no batch.
void PageSession::tell_unkept(const json& value) {
    turn_.to_page.push_back(dump_json(value));
}

} // namespace chatroom
