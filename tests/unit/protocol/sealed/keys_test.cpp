// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/keys.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

// The key pair of RFC 7748, section 6.1.
constexpr auto secret_hex = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
constexpr auto public_hex = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";

PublicKey key_of(std::string_view hex) {
    return public_key_from_hex(hex).value();
}

SecretKey secret_of(std::string_view hex) {
    return SecretKey(key_of(hex).bytes);
}

// The public key is the one that X25519 gives.
TEST(Keys, public_key_belongs_to_secret) {
    const KeyPair pair = KeyPair::from_secret(secret_of(secret_hex));
    EXPECT_EQ(pair.secret, secret_of(secret_hex));
    EXPECT_EQ(to_hex(pair.key), public_hex);
}

// A new pair's secret is what the source of chance gives.
TEST(Keys, pairs_are_generated_from_chance) {
    const KeyPair pair = KeyPair::generate([](std::span<std::uint8_t> bytes) {
        std::ranges::copy(key_of(secret_hex).bytes, bytes.begin());
    });
    EXPECT_EQ(to_hex(pair.key), public_hex);
}

// Choosing the fastest code twice is no harm, and does not change the results.
TEST(Keys, cryptography_can_be_initialised_again) {
    initialise_cryptography();
    initialise_cryptography();
    EXPECT_EQ(to_hex(KeyPair::from_secret(secret_of(secret_hex)).key), public_hex);
}

// Secrets are equal if all their bytes are.
TEST(Keys, secrets_compare) {
    const SecretKey secret = secret_of(secret_hex);
    for (std::size_t place = 0; place < key_bytes; ++place) {
        SecretKey other = secret;
        EXPECT_EQ(other, secret);
        other.bytes()[place] ^= 0x80;
        EXPECT_NE(other, secret);
    }
}

// A secret leaves nothing behind where it was.
TEST(Keys, secrets_are_wiped) {
    alignas(SecretKey) std::array<std::uint8_t, sizeof(SecretKey)> place;
    auto* secret = new (place.data()) SecretKey(key_of(secret_hex).bytes);
    ASSERT_EQ(place, key_of(secret_hex).bytes);
    secret->~SecretKey();
    EXPECT_EQ(place, SecretKey::Bytes{});
}

// A fingerprint looks as ssh-keygen's does.
TEST(Keys, fingerprint) {
    const std::string text = fingerprint(key_of(public_hex));
    EXPECT_EQ(text, "SHA256:MAyclgO5Kks57TlYv5JAEUgE20/TcwEsDKR0MtY0Ja4");
    EXPECT_TRUE(is_fingerprint(text));
}

// Only 32 bytes in the one possible spelling are a fingerprint.
TEST(Keys, other_texts_are_no_fingerprints) {
    for (const auto* text : {
             "",
             "SHA256:",
             "MAyclgO5Kks57TlYv5JAEUgE20/TcwEsDKR0MtY0Ja4",
             "sha256:MAyclgO5Kks57TlYv5JAEUgE20/TcwEsDKR0MtY0Ja4",
             "SHA256:MAyclgO5Kks57TlYv5JAEUgE20/TcwEsDKR0MtY0Ja",
             "SHA256:MAyclgO5Kks57TlYv5JAEUgE20/TcwEsDKR0MtY0Ja4=",
             "SHA256:MAyclgO5Kks57TlYv5JAEUgE20/TcwEsDKR0MtY0Ja4A",
             "SHA256:MAyclgO5Kks57TlYv5JAEUgE20/TcwEsDKR0MtY0Ja5", // Bits that mean nothing.
             "SHA256:MAyclgO5Kks57TlYv5JAEUgE20_TcwEsDKR0MtY0Ja4", // The other alphabet.
             "SHA256: MAyclgO5Kks57TlYv5JAEUgE20/TcwEsDKR0MtY0Ja4",
         }) {
        EXPECT_FALSE(is_fingerprint(text)) << text;
    }
}

// Keys are written as hexadecimal digits and read back in no other form.
TEST(Keys, hexadecimal_has_one_form) {
    const std::string hex = public_hex;
    EXPECT_EQ(to_hex(key_of(hex)), hex);
    EXPECT_EQ(key_of(hex).bytes[0], 0x85);
    EXPECT_EQ(key_of(hex).bytes[31], 0x6a);
    EXPECT_EQ(to_hex(PublicKey{}), std::string(64, '0'));

    std::string upper = hex;
    std::ranges::replace(upper, 'a', 'A');
    std::string other = hex;
    other[9] = 'g';
    for (const std::string& text : {std::string(), hex.substr(1), hex.substr(2), hex + "0",
                                    hex + "00", " " + hex, hex + "\n", upper, other}) {
        EXPECT_EQ(public_key_from_hex(text), std::nullopt) << text;
    }
}

// The key of a passphrase is what another implementation of Argon2id makes of it.
TEST(Keys, passphrase_key) {
    const PublicKey server = key_of(public_hex);
    EXPECT_EQ(passphrase_key("open sesame", server),
              secret_of("3088d8ad179931b8c26c93202a3c112551b1356309b659400b4685cd083dc1ec"));
    EXPECT_EQ(passphrase_key("芝麻开门", server),
              secret_of("1b701793de160132bb853fd2848d35822189be77f13a7724c9d2de79192b8176"));
}

// The same passphrase is another key at another server.
TEST(Keys, passphrase_key_depends_on_the_server) {
    EXPECT_NE(passphrase_key("open sesame", key_of(public_hex)),
              passphrase_key("open sesame", key_of(secret_hex)));
}

} // namespace
} // namespace chatroom::sealed
