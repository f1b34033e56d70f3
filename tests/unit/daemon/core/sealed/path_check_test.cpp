// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/path_check.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class PathCheckTest : public ::testing::Test {
protected:
    /// A datagram came from there; the question that is asked, if any.
    std::optional<PathCheck::Question> see(const Address& from) {
        check.seen(now, from, random);
        return check.take_question();
    }

    const Address there = address("10.0.0.2:1000");
    const Address elsewhere = address("10.0.0.3:1000");
    const sealed::FillRandom random = counting_random();
    SteadyTime now{};
    PathCheck check;
};

// Without a reason nothing is asked, and no answer is expected: not even the token of zeros.
TEST_F(PathCheckTest, asks_nothing_at_first) {
    EXPECT_FALSE(check.take_question());
    EXPECT_FALSE(check.answered(now, there, sealed::Token{}));
}

// A new address is asked at once, and once.
TEST_F(PathCheckTest, asks_a_new_address) {
    const auto question = see(there);
    ASSERT_TRUE(question);
    EXPECT_EQ(question->to, there);
    EXPECT_NE(question->token, sealed::Token{});
    EXPECT_FALSE(check.take_question());
}

// The right answer ends the check, and counts once.
TEST_F(PathCheckTest, takes_the_answer_once) {
    const auto question = see(there).value();
    EXPECT_TRUE(check.answered(now, there, question.token));
    EXPECT_FALSE(check.answered(now, there, question.token));
}

// Another token, or the token from another address, is no answer, and spoils nothing.
TEST_F(PathCheckTest, ignores_wrong_answers) {
    const auto question = see(there).value();
    auto wrong = question.token;
    wrong[7] ^= 1;
    EXPECT_FALSE(check.answered(now, there, wrong));
    EXPECT_FALSE(check.answered(now, elsewhere, question.token));
    EXPECT_TRUE(check.answered(now, there, question.token));
}

// An answer counts for five seconds.
TEST_F(PathCheckTest, takes_an_answer_in_time) {
    const auto first = see(there).value();
    now += seconds(5) - milliseconds(1);
    EXPECT_TRUE(check.answered(now, there, first.token));
    const auto second = see(there).value();
    now += seconds(5);
    EXPECT_FALSE(check.answered(now, there, second.token));
}

// However much comes from how many addresses, one question a second is asked.
TEST_F(PathCheckTest, asks_once_a_second) {
    EXPECT_TRUE(see(there));
    now += milliseconds(999);
    EXPECT_FALSE(see(there));
    EXPECT_FALSE(see(elsewhere));
    now += milliseconds(1);
    EXPECT_TRUE(see(elsewhere));
    EXPECT_FALSE(see(there));
}

// Whoever answers is not asked more often for it.
TEST_F(PathCheckTest, asks_once_a_second_also_after_an_answer) {
    const auto question = see(there).value();
    now += milliseconds(10);
    EXPECT_TRUE(check.answered(now, there, question.token));
    EXPECT_FALSE(see(elsewhere));
    now += milliseconds(990);
    EXPECT_TRUE(see(elsewhere));
}

// An address that is asked again is asked the same while the answer counts: the answer to the first
// question may have a long way.
TEST_F(PathCheckTest, repeats_its_question) {
    const auto first = see(there).value();
    for (int second = 1; second < 5; ++second) {
        now += seconds(1);
        EXPECT_EQ(see(there).value().token, first.token);
    }
    now += milliseconds(999);
    EXPECT_TRUE(check.answered(now, there, first.token));
}

// After five seconds the question is another one.
TEST_F(PathCheckTest, asks_anew_when_no_answer_counts_any_more) {
    const auto first = see(there).value();
    now += seconds(5);
    const auto second = see(there).value();
    EXPECT_NE(second.token, first.token);
    EXPECT_FALSE(check.answered(now, there, first.token));
    EXPECT_TRUE(check.answered(now, there, second.token));
}

// One token is unanswered at a time: another address gets another one, and the first counts no
// more.
TEST_F(PathCheckTest, has_one_token_at_a_time) {
    const auto first = see(there).value();
    now += seconds(1);
    const auto second = see(elsewhere).value();
    EXPECT_NE(second.token, first.token);
    EXPECT_FALSE(check.answered(now, there, first.token));
    EXPECT_TRUE(check.answered(now, elsewhere, second.token));
}

// What was answered before it was sent again is not sent.
TEST_F(PathCheckTest, asks_nothing_that_is_answered) {
    const auto question = see(there).value();
    now += seconds(1);
    check.seen(now, there, random);
    EXPECT_TRUE(check.answered(now, there, question.token));
    EXPECT_FALSE(check.take_question());
}

} // namespace
} // namespace chatroom
