// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/turn.hpp"

#include "base/printable.hpp"

#include <utility>

namespace chatroom {

namespace {

/// How much of a strange datagram is worth a place in the log.
constexpr std::size_t max_logged_bytes = 64;

} // namespace

void Turn::asked(const Address& sender) {
    requesters_.emplace_back(sender);
}

void Turn::asked(CallId call) {
    requesters_.emplace_back(call);
}

const Event& Turn::propose(Now now, Proposal proposal) {
    head_ = head_.next();
    Record record{.event = {.sequence = head_,
                            .time = now.wall,
                            .kind = proposal.kind,
                            .name = std::move(proposal.name),
                            .text = std::move(proposal.text),
                            .client_sequence = proposal.client_sequence},
                  .address = proposal.address,
                  .key = proposal.key};
    if (record.event.kind == EventKind::left || record.event.kind == EventKind::kicked) {
        depart(now, record.event);
    }
    roster_.apply(record, now.steady);
    // The event itself counts as one: each costs something even if nobody classic is inside.
    datagrams_ += roster_.classic_count() + (proposal.except ? 0 : 1);
    if (roster_.classic_count() > 0) {
        mail_.tell_all(head_, proposal.except, classic::notice(options_.language, record.event));
    }
    batch_.records.push_back(std::move(record));
    return batch_.records.back().event;
}

void Turn::depart(Now now, const Event& departure) {
    const auto* member = roster_.find_exact(departure.name);
    if (member == nullptr) {
        return;
    }
    if (member->link.is_sealed) {
        departed_.push_back(
            {member->entered, member->link.session, departure.kind, departure.text});
        keep_owner(now, departure, *member);
    } else if (!member->link.is_closed) {
        mail_.departs(*member, departure.sequence);
    }
}

/// When the owner of a name departs, it is remembered how far it has read. A program that was sent
/// away is not known any more: it does not come back by itself.
void Turn::keep_owner(Now now, const Event& departure, const Member& member) {
    const auto* owned = names_.find_exact(departure.name);
    if (owned == nullptr) {
        return;
    }
    auto record = *owned;
    record.cursor = member.link.acknowledged;
    record.last_used = now.wall;
    if (departure.kind == EventKind::kicked) {
        record.instance = {};
    }
    keep(std::move(record));
}

void Turn::keep(StoredName name) {
    const auto [entry, is_new] = kept_.try_emplace(name.name.text(), batch_.names.size());
    if (is_new) {
        batch_.names.push_back(name);
    } else {
        batch_.names[entry->second] = name;
    }
    names_.put(std::move(name));
}

void Turn::release(std::string_view exact_name) {
    names_.remove(exact_name);
    batch_.released.emplace_back(exact_name);
    if (!kept_.contains(exact_name)) {
        return;
    }
    std::erase_if(batch_.names, [&](const auto& name) { return name.name.text() == exact_name; });
    kept_.clear();
    for (std::size_t index = 0; index < batch_.names.size(); ++index) {
        kept_.emplace(batch_.names[index].name.text(), index);
    }
}

void Turn::move(Sequence member, const Address& address) {
    roster_.moved(member, address);
    batch_.moves.push_back({member, address});
}

void Turn::send(const Address& to, std::string payload) {
    ++datagrams_;
    mail_.send(to, std::move(payload));
}

void Turn::send_farewell(const Address& to) {
    for (const auto& word : options_.farewell) {
        send(to, word);
    }
}

void Turn::reply(CallId call, control::Reply reply) {
    replies_.push_back({call, std::move(reply)});
}

void Turn::log(Now now, LogKind kind, std::string text) {
    limiter_.note(kind, now.steady, std::move(text), log_);
}

void Turn::log_malformed(Now now, const Address& sender, std::string_view datagram) {
    log(now, LogKind::malformed,
        "dropped a malformed datagram of " + std::to_string(datagram.size()) + " bytes from " +
            to_string(sender) + ": \"" + printable(datagram, max_logged_bytes) + "\"");
}

std::vector<Record> Turn::committed(Outputs& outputs) {
    mail_.hand_out(roster_, outputs);
    outputs.replies = std::exchange(replies_, {});
    kept_.clear();
    requesters_.clear();
    datagrams_ = 0;
    return std::exchange(batch_, {}).records;
}

void Turn::rejected(Now now, Sequence head, const JournalError& error, Outputs& outputs) {
    head_ = head;
    mail_.clear();
    replies_.clear();
    departed_.clear();
    log_.clear();
    log(now, LogKind::journal, "the journal cannot be written: " + error.message);
    for (const auto& requester : std::exchange(requesters_, {})) {
        if (const auto* sender = std::get_if<Address>(&requester)) {
            send(*sender, classic::refusal_text(options_.language, classic::Refusal::not_saved));
        } else {
            reply(std::get<CallId>(requester),
                  control::Error{control::ErrorCode::journal_failed,
                                 "the journal cannot be written; see the daemon's log"});
        }
    }
    committed(outputs);
}

} // namespace chatroom
