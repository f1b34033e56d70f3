// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/turn.hpp"

#include <utility>

namespace chatroom {

void Turn::asked(const Address& sender) {
    requesters_.emplace_back(sender);
}

void Turn::asked(CallId call) {
    requesters_.emplace_back(call);
}

Event Turn::propose(Now now, EventKind kind, std::string name, std::string text,
                    std::optional<Address> address, std::optional<Address> except) {
    head_ = head_.next();
    Record record{.event = {.sequence = head_,
                            .time = now.wall,
                            .kind = kind,
                            .name = std::move(name),
                            .text = std::move(text)},
                  .address = address};
    roster_.apply(record, now.steady);

    Transmission transmission{classic::notice(options_.language, record.event), {}};
    for (const auto& [entered, member] : roster_.members()) {
        if (member.link.address != except && !member.link.is_closed) {
            transmission.to.push_back(member.link.address);
        }
    }
    if (!transmission.to.empty()) {
        datagrams_ += transmission.to.size();
        outputs_.transmissions.push_back(std::move(transmission));
    }
    records_.push_back(std::move(record));
    return records_.back().event;
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

Outputs Turn::committed() {
    records_.clear();
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
