// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/aead.hpp"
#include "tests/unit/protocol/sealed/aead_example.hpp"

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

namespace example = aead_example;

// The RFC's example comes out, both ways.
TEST(AeadOpenssl, does_as_the_rfc) {
    const auto text = example::plaintext;
    std::string sealed(text.size() + tag_bytes, '\0');
    by_openssl::encrypt(example::key(), example::nonce, example::associated_data(), text,
                        sealed.data());
    EXPECT_EQ(to_hex(sealed), to_hex(example::ciphertext()));
    EXPECT_EQ(
        by_openssl::decrypt(example::key(), example::nonce, example::associated_data(), sealed),
        text);
}

// Whatever is not authentic, or too short to be so, is nothing.
TEST(AeadOpenssl, refuses_what_is_not_authentic) {
    const auto opened = [](const SecretKey& key, std::string_view ciphertext) {
        return by_openssl::decrypt(key, example::nonce, example::associated_data(), ciphertext);
    };
    auto damaged = example::ciphertext();
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    EXPECT_EQ(opened(example::key(), damaged), std::nullopt);
    EXPECT_EQ(opened(SecretKey(), example::ciphertext()), std::nullopt);
    EXPECT_EQ(opened(example::key(), damaged.substr(0, tag_bytes - 1)), std::nullopt);
    EXPECT_EQ(opened(example::key(), {}), std::nullopt);
}

} // namespace
} // namespace chatroom::sealed
