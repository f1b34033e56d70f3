// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "daemon/core/seen_proof.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

constexpr std::uint64_t head = 100;

class SeenProofTest : public ::testing::Test {
protected:
    static sealed::PublicKey key(std::uint8_t owner) {
        sealed::PublicKey result{};
        result.bytes[0] = owner;
        return result;
    }

    static Request resume(const std::string& name, std::uint8_t owner, std::uint64_t seen,
                          bool is_resuming = true) {
        return {{},
                request::Enter{.name = name,
                               .door = DoorKind::sealed,
                               .address = {},
                               .program = {{.key = key(owner),
                                            .instance = {1},
                                            .is_resuming = is_resuming,
                                            .seen = {seen}}}}};
    }

    /// Above which number it is to go on; 0 if nothing is proved.
    std::uint64_t proved(const std::vector<Request>& requests) {
        const auto proof = proofs.find(now, requests, state);
        return proof ? proof->go_on_above.value : 0;
    }

    RoomState state{std::vector{facts::put(OwnedName{.name = MemberName::from_journal("Ann"),
                                                     .key = key(1),
                                                     .instance = {},
                                                     .cursor = {},
                                                     .first_used = {},
                                                     .last_used = {}})},
                    {head},
                    {}};
    SteadyTime now{};
    SeenProof proofs;
};

// Whoever owns the name and has seen what is still to be given proves that the room is older.
TEST_F(SeenProofTest, is_of_the_owner) {
    EXPECT_EQ(proved({{{}, request::Leave{}},
                      resume("Ann", 2, head + 9),
                      resume("Bob", 1, head + 9),
                      resume("Ann", 1, head),
                      resume("Ann", 1, head + 9, false)}),
              0U);
    const auto proof = proofs.find(now, std::vector{resume("Ann", 1, head + 9)}, state).value();
    EXPECT_EQ(proof.name, "Ann");
    EXPECT_EQ(proof.seen, Sequence{head + 9});
    EXPECT_EQ(proof.go_on_above, Sequence{head + 9 + SeenProof::margin});
}

// Nobody is believed who is too far ahead, nor the next one for a while: no number of lies makes
// the room run out of numbers.
TEST_F(SeenProofTest, has_limits) {
    EXPECT_EQ(proved({resume("Ann", 1, head + SeenProof::most_ahead + 1)}), 0U);
    EXPECT_NE(proved({resume("Ann", 1, head + SeenProof::most_ahead)}), 0U);
    now += SeenProof::interval - std::chrono::milliseconds(1);
    EXPECT_EQ(proved({resume("Ann", 1, head + 1)}), 0U);
    now += std::chrono::milliseconds(1);
    EXPECT_NE(proved({resume("Ann", 1, head + 1)}), 0U);
}

} // namespace
} // namespace chatroom
