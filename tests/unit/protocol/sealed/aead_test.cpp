// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.hpp"
#include "protocol/sealed/aead.hpp"
#include "tests/unit/protocol/sealed/hexadecimal.hpp"

#include <algorithm>
#include <numeric>
#include <thread>
#include <vector>

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

std::string encrypted(const SecretKey& key, std::uint64_t nonce, std::string_view associated_data,
                      std::string_view plaintext) {
    std::string result(plaintext.size() + tag_bytes, '\0');
    encrypt(key, nonce, associated_data, plaintext, result.data());
    return result;
}

std::string encrypted(std::uint64_t nonce, std::string_view associated_data,
                      std::string_view plaintext) {
    return encrypted(key_of(1), nonce, associated_data, plaintext);
}

/// The same by another library, which has nothing in common with the one that is used.
std::string encrypted_by_libsodium(std::uint64_t nonce, std::string_view associated_data,
                                   std::string_view plaintext) {
    std::string result(plaintext.size() + tag_bytes, '\0');
    crypto_aead_chacha20poly1305_ietf_encrypt(
        reinterpret_cast<unsigned char*>(result.data()), nullptr, unsigned_bytes(plaintext),
        plaintext.size(), unsigned_bytes(associated_data), associated_data.size(), nullptr,
        aead_nonce(nonce).data(), key_of(1).bytes().data());
    return result;
}

// A nonce is four zero bytes and the number, the least significant byte first.
TEST(Aead, has_the_nonces_of_noise) {
    EXPECT_EQ(aead_nonce(0x0807060504030201U),
              (std::array<std::uint8_t, 12>{0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

// The example of RFC 8439, appendix A.5, whose nonce is one of Noise, comes out both ways.
TEST(Aead, does_as_the_rfc) {
    SecretKey key;
    const auto key_bytes =
        from_hex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
    std::copy(key_bytes.begin(), key_bytes.end(), key.bytes().begin());
    const std::string plaintext =
        "Internet-Drafts are draft documents valid for a maximum of six months and may be updated, "
        "replaced, or obsoleted by other documents at any time. It is inappropriate to use "
        "Internet-Drafts as reference material or to cite them other than as "
        "/“work in progress./”";
    const auto associated_data = from_hex("f33388860000000000004e91");
    const auto ciphertext =
        from_hex("64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2"
                 "4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf"
                 "332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
                 "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4"
                 "b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e"
                 "af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
                 "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10"
                 "49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29"
                 "a6ad5cb4022b02709b"
                 "eead9d67890cbb22392336fea1851f38");
    const std::uint64_t nonce = 0x0807060504030201U;
    EXPECT_EQ(to_hex(encrypted(key, nonce, associated_data, plaintext)), to_hex(ciphertext));
    EXPECT_EQ(decrypt(key, nonce, associated_data, ciphertext), plaintext);
}

// Two libraries that have nothing in common come to the same bytes, whatever the length.
TEST(Aead, is_the_same_by_libsodium) {
    for (std::size_t size = 0; size <= 1300; ++size) {
        const auto text = text_of(size);
        const auto nonce = 0x0102030405060708U + size;
        const auto ciphertext = encrypted_by_libsodium(nonce, "header", text);
        ASSERT_EQ(to_hex(encrypted(nonce, "header", text)), to_hex(ciphertext)) << size;
        ASSERT_EQ(decrypt(key_of(1), nonce, "header", ciphertext), text) << size;
    }
    const auto last = ~std::uint64_t{0};
    EXPECT_EQ(encrypted(last, {}, {}), encrypted_by_libsodium(last, {}, {}));
    EXPECT_EQ(decrypt(key_of(1), last, {}, encrypted_by_libsodium(last, {}, {})), "");
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

// A damaged or shortened ciphertext is none, and neither is nothing at all.
TEST(Aead, refuses_what_was_damaged) {
    for (const std::size_t size : {0U, 5U, 257U}) {
        const auto ciphertext = encrypted(7, "header", text_of(size));
        for (std::size_t place = 0; place < ciphertext.size(); ++place) {
            auto damaged = ciphertext;
            damaged[place] = static_cast<char>(damaged[place] ^ 1);
            EXPECT_EQ(decrypt(key_of(1), 7, "header", damaged), std::nullopt) << place;
            EXPECT_EQ(decrypt(key_of(1), 7, "header", ciphertext.substr(0, place)), std::nullopt);
        }
    }
}

// Threads that encrypt with different keys at the same time do not disturb each other.
TEST(Aead, serves_several_threads) {
    constexpr std::uint8_t threads = 4;
    constexpr std::uint64_t rounds = 200;
    const auto text = text_of(600);
    std::vector<unsigned> wrong(threads);
    {
        std::vector<std::jthread> running;
        for (std::uint8_t thread = 0; thread < threads; ++thread) {
            running.emplace_back([&, thread] {
                for (std::uint64_t nonce = 0; nonce < rounds; ++nonce) {
                    const auto sealed = encrypted(key_of(thread), nonce, "header", text);
                    wrong[thread] += decrypt(key_of(thread), nonce, "header", sealed) != text;
                }
            });
        }
    }
    EXPECT_EQ(wrong, std::vector<unsigned>(threads));
}

} // namespace
} // namespace chatroom::sealed
