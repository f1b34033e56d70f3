// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/outputs.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// A delivery without a ticket is its payload.
TEST(Outputs, sends_plain_payloads_as_they_are) {
    Outputs outputs;
    outputs.add("other");
    const Delivery delivery{.to = {}, .payload = outputs.add("text")};
    EXPECT_EQ(datagram_of(outputs, delivery), "text");
}

// A delivery with a ticket is the datagram that the session's sealer would have made.
TEST(Outputs, seals_payloads) {
    sealed::SecretKey key;
    key.bytes().fill(7);
    sealed::Sealer sealer(key, 9);
    sealed::Sealer same(key, 9);
    Outputs outputs;
    const Delivery first{.to = {}, .payload = outputs.add("text"), .ticket = sealer.next_ticket()};
    const Delivery second{.to = {}, .payload = first.payload, .ticket = sealer.next_ticket()};
    EXPECT_EQ(datagram_of(outputs, first), same.seal("text"));
    EXPECT_EQ(datagram_of(outputs, second), same.seal("text"));
}

} // namespace
} // namespace chatroom
