// SPDX-License-Identifier: GPL-3.0-or-later
// A stay in the room over the classic protocol, as values: no socket, no clock.
#include "client/core/classic_session.hpp"
#include "client/core/refusal_details.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

TimePoint at(int ms) {
    return TimePoint{} + milliseconds(ms);
}

SendDatagram sent(std::string bytes) {
    return {std::move(bytes)};
}

class ClassicSessionTest : public testing::Test {
protected:
    /// How often another address was to be tried is counted in tries_of_another_address_.
    std::vector<Output> outputs() {
        auto all = session_.take_outputs();
        tries_of_another_address_ +=
            std::erase(all, Output(NewSocket{.is_for_another_address = true}));
        return all;
    }

    void come_in() {
        session_.enter(at(0), "小明");
        session_.datagram(at(0), "OK");
        outputs();
    }

    /// Calls advance() at each deadline before the given time, and returns all outputs.
    std::vector<Output> run_until(TimePoint end) {
        std::vector<Output> all;
        while (session_.next_deadline() && *session_.next_deadline() < end) {
            session_.advance(*session_.next_deadline());
            for (auto& output : outputs()) {
                all.push_back(std::move(output));
            }
        }
        return all;
    }

    ClassicSession session_;
    std::size_t tries_of_another_address_ = 0;
};

TEST_F(ClassicSessionTest, HasNothingToDoBeforeSomebodyEnters) {
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_EQ(session_.next_deadline(), std::nullopt);
    EXPECT_FALSE(session_.ready_for_text());
}

TEST_F(ClassicSessionTest, EntersWithOk) {
    session_.enter(at(0), "小明");
    EXPECT_THAT(outputs(), ElementsAre(sent("L 小明")));
    EXPECT_FALSE(session_.ready_for_text());
    session_.datagram(at(20), "OK");
    EXPECT_THAT(outputs(), ElementsAre(Entered{}));
    EXPECT_TRUE(session_.ready_for_text());
    EXPECT_EQ(session_.next_deadline(), std::nullopt);
}

TEST_F(ClassicSessionTest, AnythingButOkRefusesAndAnotherNameCanBeTried) {
    for (const std::string reason :
         {"这个名字已经有人用了，请换一个", "OK ", "OKAY", "O", "\x1b[2J\xff"}) {
        session_.enter(at(0), "Bob");
        session_.datagram(at(20), reason);
        EXPECT_THAT(outputs(), ElementsAre(sent("L Bob"), NameRefused{reason, refusal_in(reason)}));
        EXPECT_EQ(session_.next_deadline(), std::nullopt);
    }
    session_.enter(at(30), "Bob2");
    session_.datagram(at(40), "OK");
    EXPECT_THAT(outputs(), ElementsAre(sent("L Bob2"), Entered{}));
}

// Other servers write it otherwise, and end it as a line.
TEST_F(ClassicSessionTest, EntersWithOkHoweverItIsWritten) {
    for (const std::string admission : {"ok", "Ok", "oK", "OK\n", "\r\nok\r\n"}) {
        ClassicSession session;
        session.enter(at(0), "Bob");
        session.datagram(at(20), admission);
        session.datagram(at(21), admission);
        EXPECT_THAT(session.take_outputs(), ElementsAre(sent("L Bob"), Entered{})) << admission;
    }
}

// A notice is one line, wherever its server breaks it.
TEST_F(ClassicSessionTest, MakesOneLineOfADatagram) {
    come_in();
    session_.datagram(at(10), "\nBob 进入了聊天室\r\n");
    session_.datagram(at(11), "Bob ：\n\r\n 好\n");
    session_.datagram(at(12), "\r\n");
    EXPECT_THAT(outputs(), ElementsAre(ShowLine{"Bob 进入了聊天室"}, ShowLine{"Bob ：  好"}));
    session_.leave(at(20));
    session_.datagram(at(21), "\nExit\n");
    EXPECT_THAT(outputs(), ElementsAre(sent("Q 小明"), Ended{EndReason::left}));
}

TEST_F(ClassicSessionTest, EntersAgainEachSecondAndGivesUpAfterFiveTries) {
    session_.enter(at(0), "小明");
    outputs();
    for (int second = 1; second < 5; ++second) {
        session_.advance(at(1000 * second - 1));
        EXPECT_THAT(outputs(), IsEmpty());
        EXPECT_EQ(session_.next_deadline(), at(1000 * second));
        session_.advance(at(1000 * second));
        EXPECT_THAT(outputs(), ElementsAre(sent("L 小明")));
    }
    session_.advance(at(5000));
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::no_answer}));
    EXPECT_EQ(session_.next_deadline(), std::nullopt);
}

// Two tries without an answer, or trouble that the network reports, lead to another address.
TEST_F(ClassicSessionTest, TriesOtherAddresses) {
    session_.enter(at(0), "小明");
    run_until(at(1999));
    EXPECT_EQ(tries_of_another_address_, 0U);
    run_until(at(2001));
    EXPECT_EQ(tries_of_another_address_, 1U);
    session_.trouble(at(2002), Trouble::port_closed);
    outputs();
    EXPECT_EQ(tries_of_another_address_, 2U);
    session_.datagram(at(2100), "OK");
    session_.trouble(at(2200), Trouble::port_closed);
    run_until(at(60'000));
    EXPECT_EQ(tries_of_another_address_, 2U);
}

TEST_F(ClassicSessionTest, TriesOnWhileNothingListensAndThenSaysWhatTheNetworkSaid) {
    session_.enter(at(0), "小明");
    session_.trouble(at(1), Trouble::port_closed);
    const auto all = run_until(at(10'000));
    ASSERT_EQ(all.size(), 6U);
    EXPECT_EQ(all.front(), Output(sent("L 小明")));
    EXPECT_EQ(all.back(), Output(Ended{EndReason::nothing_listens}));
}

TEST_F(ClassicSessionTest, SaysWhenThereIsNoWayToTheServer) {
    session_.enter(at(0), "小明");
    session_.trouble(at(1), Trouble::no_route);
    EXPECT_EQ(run_until(at(10'000)).back(), Output(Ended{EndReason::no_route}));
}

TEST_F(ClassicSessionTest, EntersAServerThatComesUpInBetween) {
    session_.enter(at(0), "小明");
    session_.trouble(at(1), Trouble::port_closed);
    run_until(at(2'500));
    session_.datagram(at(2'500), "OK");
    EXPECT_THAT(outputs(), testing::Contains(Output(Entered{})));
}

TEST_F(ClassicSessionTest, SaysTextsUnchanged) {
    come_in();
    session_.say(at(10), " a  b \\ 你好 ");
    EXPECT_THAT(outputs(), ElementsAre(sent("C 小明  a  b \\ 你好 ")));
}

TEST_F(ClassicSessionTest, TakesTheNextTextAMomentLater) {
    come_in();
    session_.say(at(10), "一");
    EXPECT_FALSE(session_.ready_for_text());
    EXPECT_EQ(session_.next_deadline(), at(11));
    session_.advance(at(11));
    EXPECT_TRUE(session_.ready_for_text());
    EXPECT_EQ(session_.next_deadline(), std::nullopt);
}

TEST_F(ClassicSessionTest, DoesNotSendTextThatIsTooLong) {
    come_in();
    session_.say(at(10), std::string(4096, 'x'));
    EXPECT_THAT(outputs(), ElementsAre(sent("C 小明 " + std::string(4096, 'x'))));
    session_.advance(at(11));
    session_.say(at(20), std::string(4097, 'x'));
    EXPECT_THAT(outputs(), ElementsAre(TextTooLong{4096}));
    EXPECT_TRUE(session_.ready_for_text());
}

TEST_F(ClassicSessionTest, ShowsLinesAsTheyCame) {
    come_in();
    session_.datagram(at(10), "Bob ： 你好");
    session_.datagram(at(11), "\x1b[2J\xff");
    session_.datagram(at(12), "exit");
    EXPECT_THAT(outputs(),
                ElementsAre(ShowLine{"Bob ： 你好"}, ShowLine{"\x1b[2J\xff"}, ShowLine{"exit"}));
}

TEST_F(ClassicSessionTest, DoesNotShowTheAnswerToARepeatedEntryNorEmptyDatagrams) {
    session_.enter(at(0), "小明");
    session_.advance(at(1000));
    session_.datagram(at(1001), "");
    session_.datagram(at(1002), "OK");
    session_.datagram(at(1003), "OK");
    session_.datagram(at(1004), "");
    EXPECT_THAT(outputs(), ElementsAre(sent("L 小明"), sent("L 小明"), Entered{}));
}

TEST_F(ClassicSessionTest, LeavesOnEitherFarewellAndIgnoresTheRest) {
    for (const std::string farewell : {"Exit", "EXIT"}) {
        ClassicSession session;
        session.enter(at(0), "小明");
        session.datagram(at(0), "OK");
        session.leave(at(10));
        EXPECT_FALSE(session.ready_for_text());
        session.datagram(at(11), "Bob ： 再见");
        session.datagram(at(12), farewell);
        session.datagram(at(13), "EXIT");
        session.trouble(at(14), Trouble::port_closed);
        session.leave(at(15));
        EXPECT_THAT(session.take_outputs(),
                    ElementsAre(sent("L 小明"), Entered{}, sent("Q 小明"), ShowLine{"Bob ： 再见"},
                                Ended{EndReason::left}));
        EXPECT_EQ(session.next_deadline(), std::nullopt);
    }
}

// A second `Q` would come from nobody, which kills some servers.
TEST_F(ClassicSessionTest, AsksForTheFarewellOnceAndAwaitsItForASecond) {
    come_in();
    session_.leave(at(100));
    EXPECT_THAT(outputs(), ElementsAre(sent("Q 小明")));
    EXPECT_EQ(session_.next_deadline(), at(1100));
    session_.advance(at(1100));
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::left_unconfirmed}));
    EXPECT_EQ(session_.next_deadline(), std::nullopt);
}

TEST_F(ClassicSessionTest, LeavingTwiceDoesNotWait) {
    come_in();
    session_.leave(at(100));
    session_.leave(at(200));
    EXPECT_THAT(outputs(), ElementsAre(sent("Q 小明"), Ended{EndReason::left_unconfirmed}));
}

TEST_F(ClassicSessionTest, LeavingBeforeTheAnswerTellsTheServerToo) {
    session_.enter(at(0), "小明");
    session_.leave(at(10));
    session_.datagram(at(20), "OK");
    session_.datagram(at(21), "Exit");
    EXPECT_THAT(outputs(), ElementsAre(sent("L 小明"), sent("Q 小明"), Ended{EndReason::left}));
}

TEST_F(ClassicSessionTest, LeavingBeforeEnteringSendsNothing) {
    session_.leave(at(0));
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::never_entered}));
}

// After the end nothing counts any more.
TEST_F(ClassicSessionTest, IgnoresEverythingAfterTheEnd) {
    session_.leave(at(0));
    outputs();
    session_.enter(at(1), "小明");
    session_.ask_delivered(at(1), {1});
    session_.say(at(1), "hi");
    session_.datagram(at(2), "OK");
    session_.leave(at(3));
    EXPECT_THAT(run_until(at(20'000)), IsEmpty());
}

// A goodbye that nobody has asked for is no leaving.
TEST_F(ClassicSessionTest, AKickIsShownAndEndsTheSession) {
    come_in();
    session_.datagram(at(10), "小明退出了聊天室（被管理员请出： 刷屏）");
    session_.datagram(at(10), "Exit");
    EXPECT_THAT(outputs(), ElementsAre(ShowLine{"小明退出了聊天室（被管理员请出： 刷屏）"},
                                       Ended{EndReason::dismissed}));
}

TEST_F(ClassicSessionTest, TellsOnceThatTheServerIsAwayAndOnceThatItIsBack) {
    come_in();
    session_.say(at(10), "一");
    session_.trouble(at(10), Trouble::port_closed);
    session_.advance(at(11));
    session_.say(at(20), "二");
    session_.trouble(at(20), Trouble::port_closed);
    session_.datagram(at(30), "Bob ： 在");
    session_.datagram(at(31), "Bob ： 吗");
    EXPECT_THAT(outputs(), ElementsAre(sent("C 小明 一"), Tell{Notice::server_unreachable},
                                       sent("C 小明 二"), Tell{Notice::server_reachable_again},
                                       ShowLine{"Bob ： 在"}, ShowLine{"Bob ： 吗"}));
    session_.trouble(at(40), Trouble::no_route);
    EXPECT_THAT(outputs(), ElementsAre(Tell{Notice::server_unreachable}));
}

TEST_F(ClassicSessionTest, AsksAnUnreachableServerWhetherItIsBack) {
    come_in();
    session_.trouble(at(0), Trouble::port_closed);
    outputs();
    EXPECT_THAT(run_until(at(7000)), ElementsAre(sent("L 小明"), sent("L 小明")));
    session_.datagram(at(7000), "OK");
    EXPECT_THAT(outputs(), ElementsAre(Tell{Notice::server_reachable_again}));
    EXPECT_EQ(session_.next_deadline(), std::nullopt);
}

TEST_F(ClassicSessionTest, LeavesAnUnreachableServerInASecond) {
    come_in();
    session_.trouble(at(0), Trouble::port_closed);
    session_.leave(at(100));
    session_.trouble(at(101), Trouble::port_closed);
    EXPECT_THAT(outputs(), ElementsAre(Tell{Notice::server_unreachable}, sent("Q 小明")));
    EXPECT_THAT(run_until(at(5000)), ElementsAre(Ended{EndReason::left_unconfirmed}));
}

// An `L` that was sent again may let in although the first did not: then nobody has to ask again.
TEST_F(ClassicSessionTest, EntersWithOkBehindARefusal) {
    session_.datagram(at(0), "OK");
    EXPECT_THAT(outputs(), IsEmpty());
    session_.enter(at(0), "Bob");
    session_.datagram(at(20), "taken");
    session_.datagram(at(30), "taken");
    session_.datagram(at(40), "OK");
    session_.enter(at(50), "Eve");
    EXPECT_THAT(outputs(), ElementsAre(sent("L Bob"), NameRefused{"taken"}, Entered{}));
    EXPECT_TRUE(session_.ready_for_text());
    session_.leave(at(60));
    EXPECT_THAT(outputs(), ElementsAre(sent("Q Bob")));
}

} // namespace

} // namespace chatroom
