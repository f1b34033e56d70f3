// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/keyed_hash.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// The bytes of the paper on SipHash (appendix A) have the hash that it gives.
TEST(KeyedHash, is_siphash) {
    HashKey key;
    std::iota(key.bytes.begin(), key.bytes.end(), std::uint8_t{0});
    std::string message(15, '\0');
    std::iota(message.begin(), message.end(), '\0');
    EXPECT_EQ(keyed_hash(key, message), 0xa129ca6149be45e5U);
}

// Another key gives another hash, and no bytes have one, too.
TEST(KeyedHash, depends_on_the_key) {
    EXPECT_NE(keyed_hash({{1}}, "Bob"), keyed_hash({{2}}, "Bob"));
    EXPECT_NE(keyed_hash({{1}}, ""), keyed_hash({{2}}, ""));
    EXPECT_EQ(keyed_hash({{1}}, "Bob"), keyed_hash({{1}}, "Bob"));
}

} // namespace
} // namespace chatroom
