// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/aead.hpp"

#include <numeric>

#include <gtest/gtest.h>
#include <sodium.h>

namespace chatroom::sealed {
namespace {

SecretKey key_of(std::uint8_t first) {
    SecretKey key;
    std::iota(key.bytes().begin(), key.bytes().end(), first);
    return key;
}

std::string text_of(std::size_t size) {
    std::string text(size, '\0');
    std::iota(text.begin(), text.end(), '\0');
    return text;
}

std::string encrypted(std::uint64_t nonce, std::string_view associated_data,
                      std::string_view plaintext) {
    std::string result(plaintext.size() + tag_bytes, '\0');
    encrypt(key_of(1), nonce, associated_data, plaintext, result.data());
    return result;
}

/// The same by another library.
std::string encrypted_by_libsodium(std::uint64_t nonce, std::string_view associated_data,
                                   std::string_view plaintext) {
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<const unsigned char*>(text.data());
    };
    std::string nonce_bytes(4, '\0'); // Then the number in little-endian.
    for (std::size_t byte = 0; byte < sizeof nonce; ++byte) {
        nonce_bytes += static_cast<char>(nonce >> (8 * byte));
    }
    std::string result(plaintext.size() + tag_bytes, '\0');
    crypto_aead_chacha20poly1305_ietf_encrypt(
        reinterpret_cast<unsigned char*>(result.data()), nullptr, bytes(plaintext),
        plaintext.size(), bytes(associated_data), associated_data.size(), nullptr,
        bytes(nonce_bytes), key_of(1).bytes().data());
    return result;
}

// Two libraries that have nothing in common come to the same bytes, whatever the length.
TEST(Aead, agrees_with_another_library) {
    for (std::size_t size = 0; size <= 1300; ++size) {
        const auto text = text_of(size);
        const auto nonce = 0x0102030405060708U + size;
        ASSERT_EQ(encrypted(nonce, "header", text), encrypted_by_libsodium(nonce, "header", text));
    }
    EXPECT_EQ(encrypted(~std::uint64_t{0}, {}, {}),
              encrypted_by_libsodium(~std::uint64_t{0}, {}, {}));
}

// What was encrypted is decrypted with the same key, nonce and associated data only.
TEST(Aead, decrypts_what_is_authentic) {
    for (const std::size_t size : {0U, 1U, 64U, 1171U}) {
        const auto ciphertext = encrypted(7, "header", text_of(size));
        EXPECT_EQ(decrypt(key_of(1), 7, "header", ciphertext), text_of(size));
        EXPECT_EQ(decrypt(key_of(2), 7, "header", ciphertext), std::nullopt);
        EXPECT_EQ(decrypt(key_of(1), 8, "header", ciphertext), std::nullopt);
        EXPECT_EQ(decrypt(key_of(1), 7, "heades", ciphertext), std::nullopt);
        EXPECT_EQ(decrypt(key_of(1), 7, "header", ciphertext + '\0'), std::nullopt);
        EXPECT_EQ(decrypt(key_of(1), 7, "header", ciphertext), text_of(size));
    }
}

// A damaged or shortened ciphertext is none.
TEST(Aead, refuses_what_was_damaged) {
    const auto ciphertext = encrypted(7, "header", "hello");
    for (std::size_t place = 0; place < ciphertext.size(); ++place) {
        auto damaged = ciphertext;
        damaged[place] = static_cast<char>(damaged[place] ^ 1);
        EXPECT_EQ(decrypt(key_of(1), 7, "header", damaged), std::nullopt) << place;
        EXPECT_EQ(decrypt(key_of(1), 7, "header", ciphertext.substr(0, place)), std::nullopt);
    }
}

} // namespace
} // namespace chatroom::sealed
