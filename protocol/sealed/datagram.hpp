// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"
#include "protocol/sealed/version.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

/// The datagrams of PROTOCOL.md as values. What is decoded refers to the bytes it was decoded from.
namespace chatroom::sealed {

using Cookie = std::array<std::uint8_t, 16>;
using Tag = std::array<std::uint8_t, tag_bytes>;

/// Whether the datagram belongs to this protocol: its first byte is below 0x20.
bool is_sealed(std::string_view datagram);

struct Hello {
    Versions versions = all_versions; ///< That the client speaks.
    std::uint32_t client_index = 0;
    bool operator==(const Hello&) const = default;
};

struct CookieReply {
    /// The highest that both speak, or the nearest one that the server does.
    std::uint8_t version = all_versions.highest;
    std::uint32_t client_index = 0;
    bool needs_passphrase = false;
    Cookie cookie{};
    bool operator==(const CookieReply&) const = default;
};

struct Initiate {
    std::uint8_t version = all_versions.highest; ///< That of the session.
    std::uint32_t client_index = 0;
    Cookie cookie{};
    /// As long as both forms of Noise message 1 need: 48 bytes, of which the form without a
    /// pre-shared key uses the first 32 (the rest is then zero). To encode, either length.
    std::string_view message;
    bool operator==(const Initiate&) const = default;
};

struct Answer {
    std::uint32_t client_index = 0;
    std::uint32_t server_index = 0;
    std::string_view message; ///< Noise message 2.
    bool operator==(const Answer&) const = default;
};

struct Finish {
    std::uint32_t server_index = 0;
    std::string_view message; ///< Noise message 3.
    bool operator==(const Finish&) const = default;
};

enum class Failure : std::uint8_t { wrong_passphrase = 1, damaged = 2 };

struct Failed {
    std::uint32_t client_index = 0;
    Failure reason = Failure::damaged;
    Tag tag{};
    bool operator==(const Failed&) const = default;
};

struct Unknown {
    Tag last_bytes{};
    bool operator==(const Unknown&) const = default;
};

struct Wake {
    bool operator==(const Wake&) const = default;
};

/// The whole datagram; Opener opens it.
struct Transport {
    std::uint32_t receiver_index = 0;
    std::string_view datagram;
    bool operator==(const Transport&) const = default;
};

struct Malformed {
    bool operator==(const Malformed&) const = default;
};

using Datagram = std::variant<Hello, CookieReply, Initiate, Answer, Finish, Failed, Unknown, Wake,
                              Transport, Malformed>;

/// Any bytes give one of these; what has not exactly the form of PROTOCOL.md is Malformed (a
/// reason of FAILED that is neither 1 nor 2 too).
Datagram decode(std::string_view datagram);

std::string encode(const Hello& hello);
std::string encode(const CookieReply& reply);
std::string encode(const Initiate& initiate);
std::string encode(const Answer& answer);
std::string encode(const Finish& finish);
std::string encode(const Failed& failed);
std::string encode(const Unknown& unknown);
std::string encode(const Wake& wake);

/// The tag of FAILED. `derived` is NoiseHandshake::derive(failure_label) after message 2.
inline constexpr std::string_view failure_label = "chatroom failed";
Tag failure_tag(const SecretKey& derived, std::uint32_t client_index, Failure reason);

/// Compares in constant time.
bool equal(const Tag& left, const Tag& right);

/// The answer to a TRANSPORT datagram whose index is unknown.
Unknown unknown_for(std::string_view transport_datagram);

/// 16 bytes that only the owner of the key can make for the text: BLAKE2b-128, keyed.
Cookie make_cookie(const SecretKey& key, std::string_view text);

} // namespace chatroom::sealed
