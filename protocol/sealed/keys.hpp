// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chatroom::sealed {

inline constexpr std::size_t key_bytes = 32;
inline constexpr std::size_t tag_bytes = 16;

/// Fills the bytes with unpredictable ones. It is passed in, so that the protocol has no source of
/// chance of its own.
using FillRandom = std::function<void(std::span<std::uint8_t>)>;

/// Makes the libraries under this one choose their fastest code, at the start of a program. Throws
/// std::runtime_error if the machine has no usable source of randomness or permits no ChaCha20.
void initialise_cryptography();

/// A key that others may know.
struct PublicKey {
    std::array<std::uint8_t, key_bytes> bytes{};

    auto operator<=>(const PublicKey&) const = default;
};

/// A key that nobody else may know: it is wiped from memory when it goes.
class SecretKey {
public:
    using Bytes = std::array<std::uint8_t, key_bytes>;

    SecretKey() = default;
    explicit SecretKey(const Bytes& bytes) : bytes_(bytes) {}
    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    ~SecretKey();

    Bytes& bytes() { return bytes_; }
    const Bytes& bytes() const { return bytes_; }

    /// Takes the same time wherever the difference is.
    bool operator==(const SecretKey& other) const;

private:
    Bytes bytes_{};
};

struct KeyPair {
    SecretKey secret;
    PublicKey key;

    /// The pair that belongs to the secret, as X25519 (RFC 7748) clamps it.
    static KeyPair from_secret(const SecretKey& secret);
    static KeyPair generate(const FillRandom& fill_random);
};

/// "SHA256:" and the unpadded base64 of SHA-256 of the key: how people compare keys.
std::string fingerprint(const PublicKey& key);

/// Whether the text has the form of a fingerprint.
bool is_fingerprint(std::string_view text);

/// 64 lower-case hexadecimal digits, and back; nothing if the text is anything else.
std::string to_hex(const PublicKey& key);
std::optional<PublicKey> public_key_from_hex(std::string_view text);

inline constexpr std::size_t max_passphrase_bytes = 256;

/// The pre-shared key of a room with that passphrase and the server of that key (PROTOCOL.md,
/// Passphrase). Takes 64 MiB and about a tenth of a second on purpose. Throws std::bad_alloc if
/// there is no memory for it.
SecretKey passphrase_key(std::string_view passphrase, const PublicKey& server);

} // namespace chatroom::sealed
