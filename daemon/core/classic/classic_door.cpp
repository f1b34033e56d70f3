// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/classic/classic_door.hpp"

#include "base/printable.hpp"
#include "protocol/text.hpp"

namespace chatroom {

using classic::Refusal;

namespace {

Refusal refusal_of(TextFault fault) {
    return fault == TextFault::too_long ? Refusal::text_too_long : Refusal::text_not_utf8;
}

} // namespace

void ClassicDoor::handle(Now now, const Address& sender, std::string_view datagram) {
    ++counters_.datagrams_received;
    const auto request = classic::decode(datagram);
    const auto* member = roster_.find(sender);
    if (member != nullptr) {
        roster_.heard(member->entered, now.steady);
    } else if (!any_contains(options_.allow, sender)) {
        turn_away(now, sender, request);
        return;
    }
    if (std::holds_alternative<classic::Malformed>(request)) {
        ++counters_.malformed;
        turn_.log_malformed(now, sender, datagram);
        return;
    }
    turn_.asked(sender);
    if (const auto* enter = std::get_if<classic::Enter>(&request)) {
        serve(now, sender, member, *enter);
    } else if (const auto* say = std::get_if<classic::Say>(&request)) {
        serve(now, sender, member, *say);
    } else if (const auto* leave = std::get_if<classic::Leave>(&request)) {
        serve(now, sender, member, *leave);
    }
}

void ClassicDoor::turn_away(Now now, const Address& sender, const classic::Request& request) {
    if (std::holds_alternative<classic::Enter>(request)) {
        turn_.asked(sender);
        refuse(now, sender, Refusal::not_allowed);
        return;
    }
    ++counters_.refused;
    turn_.log(now, LogKind::not_allowed,
              "dropped a datagram from " + to_string(sender) +
                  ", which [classic] allow does not contain");
}

void ClassicDoor::serve(Now now, const Address& sender, const Member* inside,
                        const classic::Enter& request) {
    const auto parsed = MemberName::parse(request.name);
    if (const auto* fault = std::get_if<NameFault>(&parsed)) {
        refuse(now, sender, classic::refusal_of(*fault));
        return;
    }
    const auto& name = std::get<MemberName>(parsed);
    const auto* bearer = roster_.find(name.text());
    if (inside != nullptr) {
        if (bearer == inside) {
            turn_.send(sender, std::string(classic::granted));
        } else {
            refuse(now, sender, Refusal::already_inside, inside->name.text());
        }
        return;
    }
    if (bearer != nullptr) {
        refuse(now, sender, Refusal::name_taken);
        return;
    }
    if (names_.find(name.text()) != nullptr) {
        refuse(now, sender, Refusal::name_owned);
        return;
    }
    if (roster_.members().size() >= options_.max_members) {
        refuse(now, sender, Refusal::room_full);
        return;
    }
    turn_.send(sender, std::string(classic::granted));
    turn_.propose(
        now,
        {.kind = EventKind::entered, .name = name.text(), .address = sender, .except = sender});
    turn_.log(now, LogKind::membership,
              printable(name.text()) + " entered from " + to_string(sender));
}

void ClassicDoor::serve(Now now, const Address& sender, const Member* member,
                        const classic::Say& request) {
    if (member == nullptr) {
        refuse(now, sender, Refusal::not_inside);
        return;
    }
    if (!bears(*member, request.name)) {
        refuse(now, sender, Refusal::not_your_name, member->name.text());
        return;
    }
    const auto text = clean_text(request.text);
    if (const auto* fault = std::get_if<TextFault>(&text)) {
        refuse(now, sender, refusal_of(*fault));
        return;
    }
    for (auto& part : split_text(std::get<std::string>(text))) {
        turn_.propose(now, {.kind = EventKind::said,
                            .name = member->name.text(),
                            .text = std::move(part),
                            .except = sender});
    }
}

void ClassicDoor::serve(Now now, const Address& sender, const Member* member,
                        const classic::Leave& request) {
    if (member != nullptr) {
        const auto name = member->name.text();
        if (!bears(*member, request.name)) {
            refuse(now, sender, Refusal::not_your_name, name);
            return;
        }
        turn_.propose(now, {.kind = EventKind::left, .name = name});
        turn_.log(now, LogKind::membership, printable(name) + " left");
    }
    turn_.send_farewell(sender);
}

bool ClassicDoor::bears(const Member& member, std::string_view name) const {
    // Programs write the name as they entered it; only other spellings are worth normalising.
    return member.name.text() == name || roster_.find(name) == &member;
}

void ClassicDoor::refuse(Now now, const Address& sender, Refusal refusal,
                         std::string_view own_name) {
    ++counters_.refused;
    turn_.send(sender, classic::refusal_text(options_.language, refusal, own_name));
    turn_.log(now, LogKind::refused,
              "refused " + to_string(sender) + ": " +
                  printable(classic::refusal_text(classic::Language::en, refusal, own_name)));
}

} // namespace chatroom
