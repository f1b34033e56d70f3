// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_link.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using sealed::NotSaid;
using sealed::NotSaidReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

NotSaid not_said(std::uint32_t first, std::uint32_t last,
                 NotSaidReason reason = NotSaidReason::too_fast) {
    return {first, last, reason, 3, "slower"};
}

class SealedLinkTest : public ::testing::Test {
protected:
    SealedLink link{.index = 1,
                    .key = {},
                    .sealer = sealed::Sealer(sealed::SecretKey{}, 1),
                    .opener = sealed::Opener(sealed::SecretKey{}),
                    .address = {},
                    .last_heard = {}};
};

// What was not taken is told as one as long as it goes on for the same reason.
TEST_F(SealedLinkTest, owes_ranges) {
    link.owe(not_said(1, 1));
    link.owe(not_said(2, 4));
    link.owe(not_said(6, 6));
    link.owe(not_said(7, 7, NotSaidReason::muted));
    EXPECT_THAT(link.refusals->messages,
                ElementsAre(not_said(1, 4), not_said(6, 6), not_said(7, 7, NotSaidReason::muted)));
}

// However much was not taken, and in whatever words, what is owed fits a datagram.
TEST_F(SealedLinkTest, owes_no_more_than_a_datagram_holds) {
    for (std::uint32_t number = 2; number < 100; number += 2) {
        auto refusal = not_said(number, number);
        refusal.text.assign(sealed::max_not_said_text_bytes, 'x');
        link.owe(refusal);
    }
    EXPECT_THAT(link.refusals->messages, SizeIs(SealedLink::max_not_said));
    std::string frames;
    for (const auto& one : link.refusals->messages) {
        frames += sealed::encode(sealed::ServerFrame(one));
    }
    EXPECT_LE(frames.size(), sealed::max_plaintext_bytes);
}

// A client of version 1 has no words for it.
TEST_F(SealedLinkTest, owes_version_1_nothing) {
    link.version = 1;
    link.owe(not_said(1, 1));
    EXPECT_EQ(link.refusals, nullptr);
}

} // namespace
} // namespace chatroom
