// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/transport.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace chatroom::sealed {

/// How long the datagrams to the other end may be, as far as is known from what arrives and what
/// does not: RFC 8899 in small (PROTOCOL.md, The way of a datagram). A room has thousands of these.
class PathSize {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// The longest datagram of the protocol, what a path of MTU 1,100 takes, and what one of MTU
    /// 576 does (IPv4 and UDP take 28 bytes). No path that is in use takes less.
    static constexpr std::array<std::uint16_t, 3> sizes{max_datagram_bytes, 1100 - 28, 576 - 28};

    /// After so many losses shorter ones are sent (RFC 8899, MAX_PROBES).
    static constexpr unsigned most_losses = 3;

    /// After so long longer ones are tried again (RFC 8899, PMTU_RAISE_TIMER), which costs some
    /// seconds if they are lost again; so it is twice as long after each try, up to 16 times.
    /// When the longest arrive it is so long again.
    static constexpr std::chrono::minutes first_rest{10};
    static constexpr unsigned most_doublings = 4;

    /// Datagrams should not be longer than that.
    std::size_t datagram_bytes() const { return sizes.at(step_); }

    /// What frames may take in one.
    std::size_t plaintext_bytes() const { return plaintext_bytes(step_); }
    static constexpr std::size_t plaintext_bytes(unsigned step) {
        return sizes.at(step) - sealed_bytes(0);
    }

    /// What frames may take where nothing is known of the path.
    static constexpr std::size_t least_plaintext_bytes = sizes.back() - sealed_bytes(0);

    /// Which of the sizes it is.
    unsigned step() const { return step_; }

    /// A datagram of so many bytes has arrived.
    void arrived(std::size_t bytes);

    /// One seems to be lost: the first of those of which nothing was heard in time. Others that are
    /// lost with it are the same loss.
    void lost(Time now, std::size_t bytes);

    /// Time has passed: longer ones may be tried again.
    void retry(Time now);

private:
    using Seconds = std::chrono::duration<std::uint32_t>;

    void rest(Time now);

    Seconds rests_until_{};
    std::uint16_t lost_bytes_ = 0; ///< The shortest of the losses that are counted.
    std::uint8_t step_ = 0;
    std::uint8_t losses_ : 4 = 0; ///< Since one as long has arrived.
    std::uint8_t doublings_ : 4 = 0;
};

} // namespace chatroom::sealed
