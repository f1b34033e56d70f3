// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/turn.hpp"

#include "protocol/printable.hpp"

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

Event Turn::propose(Now now, Proposal proposal) {
    head_ = head_.next();
    Record record{.event = {.sequence = head_,
                            .time = now.wall,
                            .kind = proposal.kind,
                            .name = std::move(proposal.name),
                            .text = std::move(proposal.text),
                            .client_sequence = proposal.client_sequence},
                  .address = proposal.address,
                  .key = proposal.key};
    keep_owner(now, record.event);
    roster_.apply(record, now.steady);

    Transmission transmission;
    for (const auto& [entered, member] : roster_.members()) {
        if (!member.key && member.link.address != proposal.except && !member.link.is_closed) {
            transmission.to.push_back(member.link.address);
        }
    }
    // The event itself counts as one: each costs something even if nobody classic is inside.
    datagrams_ += transmission.to.size() + 1;
    if (!transmission.to.empty()) {
        transmission.payload = classic::notice(options_.language, record.event);
        outputs_.transmissions.push_back(std::move(transmission));
    }
    batch_.records.push_back(std::move(record));
    return batch_.records.back().event;
}

/// When the owner of a name departs, it is remembered how far it has read. A program that was sent
/// away is not known any more: it does not come back by itself.
void Turn::keep_owner(Now now, const Event& departure) {
    const bool is_kicked = departure.kind == EventKind::kicked;
    const auto* owned = is_kicked || departure.kind == EventKind::left
                            ? names_.find_exact(departure.name)
                            : nullptr;
    const auto* member = owned != nullptr ? roster_.find(departure.name) : nullptr;
    if (member == nullptr || !member->key) {
        return;
    }
    auto record = *owned;
    record.cursor = member->link.acknowledged;
    record.last_used = now.wall;
    if (is_kicked) {
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
    outputs_.transmissions.push_back({std::move(payload), {to}});
}

void Turn::send_farewell(const Address& to) {
    for (const auto& word : options_.farewell) {
        send(to, word);
    }
}

void Turn::reply(CallId call, control::Reply reply) {
    outputs_.replies.push_back({call, std::move(reply)});
}

void Turn::log(Now now, LogKind kind, std::string text) {
    limiter_.note(kind, now.steady, std::move(text), outputs_.log);
}

void Turn::log_malformed(Now now, const Address& sender, std::string_view datagram) {
    log(now, LogKind::malformed,
        "dropped a malformed datagram of " + std::to_string(datagram.size()) + " bytes from " +
            to_string(sender) + ": \"" + printable(datagram, max_logged_bytes) + "\"");
}

Outputs Turn::committed() {
    batch_ = {};
    kept_.clear();
    requesters_.clear();
    datagrams_ = 0;
    return std::exchange(outputs_, {});
}

Outputs Turn::rejected(Now now, Sequence head, const JournalError& error) {
    head_ = head;
    outputs_ = {};
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
    return committed();
}

} // namespace chatroom
