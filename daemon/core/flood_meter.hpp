// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/source.hpp"
#include "daemon/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace chatroom {

/// A sender of whose datagrams the kernel is to keep one in so many.
struct Flooder {
    Address from;
    bool is_network = false;       ///< Every port of the address, or of 64 bits of IPv6.
    std::uint32_t keep_one_in = 1; ///< A power of two.

    bool operator==(const Flooder&) const = default;
};

/// Finds the few senders that fill the port's buffer by themselves, so that others have no room in
/// it. It is told what has come through; what the kernel has dropped it reckons.
class FloodMeter {
public:
    static constexpr std::chrono::milliseconds window{100};
    /// In a window: twenty thousand a second, ten times what a program of ours ever sends.
    static constexpr std::uint32_t max_of_a_sender = 2000;
    /// Of all ports of one host that is not this machine.
    static constexpr std::uint32_t max_of_a_network = 5000;
    /// So many of a flooder are let through in a window, about: a member that others pretend to be
    /// still gets through when it says something again.
    static constexpr std::uint32_t kept = 250;
    /// It is never made one in more: of the fifteen million datagrams a second that a fast network
    /// carries 1,800 still come through, and one in so many is never none.
    static constexpr std::uint32_t max_keep_one_in = 8192;
    /// So many fit a filter and the one that takes its place, which the kernel charges a socket for
    /// together (net.core.optmem_max, 20 KiB by default before Linux 6.7).
    static constexpr std::size_t max_flooders = 16;
    /// So many senders are counted in a window; a flooder is soon among them.
    static constexpr std::size_t max_counted = 1024;
    /// After so long what comes from a flooder has come through the filter that it has now, also if
    /// the port's buffer was never empty since.
    static constexpr std::chrono::seconds longest_backlog{1};

    /// A datagram has come through; true if the flooders are others from now on.
    bool note(SteadyTime now, const Address& sender);

    /// Nothing waits in the port's buffer any more.
    void drained(SteadyTime now) { drained_at_ = now; }

    /// Time has passed; true likewise.
    bool advance(SteadyTime now);

    const std::vector<Flooder>& flooders() const { return flooders_; }

private:
    struct Count {
        Address from;
        std::uint32_t datagrams = 0;
    };
    using Sender = std::pair<Source, std::uint16_t>; ///< Port 0: all of them.

    bool count(SteadyTime now, const Sender& sender, const Address& from, std::uint32_t most);
    Flooder* find(const Sender& sender);
    bool keep_out_more(SteadyTime now, const Sender& sender, Flooder& flooder);
    void settle(SteadyTime now);
    static Sender sender_of(const Flooder& flooder);
    std::uint32_t come_through(const Flooder& flooder) const;

    SteadyTime began_at_{};
    std::map<Sender, Count> counts_; ///< In this window.
    std::vector<Flooder> flooders_;
    SteadyTime drained_at_{};
    /// Flooders of whom datagrams may come that an older filter let through, which say nothing
    /// about the new one: since when they have it.
    std::map<Sender, SteadyTime> backlogs_;
};

} // namespace chatroom
