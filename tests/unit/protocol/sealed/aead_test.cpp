// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/aead.hpp"

#include <numeric>

#include <gtest/gtest.h>

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

using Encrypt = decltype(encrypt);

std::string encrypted(std::uint64_t nonce, std::string_view associated_data,
                      std::string_view plaintext, Encrypt& by = encrypt) {
    std::string result(plaintext.size() + tag_bytes, '\0');
    by(key_of(1), nonce, associated_data, plaintext, result.data());
    return result;
}

// Two libraries that have nothing in common come to the same bytes, whatever the length, and each
// reads what the other has written.
TEST(Aead, is_the_same_by_both_libraries) {
    for (std::size_t size = 0; size <= 1300; ++size) {
        const auto text = text_of(size);
        const auto nonce = 0x0102030405060708U + size;
        const auto ciphertext = encrypted(nonce, "header", text);
        ASSERT_EQ(encrypted(nonce, "header", text, by_openssl::encrypt), ciphertext);
        ASSERT_EQ(encrypted(nonce, "header", text, by_libsodium::encrypt), ciphertext);
        ASSERT_EQ(by_openssl::decrypt(key_of(1), nonce, "header", ciphertext), text);
        ASSERT_EQ(by_libsodium::decrypt(key_of(1), nonce, "header", ciphertext), text);
    }
    EXPECT_EQ(encrypted(~std::uint64_t{0}, {}, {}, by_openssl::encrypt),
              encrypted(~std::uint64_t{0}, {}, {}, by_libsodium::encrypt));
}

// What was encrypted is decrypted with the same key, nonce and associated data only.
TEST(Aead, decrypts_what_is_authentic) {
    for (const std::size_t size : {0U, 1U, 64U, 256U, 257U, 1171U}) {
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
    for (const std::size_t size : {5U, 257U}) {
        const auto ciphertext = encrypted(7, "header", text_of(size));
        for (std::size_t place = 0; place < ciphertext.size(); ++place) {
            auto damaged = ciphertext;
            damaged[place] = static_cast<char>(damaged[place] ^ 1);
            EXPECT_EQ(decrypt(key_of(1), 7, "header", damaged), std::nullopt) << place;
            EXPECT_EQ(decrypt(key_of(1), 7, "header", ciphertext.substr(0, place)), std::nullopt);
        }
    }
}

} // namespace
} // namespace chatroom::sealed
