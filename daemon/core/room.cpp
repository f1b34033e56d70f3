// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/room.hpp"

#include "base/printable.hpp"

#include <stdexcept>
#include <utility>

namespace chatroom {

namespace {

template <typename Value>
Value readable(std::variant<Value, JournalError> read) {
    if (const auto* error = std::get_if<JournalError>(&read)) {
        throw std::runtime_error("the journal cannot be read: " + error->message);
    }
    return std::get<Value>(std::move(read));
}

Roster remembered_members(const Journal& journal, Now now, const HashKey& hash_key) {
    return Roster(readable(journal.members()), now, hash_key);
}

Names remembered_names(const Journal& journal, const HashKey& hash_key) {
    return Names(readable(journal.names()), hash_key);
}

HashKey random_hash_key(const sealed::FillRandom& fill_random) {
    HashKey key;
    fill_random(key.bytes);
    return key;
}

} // namespace

Room::Room(RoomOptions options, RoomSecrets secrets, Journal& journal, Now now)
    : options_(std::move(options)), journal_(journal),
      hash_key_(random_hash_key(secrets.fill_random)),
      roster_(remembered_members(journal, now, hash_key_)),
      names_(remembered_names(journal, hash_key_)),
      turn_(options_, roster_, names_, journal.head()),
      classic_door_(options_, roster_, names_, turn_, counters_),
      sealed_door_(options_, std::move(secrets), roster_, names_, turn_, journal, counters_),
      control_desk_(options_, roster_, names_, turn_, journal_, counters_, sealed_door_.key()) {
    sealed_door_.wake_members(now);
    forget_unused_names(now);
}

void Room::handle(Now now, const Address& sender, std::string_view datagram) {
    retire_the_lost(now);
    if (sealed::is_sealed(datagram)) {
        sealed_door_.handle(now, sender, datagram);
    } else {
        classic_door_.handle(now, sender, datagram);
    }
}

void Room::handle(Now now, CallId call, const control::Request& request) {
    retire_the_lost(now);
    control_desk_.handle(now, call, request);
}

void Room::handle(Now now, const DeliveryFailure& failure) {
    ++counters_.unreachable;
    sealed_door_.failed(failure.address);
    const auto* member = roster_.find(failure.address);
    if (member == nullptr) {
        return;
    }
    if (failure.port_closed) {
        lose(*member, "its port is closed");
        return;
    }
    if (roster_.is_reachable(member->entered)) {
        turn_.log(now, LogKind::membership, printable(member->name.text()) + " is unreachable");
    }
    roster_.unreachable(member->entered, now.steady);
}

void Room::advance(Now now) {
    turn_.advance(now);
    sealed_door_.advance(now);
    retire_the_absent(now);
    retire_the_lost(now);
    if (now.steady >= forget_names_at_) {
        forget_unused_names(now);
    }
}

void Room::retire_the_absent(Now now) {
    std::vector<Sequence> back;
    for (const auto& [entered, absence] : roster_.unreachable_members()) {
        if (now.steady < absence.since + options_.grace) {
            continue;
        }
        const auto& member = *roster_.find(entered);
        // A classic member that only listens gives no sign of being back. If nothing has failed
        // lately, the trouble is taken to be over.
        if (member.link.is_sealed || absence.last_failure >= absence.since + options_.grace / 2) {
            lose(member, "it was unreachable for too long");
        } else {
            back.push_back(entered);
        }
    }
    for (const auto entered : back) {
        roster_.reachable(entered);
    }
}

void Room::forget_unused_names(Now now) {
    for (const auto& name : names_.last_used_before(now.wall - options_.keep_names)) {
        const auto* member = roster_.find_exact(name);
        if (member == nullptr || !member->link.is_sealed) {
            turn_.release(name);
            turn_.log(now, LogKind::membership, "the name " + printable(name) + " is free again");
        }
    }
    forget_names_at_ = now.steady + forget_interval;
}

std::optional<SteadyTime> Room::next_deadline() const {
    auto earliest = turn_.next_deadline();
    const auto consider = [&](std::optional<SteadyTime> deadline) {
        if (deadline && (!earliest || *deadline < *earliest)) {
            earliest = deadline;
        }
    };
    consider(sealed_door_.next_deadline());
    if (names_.size() > 0) {
        consider(forget_names_at_);
    }
    for (const auto& [entered, absence] : roster_.unreachable_members()) {
        consider(absence.since + options_.grace);
    }
    return earliest;
}

Outputs Room::finish_turn(Now now, Outputs emptied) {
    retire_the_lost(now);
    std::optional<JournalError> error;
    if (!turn_.batch().empty()) {
        error = journal_.append(turn_.batch());
    }
    auto outputs = std::move(emptied);
    if (error) {
        const auto before = std::exchange(roster_, remembered_members(journal_, now, hash_key_));
        roster_.keep_reachability(before);
        names_ = remembered_names(journal_, hash_key_);
        turn_.rejected(now, journal_.head(), *error, outputs);
        sealed_door_.rejected(now);
        sealed_door_.committed(now, {}, outputs);
    } else {
        sealed_door_.committed(now, turn_.committed(outputs), outputs);
    }
    outputs.log = turn_.take_log();
    counters_.datagrams_sent += outputs.deliveries.size();
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
    sealed_door_.settle_failures(now);
    for (const auto& [entered, why] : std::exchange(lost_, {})) {
        const auto name = roster_.members().at(entered).name.text();
        turn_.propose(now, {.kind = EventKind::left, .name = name});
        turn_.log(now, LogKind::membership, printable(name) + " left: " + std::string(why));
    }
}

} // namespace chatroom
