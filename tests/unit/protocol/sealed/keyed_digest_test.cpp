// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/keyed_digest.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

// RFC 4231, test case 2, whose key is filled up with zeros to the length of ours, as HMAC does.
TEST(KeyedDigest, is_hmac_sha256) {
    SecretKey key;
    constexpr std::string_view jefe = "Jefe";
    std::copy(jefe.begin(), jefe.end(), key.bytes().begin());
    const PublicKey digest{keyed_digest(key, "what do ya want for nothing?").bytes()};
    EXPECT_EQ(to_hex(digest), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

// Another key, or another text, makes another digest.
TEST(KeyedDigest, depends_on_key_and_text) {
    SecretKey key;
    const auto digest = keyed_digest(key, "a");
    EXPECT_EQ(digest, keyed_digest(key, "a"));
    EXPECT_FALSE(digest == keyed_digest(key, "b"));
    key.bytes()[0] = 1;
    EXPECT_FALSE(digest == keyed_digest(key, "a"));
}

} // namespace
} // namespace chatroom::sealed
