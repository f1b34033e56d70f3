// SPDX-License-Identifier: GPL-3.0-or-later
// Where members are reached, and from where they come.
#include "daemon/core/gateways.hpp"
#include "daemon/core/sealed/sealed_door.hpp"

namespace chatroom {

void SealedDoor::take(Now now, SealedLink& link, const Address& sender,
                      const sealed::Response& response) {
    if (link.path == nullptr || !link.path->answered(now.steady, sender, response.token)) {
        return;
    }
    link.path.reset();
    link.address = sender;
    if (link.from.has_value()) {
        note_origin(link, (*link.from).ip);
    }
    link.events.moved();
    if (serves(link)) {
        ask_to_move(now, link, link.member);
    }
}

/// Whom it speaks for has moved, if it is inside: it is told again and again, with each PING.
void SealedDoor::take(Now now, SealedLink& link, const sealed::From& from) {
    const auto before = link.from;
    note_origin(link, from.ip);
    if (!serves(link) || link.from == before) {
        return;
    }
    if (!gateway_rate_.take(now.steady)) {
        link.from = before;
    } else {
        ask_to_move(now, link, link.member);
    }
}

/// What was decided of where the member is is not so any more.
void SealedDoor::ask_to_move(Now now, const SealedLink& link, Sequence member) {
    ask(now, {{}, request::Move{member, link.origin(), link.reached_at()}});
}

/// Of those who are no gateways it is passed over.
void SealedDoor::note_origin(SealedLink& link, const std::array<std::uint8_t, 16>& said) {
    const auto origin = believed_origin(context().options.gateways, link.address, said);
    link.from = origin ? Rare<Address>(*origin) : Rare<Address>();
}

} // namespace chatroom
