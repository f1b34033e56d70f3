// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/room.hpp"

#include "protocol/printable.hpp"

#include <stdexcept>
#include <utility>

namespace chatroom {

namespace {

Roster remembered(const Journal& journal, Now now) {
    const auto members = journal.members();
    if (const auto* error = std::get_if<JournalError>(&members)) {
        throw std::runtime_error("the journal cannot be read: " + error->message);
    }
    return {std::get<std::vector<StoredMember>>(members), now};
}

} // namespace

Room::Room(RoomOptions options, Journal& journal, Now now)
    : options_(std::move(options)), journal_(journal), roster_(remembered(journal, now)),
      turn_(options_, roster_, journal.head()), classic_door_(options_, roster_, turn_, counters_),
      control_desk_(options_, roster_, turn_, journal_, counters_) {}

void Room::handle(Now now, const Address& sender, std::string_view datagram) {
    retire_the_lost(now);
    classic_door_.handle(now, sender, datagram);
}

void Room::handle(Now now, CallId call, const control::Request& request) {
    retire_the_lost(now);
    control_desk_.handle(now, call, request);
}

void Room::handle(Now now, const DeliveryFailure& failure) {
    ++counters_.unreachable;
    const auto* member = roster_.find(failure.address);
    if (member == nullptr) {
        return;
    }
    if (failure.port_closed) {
        lose(*member, "its port is closed");
        return;
    }
    if (!member->link.unreachable_since) {
        turn_.log(now, LogKind::membership, printable(member->name.text()) + " is unreachable");
    }
    roster_.unreachable(member->entered, now.steady);
}

void Room::advance(Now now) {
    turn_.advance(now);
    const auto unreachable = roster_.unreachable_members(); // A copy: being reachable changes it.
    for (const auto entered : unreachable) {
        const auto& member = roster_.members().at(entered);
        const auto since = *member.link.unreachable_since;
        if (now.steady < since + options_.grace) {
            continue;
        }
        // A member that only listens gives no sign of being back. If nothing has failed lately,
        // the trouble is taken to be over.
        if (member.link.last_failure >= since + options_.grace / 2) {
            lose(member, "it was unreachable for too long");
        } else {
            roster_.reachable(entered);
        }
    }
    retire_the_lost(now);
}

std::optional<SteadyTime> Room::next_deadline() const {
    auto earliest = turn_.next_deadline();
    for (const auto entered : roster_.unreachable_members()) {
        const auto deadline =
            *roster_.members().at(entered).link.unreachable_since + options_.grace;
        if (!earliest || deadline < *earliest) {
            earliest = deadline;
        }
    }
    return earliest;
}

Outputs Room::finish_turn(Now now) {
    retire_the_lost(now);
    std::optional<JournalError> error;
    if (!turn_.records().empty()) {
        error = journal_.append(turn_.records());
    }
    Outputs outputs;
    if (error) {
        roster_ = remembered(journal_, now);
        outputs = turn_.rejected(now, journal_.head(), *error);
    } else {
        outputs = turn_.committed();
    }
    for (const auto& transmission : outputs.transmissions) {
        counters_.datagrams_sent += transmission.to.size();
    }
    return outputs;
}

void Room::lose(const Member& member, std::string_view why) {
    if (!member.link.is_closed) {
        roster_.closed(member.entered);
        lost_.push_back({member.entered, why});
    }
}

/// When many are lost at once, first all of them are, and then the others hear of each: otherwise
/// each of the lost would be told of the next.
void Room::retire_the_lost(Now now) {
    for (const auto& [entered, why] : std::exchange(lost_, {})) {
        const auto name = roster_.members().at(entered).name.text();
        turn_.propose(now, EventKind::left, name);
        turn_.log(now, LogKind::membership, printable(name) + " left: " + std::string(why));
    }
}

} // namespace chatroom
