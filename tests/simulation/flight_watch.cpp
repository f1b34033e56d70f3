// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/flight_watch.hpp"

#include "base/bytes.hpp"
#include "protocol/sealed/datagram.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

constexpr std::size_t counter_at = 5;

std::uint64_t counter_of(std::string_view transport) {
    return ByteReader(transport.substr(counter_at)).number<std::uint64_t>();
}

} // namespace

void FlightWatch::decided(const Event& event) {
    if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
        std::erase_if(sessions_,
                      [&](const auto& entry) { return entry.second.name == event.name; });
    }
    for (auto& [index, session] : sessions_) {
        if (is_prompt_ && session.rests && session.highest_sent >= head_ && !session.is_owed) {
            session.is_owed = event.sequence;
        }
    }
    head_ = event.sequence;
}

void FlightWatch::sent(std::string_view datagram) {
    const auto decoded = sealed::decode(datagram);
    if (const auto* answer = std::get_if<sealed::Answer>(&decoded)) {
        clients_[answer->server_index] = answer->client_index;
    }
}

void FlightWatch::received(Time now, std::string_view datagram) {
    const auto decoded = sealed::decode(datagram);
    const auto* transport = std::get_if<sealed::Transport>(&decoded);
    const auto client =
        transport == nullptr ? clients_.end() : clients_.find(transport->receiver_index);
    const auto found = client == clients_.end() ? sessions_.end() : sessions_.find(client->second);
    if (found != sessions_.end()) {
        auto& session = found->second;
        session.rests |= session.on_the_way.empty() && !session.only_acknowledges &&
                         now - session.arrived_at >= longest_way;
    }
}

void FlightWatch::sent(std::uint32_t index, std::uint64_t counter,
                       std::span<const sealed::ServerFrame> frames) {
    for (const auto& frame : frames) {
        if (const auto* welcome = std::get_if<sealed::Welcome>(&frame)) {
            welcomed(index, counter, *welcome);
        } else if (std::holds_alternative<sealed::Closed>(frame)) {
            sessions_.erase(index);
        }
        const auto session = sessions_.find(index);
        if (session == sessions_.end()) {
            continue;
        }
        if (const auto* events = std::get_if<sealed::Events>(&frame)) {
            carry(session->second, counter, events->events.front().sequence,
                  events->events.back().sequence);
        } else if (const auto* gap = std::get_if<sealed::Gap>(&frame)) {
            require(gap->first <= session->second.has().next(),
                    "a gap is told that is not the next thing to be known");
            carry(session->second, counter, gap->first, gap->first);
            session->second.gap_end = std::max(session->second.gap_end, gap->last);
            session->second.highest_sent = std::max(session->second.highest_sent, gap->last);
        }
    }
}

/// A member has one session: another one takes its place.
void FlightWatch::welcomed(std::uint32_t index, std::uint64_t counter,
                           const sealed::Welcome& welcome) {
    const auto known = sessions_.find(index);
    if (known != sessions_.end() && known->second.entered == welcome.entered) {
        known->second.welcomes.insert(counter);
        return; // It is said once more.
    }
    std::erase_if(sessions_,
                  [&](const auto& entry) { return entry.second.entered == welcome.entered; });
    sessions_[index] = {.name = welcome.name,
                        .entered = welcome.entered,
                        .welcomes = {counter},
                        .highest_sent = welcome.cursor,
                        .gap_end = {}};
}

void FlightWatch::carry(Session& session, std::uint64_t counter, Sequence first, Sequence last) {
    const bool is_new = last > session.highest_sent;
    if (is_new) {
        require(session.highest_sent > session.gap_end || session.has() >= session.gap_end,
                "something is sent beyond a gap before that is acknowledged");
        require(last.value <= session.has().value + most_events,
                "more events are on the way to somebody than may be");
    }
    for (auto event = first; event <= last; event = event.next()) {
        if (event > session.highest_sent || session.on_the_way.contains(event)) {
            session.on_the_way[event] = counter;
            session.datagrams[counter].push_back(event);
        }
    }
    session.highest_sent = std::max(session.highest_sent, last);
    session.rests = false;
    if (is_new) {
        require_window(session);
    }
}

/// What is new is sent only when all that was lost is on the way again.
void FlightWatch::require_window(const Session& session) {
    if (session.on_the_way.size() <= most_datagrams) {
        return;
    }
    std::set<std::uint64_t> datagrams;
    for (const auto& [event, counter] : session.on_the_way) {
        datagrams.insert(counter);
    }
    require(datagrams.size() <= most_datagrams,
            "more datagrams are on the way to somebody than may be");
}

void FlightWatch::arrived(Time now, std::string_view datagram) {
    const auto decoded = sealed::decode(datagram);
    const auto* transport = std::get_if<sealed::Transport>(&decoded);
    const auto found =
        transport == nullptr ? sessions_.end() : sessions_.find(transport->receiver_index);
    if (found == sessions_.end() || found->second.only_acknowledges) {
        return;
    }
    auto& session = found->second;
    session.arrived_at = now;
    session.is_welcomed |= session.welcomes.contains(counter_of(datagram));
    if (!session.is_welcomed) {
        return;
    }
    const auto carried = session.datagrams.extract(counter_of(datagram));
    if (!carried.empty()) {
        for (const auto event : carried.mapped()) {
            session.on_the_way.erase(event);
        }
    }
}

void FlightWatch::acknowledged(std::uint32_t index, Sequence cumulative) {
    if (const auto session = sessions_.find(index); session != sessions_.end()) {
        auto& waiting = session->second.on_the_way;
        session->second.only_acknowledges = true;
        waiting.erase(waiting.begin(), waiting.upper_bound(cumulative));
    }
}

void FlightWatch::turn_over() {
    for (auto& [index, session] : sessions_) {
        if (!session.is_owed || session.highest_sent >= *session.is_owed) {
            session.is_owed.reset();
            session.turns_late = 0;
        } else if (++session.turns_late > most_turns_late) {
            fail(session.name + " has to wait for others to be told of event " +
                 std::to_string(session.is_owed->value));
        }
    }
}

} // namespace chatroom::simulation
