// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/limiter.hpp"
#include "client/core/session.hpp"
#include "protocol/address.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace chatroom {

/// A page that has gone leaves its member in the room for some minutes. So whoever comes and goes
/// with ever new secrets would fill the room, had a network not only so many entries.
class EntryGate {
public:
    /// A class with its teachers comes in within a minute, all from one address.
    static constexpr std::size_t least_at_once = 60;
    /// A quarter of the pages of a network come in at once: with those that follow while the first
    /// are still in the room they are no more than if all had stayed.
    static constexpr std::size_t part_at_once = 4;
    /// Of a network all may come in again after so long, which is what a stay without a page has.
    static constexpr std::chrono::seconds forgiven_after{120};
    /// The service has forgotten who was inside when it was restarted. So long pages come again by
    /// themselves: more than twice the longest pause between two tries of theirs, 22.5 s.
    static constexpr std::chrono::seconds opening{60};
    /// Beyond so many networks that somebody has entered from lately the one forgiven first is
    /// forgotten.
    static constexpr std::size_t max_networks = 4096;

    /// For a service that starts now and takes so many pages of a network.
    EntryGate(TimePoint now, std::size_t pages_of_a_network);

    /// Whether one more may enter from that address now.
    bool is_open(TimePoint now, const Address& address) const;

    /// A stay has begun from there, whether or not the room lets it in.
    void entered(TimePoint now, const Address& address);

    /// Whether the service has just been started.
    bool is_opening(TimePoint now) const { return now < opened_at_ + opening; }

    /// How many may enter from a network at once.
    std::size_t at_once() const { return at_once_; }

private:
    TimePoint opened_at_;
    std::size_t at_once_;
    Limiter<std::string> entries_; ///< Of networks.
};

} // namespace chatroom
