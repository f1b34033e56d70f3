// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/classic/classic_door.hpp"

#include "base/deadline.hpp"
#include "base/printable.hpp"
#include "protocol/text.hpp"

#include <limits>
#include <utility>

namespace chatroom {

using classic::Refusal;

ClassicDoor::ClassicDoor(DoorContext context, Now now) : Door(context) {
    for (const auto& [entered, member] : context.state.roster().members()) {
        if (member.door == DoorKind::classic) {
            add(member, now.steady);
        }
    }
}

void ClassicDoor::add(const Member& member, SteadyTime now) {
    members_.emplace(member.entered, Reached{member.address, now});
    by_address_.emplace(member.address, member.entered);
}

void ClassicDoor::handle(Now now, const Address& sender, std::string_view datagram) {
    ++context().counters.datagrams_received;
    const auto request = classic::decode(datagram);
    if (const auto member = member_of(sender)) {
        heard(now, *member);
    } else if (!context().admission.allows(DoorKind::classic, sender)) {
        turn_away(now, sender, request);
        return;
    }
    if (std::holds_alternative<classic::Malformed>(request)) {
        ++context().counters.malformed;
        context().log.note_malformed(now, sender, datagram);
        return;
    }
    ask(now, request_for(sender, request));
}

void ClassicDoor::heard(Now now, Sequence member) {
    members_.at(member).last_heard = now.steady;
    absences_.erase(member);
}

void ClassicDoor::turn_away(Now now, const Address& sender, const classic::Request& request) {
    if (std::holds_alternative<classic::Enter>(request)) {
        ask(now, {sender, request::Reject{Refusal::not_allowed}});
        return;
    }
    ++context().counters.refused;
    context().log.note(now, LogKind::not_allowed,
                       "dropped a datagram from " + to_string(sender) +
                           ", which [classic] allow does not contain");
}

Request ClassicDoor::request_for(const Address& sender, const classic::Request& request) const {
    if (const auto* enter = std::get_if<classic::Enter>(&request)) {
        return {sender, request::Enter{.name = std::string(enter->name),
                                       .door = DoorKind::classic,
                                       .address = sender}};
    }
    if (const auto* leave = std::get_if<classic::Leave>(&request)) {
        return {sender, request::Leave{.claimed_name = std::string(leave->name)}};
    }
    const auto& say = std::get<classic::Say>(request);
    request::Say asked{.claimed_name = std::string(say.name), .texts = {}};
    auto text = clean_text(say.text);
    if (text) {
        asked.texts = split_text(*std::move(text));
    } else {
        asked.otherwise =
            text.error() == TextFault::too_long ? Refusal::text_too_long : Refusal::text_not_utf8;
    }
    return {sender, std::move(asked)};
}

void ClassicDoor::failed(Now now, const Address& address, bool port_is_closed) {
    const auto member = member_of(address);
    if (!member) {
        return;
    }
    if (port_is_closed) {
        give_up(now, *member, "its port is closed");
        return;
    }
    const auto [absence, is_new] = absences_.try_emplace(*member, Absence{now.steady, now.steady});
    absence->second.last_failure = now.steady;
    if (is_new) {
        const auto& name = context().state.roster().find(*member)->name.text();
        context().log.note(now, LogKind::membership, printable(name) + " is unreachable");
    }
}

void ClassicDoor::give_up(Now now, Sequence member, std::string_view why) {
    if (!std::exchange(members_.at(member).is_given_up, true)) {
        ask(now, {{}, request::Retire{member, why}});
    }
}

std::optional<Sequence> ClassicDoor::member_of(const Address& address) const {
    const auto found = by_address_.find(address);
    return found == by_address_.end() ? std::nullopt : std::optional(found->second);
}

Presence ClassicDoor::presence(Sequence member) const {
    const auto& reached = members_.at(member);
    return {reached.address, reached.last_heard, !absences_.contains(member)};
}

void ClassicDoor::happened(Now now, const Record& record) {
    if (!record.event) {
        return;
    }
    const auto& event = *record.event;
    if (event.kind == EventKind::entered) {
        const auto* member = context().state.roster().find(record.member);
        if (member != nullptr && member->door == DoorKind::classic) {
            add(*member, now.steady);
            mail_.send(member->address, std::string(classic::granted)); // Before others hear it.
            greet(member->address);
        }
    }
    if (!members_.empty()) {
        if (auto notice = classic::notice(context().options.language, event)) {
            // Whoever enters, speaks or leaves knows it already.
            mail_.tell_all(event.sequence, record.member, *std::move(notice));
        }
    }
    if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
        depart(event, record.member);
    }
}

/// Whoever comes in may have missed what is to be known all the time.
void ClassicDoor::greet(const Address& newcomer) {
    const auto& settings = context().state.rules().settings();
    for (auto& line :
         classic::greeting(context().options.language, settings.topic, settings.pinned)) {
        mail_.send(newcomer, std::move(line));
    }
}

void ClassicDoor::depart(const Event& event, Sequence member) {
    const auto found = members_.find(member);
    if (found == members_.end()) {
        return; // It is another door's.
    }
    const auto reached = found->second;
    members_.erase(found);
    absences_.erase(member);
    if (const auto at = by_address_.find(reached.address);
        at != by_address_.end() && at->second == member) {
        by_address_.erase(at);
    }
    if (reached.is_given_up) {
        return;
    }
    mail_.departs({reached.address, member, event.sequence});
    if (event.kind == EventKind::kicked) {
        mail_.send(reached.address, *classic::notice(context().options.language, event));
        send_farewell(reached.address);
    }
}

void ClassicDoor::answered(Now now, const Request& request, const Answer& answer) {
    if (const auto* retire = std::get_if<request::Retire>(&request.what)) {
        const auto member = members_.find(retire->member);
        if (member != members_.end() && std::holds_alternative<answer::NotSaved>(answer)) {
            member->second.is_given_up = false; // As if it had just been heard of.
            absences_.erase(retire->member);
        }
        return;
    }
    const auto* sender = std::get_if<Address>(&request.requester);
    if (sender == nullptr) {
        return;
    }
    if (const auto* refused = std::get_if<answer::Refused>(&answer)) {
        refuse(now, *sender, *refused);
    } else if (const auto* said = std::get_if<answer::Said>(&answer); said && said->rest) {
        refuse(now, *sender, *said->rest);
    } else if (std::holds_alternative<answer::Repeated>(answer)) {
        mail_.send(*sender, std::string(classic::granted));
    } else if (std::holds_alternative<answer::Left>(answer)) {
        send_farewell(*sender);
    } else if (std::holds_alternative<answer::NotSaved>(answer)) {
        mail_.send(*sender, classic::refusal_text(context().options.language, Refusal::not_saved));
    }
    if (const auto* entered = std::get_if<answer::Entered>(&answer)) {
        context().log.note(now, LogKind::membership,
                           printable(entered->name.text()) + " entered from " + to_string(*sender));
    } else if (const auto* left = std::get_if<answer::Left>(&answer); left && !left->name.empty()) {
        context().log.note(now, LogKind::membership, printable(left->name) + " left");
    }
}

void ClassicDoor::refuse(Now now, const Address& sender, const answer::Refused& refused) {
    ++context().counters.refused;
    const auto words = [&](classic::Language language) { return refused.words(language); };
    mail_.send(sender, words(context().options.language));
    context().log.note(now, LogKind::refused,
                       "refused " + to_string(sender) + ": " +
                           printable(words(classic::Language::en)));
}

void ClassicDoor::send_farewell(const Address& to) {
    for (const auto& word : context().options.farewell) {
        mail_.send(to, word);
    }
}

void ClassicDoor::hand_out(Now /*now*/, Outputs& outputs) {
    if (mail_.empty()) {
        return;
    }
    constexpr Sequence never{std::numeric_limits<std::uint64_t>::max()};
    std::vector<ClassicMail::Stay> stays;
    if (mail_.has_notices()) { // Answers alone go to whoever asked.
        stays.reserve(members_.size());
        for (const auto& [entered, reached] : members_) {
            if (!reached.is_given_up) {
                stays.push_back({reached.address, entered, never});
            }
        }
    }
    mail_.hand_out(std::move(stays), outputs);
}

void ClassicDoor::advance(Now now) {
    const auto grace = context().options.grace;
    std::vector<Sequence> over;
    for (const auto& [member, absence] : absences_) {
        if (now.steady >= absence.since + grace) {
            over.push_back(member);
        }
    }
    for (const auto member : over) {
        const auto& absence = absences_.at(member);
        // A member that only listens gives no sign of being back. If nothing has failed lately, the
        // trouble is taken to be over.
        if (absence.last_failure >= absence.since + grace / 2) {
            give_up(now, member, "it was unreachable for too long");
        } else {
            absences_.erase(member);
        }
    }
}

std::optional<SteadyTime> ClassicDoor::next_deadline() const {
    std::optional<SteadyTime> next;
    for (const auto& [member, absence] : absences_) {
        if (!members_.at(member).is_given_up) {
            next = earliest(next, std::optional(absence.since + context().options.grace));
        }
    }
    return next;
}

} // namespace chatroom
