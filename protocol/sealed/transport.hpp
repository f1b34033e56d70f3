// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/noise.hpp"
#include "protocol/sealed/replay_window.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom::sealed {

inline constexpr std::size_t max_datagram_bytes = 1200;
inline constexpr std::size_t transport_header_bytes = 13;
inline constexpr std::size_t max_plaintext_bytes =
    max_datagram_bytes - transport_header_bytes - tag_bytes;

/// What a client's plaintext is filled up to with PAD.
inline constexpr std::size_t min_client_plaintext_bytes = 32;

/// How many datagrams one key serves, as a power of two (PROTOCOL.md, Transport). The sessions of a
/// simulation are too short for that, so it is built with fewer.
#ifndef CHATROOM_EPOCH_BITS
#define CHATROOM_EPOCH_BITS 16
#endif
inline constexpr unsigned epoch_bits = CHATROOM_EPOCH_BITS;

/// A side whose counter has come this far is silent.
inline constexpr std::uint64_t max_counter = std::uint64_t{1} << 48;

/// What belongs to one TRANSPORT datagram and to no other: with it the datagram can be made later,
/// and by another thread.
struct SealTicket {
    SecretKey key;
    std::uint32_t receiver_index = 0;
    std::uint64_t counter = 0;

    bool operator==(const SealTicket&) const = default;
};

/// How long the datagram with that plaintext is.
constexpr std::size_t sealed_bytes(std::size_t plaintext_bytes) {
    return transport_header_bytes + plaintext_bytes + tag_bytes;
}

/// Writes the datagram to where there is room for sealed_bytes() of it. A ticket is for one
/// plaintext only: for a second one the cipher would give both away.
void seal(const SealTicket& ticket, std::string_view plaintext, char* datagram);
std::string seal(const SealTicket& ticket, std::string_view plaintext);

/// The sending half of a session: makes TRANSPORT datagrams.
class Sealer {
public:
    /// Tests begin at a later counter, since nobody can count to the last; the key is then the one
    /// that belongs to that counter.
    Sealer(const SecretKey& key, std::uint32_t receiver_index, std::uint64_t first_counter = 0)
        : key_(key), receiver_index_(receiver_index), counter_(first_counter) {}

    /// The next datagram's; nothing when the counter is used up.
    std::optional<SealTicket> next_ticket();

    /// The next datagram; nothing when the counter is used up.
    std::optional<std::string> seal(std::string_view plaintext);

private:
    SecretKey key_;
    std::uint32_t receiver_index_;
    std::uint64_t counter_;
};

/// The receiving half: opens each TRANSPORT datagram once.
class Opener {
public:
    explicit Opener(const SecretKey& key);

    struct Opened {
        std::string plaintext;
        bool is_newest = false; ///< No authentic datagram before had a higher counter.
    };

    /// Nothing if the datagram is not authentic, too old, or was opened before. Its receiver index
    /// is not looked at.
    std::optional<Opened> open(std::string_view datagram);

private:
    std::unique_ptr<SecretKey> previous_key_; ///< Of the epoch before key_'s, if there was one.
    SecretKey key_; ///< Of that of the highest counter that was authentic; the next one's is made
                    ///< when it comes.
    ReplayWindow window_;
};

} // namespace chatroom::sealed
