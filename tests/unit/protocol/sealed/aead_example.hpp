// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/aead.hpp"
#include "tests/unit/protocol/sealed/hexadecimal.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace chatroom::sealed::aead_example {

// RFC 8439, appendix A.5. Its nonce is one of Noise.

inline SecretKey key() {
    const auto bytes = from_hex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
    SecretKey result;
    std::copy(bytes.begin(), bytes.end(), result.bytes().begin());
    return result;
}

inline constexpr std::uint64_t nonce = 0x0807060504030201U;

inline std::string associated_data() {
    return from_hex("f33388860000000000004e91");
}

/// With its tag.
inline std::string ciphertext() {
    return from_hex("64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2"
                    "4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf"
                    "332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
                    "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4"
                    "b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e"
                    "af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
                    "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10"
                    "49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29"
                    "a6ad5cb4022b02709b"
                    "eead9d67890cbb22392336fea1851f38");
}

inline const std::string plaintext =
    "Internet-Drafts are draft documents valid for a maximum of six months and may be updated, "
    "replaced, or obsoleted by other documents at any time. It is inappropriate to use "
    "Internet-Drafts as reference material or to cite them other than as "
    "/“work in progress./”";

using Encrypt = decltype(encrypt);
using Decrypt = decltype(decrypt);

/// The example comes out, both ways.
inline void expect_as_in_rfc(Encrypt& encrypt_by, Decrypt& decrypt_by) {
    std::string sealed(plaintext.size() + tag_bytes, '\0');
    encrypt_by(key(), nonce, associated_data(), plaintext, sealed.data());
    EXPECT_EQ(to_hex(sealed), to_hex(ciphertext()));
    EXPECT_EQ(decrypt_by(key(), nonce, associated_data(), sealed), plaintext);
}

/// Whatever is not authentic, or too short to be so, is nothing.
inline void expect_refusals(Decrypt& decrypt_by) {
    const auto opened = [&](const SecretKey& with, std::string_view sealed) {
        return decrypt_by(with, nonce, associated_data(), sealed);
    };
    auto damaged = ciphertext();
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    EXPECT_EQ(opened(key(), damaged), std::nullopt);
    EXPECT_EQ(opened(SecretKey(), ciphertext()), std::nullopt);
    EXPECT_EQ(opened(key(), damaged.substr(0, tag_bytes - 1)), std::nullopt);
    EXPECT_EQ(opened(key(), {}), std::nullopt);
}

} // namespace chatroom::sealed::aead_example
