// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/core/sealed_server.hpp"
#include "web/core/page_session.hpp"

#include <algorithm>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// A tab's stay: what the page says reaches the room once, what the room says reaches the page once,
// over reloads, too. Time is virtual.
namespace chatroom {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int patience_ms = 120'000;

class PageSessionTest : public testing::Test {
protected:
    PageSessionTest() { use({}); }

    void use(std::optional<std::string> passphrase, bool tells_addresses = false) {
        Hello hello;
        hello.name = "Ann";
        if (passphrase) {
            hello.passphrase.emplace(*passphrase);
        }
        session_.emplace(at(0), RoomToEnter{{}, "Room", "web", tells_addresses}, key_pair(9), hello,
                         gate_, counting_random());
    }

    void attach(int ms, std::uint64_t have = 0, const char* from = "10.0.0.1:1") {
        session_->attach(at(ms), parse_address(from).value(), {have});
        turn(ms);
    }

    /// Ends the turn: the server takes the datagrams, and answers those of the handshake.
    void turn(int ms) {
        for (bool is_quiet = false; !is_quiet;) {
            is_quiet = true;
            auto turn = session_->finish_turn(at(ms));
            fault_ = turn.fault.empty() ? fault_ : turn.fault;
            for (const auto& text : turn.to_page) {
                take(json::parse(text));
            }
            for (const auto& output : turn.to_room) {
                const auto* datagram = std::get_if<SendDatagram>(&output);
                if (datagram == nullptr) {
                    continue;
                }
                for (auto& frame : server_.open(datagram->bytes)) {
                    frames_.push_back(std::move(frame));
                }
                if (const auto answer = server_.answer(datagram->bytes); !answer.empty()) {
                    session_->datagram(at(ms), answer);
                    is_quiet = false;
                }
            }
        }
    }

    void take(const json& value) {
        if (!value.contains("l")) {
            alone_.push_back(value);
            return;
        }
        batch_ = value.at("b").get<std::uint64_t>();
        for (const auto& one : value.at("l")) {
            told_.push_back(one);
        }
    }

    void give(int ms, const std::vector<sealed::ServerFrame>& frames) {
        session_->datagram(at(ms), server_.seal(frames));
        turn(ms);
    }

    void say(int ms, std::uint64_t number, std::string text) {
        session_->message(at(ms), Say{{number}, std::move(text)});
        turn(ms);
    }

    void come_in() {
        attach(0);
        give(0, {sealed::Welcome{.entered = {9}, .cursor = {9}, .past = {9}, .name = "Ann"}});
        told();
    }

    static Event said(std::uint64_t number, std::string text, std::uint32_t client_sequence = 0) {
        return {.sequence = {number},
                .time = WallTime(std::chrono::milliseconds(number)),
                .kind = EventKind::said,
                .name = client_sequence > 0 ? "Ann" : "Bob",
                .text = std::move(text),
                .client_sequence = client_sequence};
    }

    /// What the page was told in batches since the last time.
    std::vector<json> told() { return std::exchange(told_, {}); }

    /// The kinds of what it was told.
    std::vector<std::string> kinds() {
        std::vector<std::string> result;
        for (const auto& one : told()) {
            result.push_back(one.at("t"));
        }
        return result;
    }

    /// The texts that the room was told since the last time.
    std::vector<std::string> texts() {
        std::vector<std::string> result;
        for (const auto& frame : std::exchange(frames_, {})) {
            if (const auto* say = std::get_if<sealed::Say>(&frame)) {
                result.insert(result.end(), say->texts.begin(), say->texts.end());
            }
        }
        return result;
    }

    PassphraseGate gate_{counting_random(), quick_passphrase_key};
    SealedServer server_;
    std::optional<PageSession> session_;
    std::vector<json> alone_;
    std::vector<json> told_;
    std::uint64_t batch_ = 0;
    std::vector<sealed::ClientFrame> frames_;
    std::string fault_;
};

TEST_F(PageSessionTest, GreetsThePageAndEnters) {
    attach(0);
    ASSERT_EQ(alone_.size(), 1U);
    EXPECT_EQ(alone_[0], (json{{"t", "hi"},
                               {"v", 1},
                               {"title", "Room"},
                               {"continued", false},
                               {"missed", false},
                               {"took", 0}}));
    EXPECT_THAT(kinds(), ElementsAre("key"));
    give(0, {sealed::Welcome{.entered = {9}, .cursor = {9}, .past = {9}, .name = "Ann"}});
    EXPECT_THAT(told(), ElementsAre(json{{"t", "entered"}, {"name", "Ann"}}));
    EXPECT_EQ(batch_, 2U);
}

TEST_F(PageSessionTest, TellsTheRoomFromWhereThePageComesIfItIsToldTo) {
    const sealed::ClientFrame from = sealed::From{parse_ip("10.0.0.1").value()};
    attach(0);
    EXPECT_THAT(frames_, testing::Not(testing::Contains(from)));
    server_ = SealedServer();
    frames_.clear();
    use({}, true);
    attach(0);
    ASSERT_GE(frames_.size(), 2U);
    const auto at_enter = std::ranges::find_if(
        frames_, [](const auto& one) { return std::holds_alternative<sealed::Enter>(one); });
    ASSERT_NE(at_enter, frames_.begin());
    EXPECT_EQ(*std::prev(at_enter), from);
}

TEST_F(PageSessionTest, TellsTheRoomWhereThePageHasGone) {
    use({}, true);
    come_in();
    frames_.clear();
    attach(10, batch_);
    EXPECT_THAT(frames_, IsEmpty());
    attach(20, batch_, "10.0.0.2:1");
    EXPECT_THAT(frames_, testing::IsSupersetOf(
                             {sealed::ClientFrame(sealed::From{parse_ip("10.0.0.2").value()}),
                              sealed::ClientFrame(sealed::Ping{})}));
}

TEST_F(PageSessionTest, TakesATextOnceHoweverOftenItComes) {
    come_in();
    say(10, 1, "hello");
    EXPECT_THAT(texts(), ElementsAre("hello"));
    EXPECT_THAT(told(), ElementsAre(json{
                            {"t", "said"}, {"id", 1}, {"parts", {{{"m", 1}, {"text", "hello"}}}}}));
    say(11, 1, "hello");
    EXPECT_THAT(texts(), IsEmpty());
    EXPECT_THAT(told(), IsEmpty());
    give(12, {sealed::Events{{said(10, "hello", 1)}}});
    const auto marks = told();
    ASSERT_EQ(marks.size(), 2U);
    EXPECT_EQ(marks[0], (json{{"t", "mark"}, {"m", 1}, {"mark", "journal"}}));
    EXPECT_EQ(marks[1].at("m"), 1);
}

TEST_F(PageSessionTest, KeepsTextsUntilItIsInside) {
    attach(0);
    say(1, 1, "early");
    EXPECT_THAT(texts(), IsEmpty());
    give(2, {sealed::Welcome{.entered = {9}, .cursor = {9}, .past = {9}, .name = "Ann"}});
    EXPECT_THAT(texts(), ElementsAre("early"));
}

TEST_F(PageSessionTest, TellsWhatIsNoText) {
    come_in();
    say(1, 1, std::string(5000, 'x'));
    EXPECT_THAT(kinds(), ElementsAre("said", "unfit"));
    say(1, 2, "\x07");
    EXPECT_THAT(told(), ElementsAre(json{{"t", "said"}, {"id", 2}, {"parts", json::array()}}));
    EXPECT_THAT(texts(), IsEmpty());
}

TEST_F(PageSessionTest, RefusesMoreTextsThanMayWait) {
    attach(0);
    for (std::uint64_t i = 1; i <= PageSession::max_waiting_texts; ++i) {
        say(1, i, "x");
    }
    EXPECT_EQ(fault_, "");
    say(1, PageSession::max_waiting_texts + 1, "x");
    EXPECT_EQ(fault_, "too many texts at once");
}

TEST_F(PageSessionTest, GivesAPageThatComesAgainWhatItDoesNotHave) {
    come_in();
    give(20, {sealed::Events{{said(10, "one")}}});
    const auto have = batch_;
    told();
    give(21, {sealed::Events{{said(11, "two")}}});
    session_->message(at(22), Have{{have}});
    turn(22);
    told();
    session_->detach();
    alone_.clear();
    attach(1000, have);
    ASSERT_EQ(alone_.size(), 1U);
    EXPECT_EQ(alone_[0].at("continued"), true);
    EXPECT_EQ(alone_[0].at("missed"), false);
    const auto again = told();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].at("text"), "two");
}

TEST_F(PageSessionTest, SaysWhenAPageHasLostSomething) {
    come_in();
    session_->message(at(1), Have{{batch_}});
    session_->detach();
    alone_.clear();
    attach(2, batch_ - 1);
    EXPECT_EQ(alone_.at(0).at("missed"), true);
}

TEST_F(PageSessionTest, SleepsWithoutAPage) {
    come_in();
    EXPECT_TRUE(session_->is_awake());
    session_->detach();
    EXPECT_FALSE(session_->is_awake());
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
    attach(5000, batch_);
    EXPECT_TRUE(session_->is_awake());
    EXPECT_NE(session_->next_deadline(), std::nullopt);
}

TEST_F(PageSessionTest, TakesNothingFromTheRoomThatThePageDoesNotRead) {
    come_in();
    std::uint64_t number = 9;
    for (int i = 0; session_->is_awake() && i < 1000; ++i) {
        give(30, {sealed::Events{{said(++number, std::string(900, 'x'))}}});
    }
    EXPECT_FALSE(session_->is_awake());
    EXPECT_FALSE(session_->is_stuck(at(30)));
    EXPECT_LE(session_->next_deadline(), at(30 + patience_ms));
    EXPECT_TRUE(session_->is_stuck(at(30 + patience_ms)));
    session_->message(at(40), Have{{batch_}});
    EXPECT_TRUE(session_->is_awake());
    EXPECT_FALSE(session_->is_stuck(at(40 + patience_ms)));
}

TEST_F(PageSessionTest, KnowsNoBatchThatWasNotSent) {
    come_in();
    session_->message(at(1), Have{{batch_ + 1}});
    turn(1);
    EXPECT_EQ(fault_, "there is no such batch yet");
}

TEST_F(PageSessionTest, AsksForAnotherNameAndEntersUnderIt) {
    attach(0);
    give(0, {sealed::Refused{sealed::RefusalReason::name_owned, "owned"}});
    const auto refused = told().back();
    EXPECT_EQ(refused.at("reason"), "name_owned");
    // Two handshakes are a second apart.
    session_->message(at(2000), AskName{"Anna"});
    turn(2000);
    bool has_asked = false;
    for (const auto& frame : frames_) {
        const auto* enter = std::get_if<sealed::Enter>(&frame);
        has_asked = has_asked || (enter != nullptr && enter->name == "Anna");
    }
    EXPECT_TRUE(has_asked);
    // Once: nobody asks for a third.
    session_->message(at(2001), AskName{"Annette"});
    turn(2001);
    EXPECT_EQ(fault_, "");
}

TEST_F(PageSessionTest, PassesAPassphraseOnAndRemembersTheRightOne) {
    server_.set_passphrase("open");
    use("open");
    attach(0);
    session_->advance(at(1500));
    turn(1500);
    give(1500, {sealed::Welcome{.entered = {9}, .cursor = {9}, .past = {9}, .name = "Ann"}});
    EXPECT_THAT(kinds(), testing::Contains("entered"));
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(gate_.wait_before(at(1500), parse_address("10.0.0.1:1").value(), "open"),
                  std::chrono::seconds{0});
    }
}

TEST_F(PageSessionTest, AsksForAPassphraseAndSlowsWhoGuesses) {
    server_.set_passphrase("open");
    attach(0);
    EXPECT_THAT(told().back(), (json{{"t", "passphrase"}, {"wrong", false}}));
    const auto address = parse_address("10.0.0.1:1").value();
    for (unsigned i = 0; i < PassphraseGate::tries_of_a_network; ++i) {
        gate_.wait_before(at(0), address, "other");
    }
    session_->message(at(0), GivePassphrase{sealed::SecretText(std::string_view("guess"))});
    turn(0);
    EXPECT_EQ(told().back(), (json{{"t", "passphrase"}, {"wrong", false}, {"after", 30}}));
}

TEST_F(PageSessionTest, AnswersAtOnceThatItIsThere) {
    come_in();
    alone_.clear();
    session_->message(at(1), AreYouThere{});
    turn(1);
    EXPECT_THAT(alone_, ElementsAre(json{{"t", "pong"}}));
}

TEST_F(PageSessionTest, IsOverWhenTheRoomSaysSo) {
    come_in();
    give(5, {sealed::Closed{sealed::CloseReason::kicked, "spam"}});
    // Not before the page knows.
    EXPECT_FALSE(session_->is_over());
    session_->message(at(5), Have{{batch_}});
    EXPECT_TRUE(session_->is_over());
    EXPECT_THAT(told(),
                ElementsAre(json{{"t", "ended"}, {"reason", "kicked"}, {"detail", "spam"}}));
    say(6, 1, "too late");
    EXPECT_THAT(told(), IsEmpty());
}

// Whatever it says, it is over; that the page knows is still heard.
TEST_F(PageSessionTest, TakesNothingAfterTheEnd) {
    attach(0);
    give(0, {sealed::Refused{sealed::RefusalReason::name_owned, "owned"}});
    session_->message(at(1), LeaveRoom{});
    turn(1);
    EXPECT_EQ(told().back().at("reason"), "never_entered");
    alone_.clear();
    frames_.clear();
    session_->message(at(2), AskName{"Anna"});
    session_->message(at(2), GivePassphrase{sealed::SecretText(std::string_view("open"))});
    session_->message(at(2), AskWho{{5}});
    session_->message(at(2), LeaveRoom{});
    session_->message(at(2), Hello{});
    say(2, 1, "late");
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_THAT(frames_, IsEmpty());
    EXPECT_EQ(session_->finish_turn(at(2)).to_room.size(), 0U);
    EXPECT_EQ(fault_, "");
    session_->message(at(3), AreYouThere{});
    turn(3);
    EXPECT_THAT(alone_, ElementsAre(json{{"t", "pong"}}));
    session_->message(at(3), Have{{batch_}});
    EXPECT_TRUE(session_->is_over());
}

// The room has thought better of it: nobody asks for another name any more.
TEST_F(PageSessionTest, TakesNoOtherNameOnceItIsInside) {
    attach(0);
    give(0, {sealed::Refused{sealed::RefusalReason::not_saved, "later"}});
    give(1, {sealed::Welcome{.entered = {9}, .cursor = {9}, .past = {9}, .name = "Ann"}});
    EXPECT_THAT(kinds(), ElementsAre("key", "refused", "entered"));
    session_->message(at(2), AskName{"Anna"});
    turn(2);
    EXPECT_THAT(told(), IsEmpty());
    say(3, 1, "still Ann");
    EXPECT_THAT(texts(), ElementsAre("still Ann"));
}

// What nobody has asked for is not tried, so that somebody comes in says nothing about it.
TEST_F(PageSessionTest, TakesAPassphraseOnlyWhenItIsAskedForOne) {
    const auto address = parse_address("10.0.0.1:1").value();
    server_.set_passphrase("open");
    use("open");
    attach(0);
    session_->message(at(1), GivePassphrase{sealed::SecretText(std::string_view("wrong"))});
    turn(1);
    session_->advance(at(1500));
    turn(1500);
    give(1500, {sealed::Welcome{.entered = {9}, .cursor = {9}, .past = {9}, .name = "Ann"}});
    EXPECT_THAT(kinds(), testing::Contains("entered"));
    session_->message(at(1501), GivePassphrase{sealed::SecretText(std::string_view("wrong"))});
    EXPECT_EQ(gate_.wait_before(at(1501), address, "open"), std::chrono::seconds{0});
    // The one that was right is one of the three, and two wrong ones follow.
    for (unsigned i = 1; i < PassphraseGate::tries_of_a_network; ++i) {
        EXPECT_EQ(gate_.wait_before(at(1501), address, "wrong"), std::chrono::seconds{0});
    }
    EXPECT_GT(gate_.wait_before(at(1501), address, "wrong"), std::chrono::seconds{0});
}

// The page hears when the room cannot be reached, and when it can again.
TEST_F(PageSessionTest, TellsWhetherTheRoomCanBeReached) {
    come_in();
    session_->trouble(at(10), Trouble::port_closed);
    for (int ms = 10; ms < 6000; ms += 250) {
        session_->advance(at(ms));
        turn(ms);
    }
    EXPECT_THAT(kinds(), ElementsAre("unreachable"));
    give(6000, {sealed::Welcome{.entered = {9}, .cursor = {9}, .past = {9}, .name = "Ann"}});
    EXPECT_THAT(kinds(), ElementsAre("reachable"));
}

TEST_F(PageSessionTest, TakesHelloOnlyOnce) {
    come_in();
    session_->message(at(1), Hello{});
    turn(1);
    EXPECT_THAT(fault_, HasSubstr("hello comes once"));
}

TEST_F(PageSessionTest, AsksWhoHasAnEvent) {
    come_in();
    session_->message(at(1), AskWho{{5}});
    turn(1);
    bool has_asked = false;
    for (const auto& frame : frames_) {
        const auto* ask = std::get_if<sealed::AskDelivered>(&frame);
        has_asked = has_asked || (ask != nullptr && ask->event == Sequence{5});
    }
    EXPECT_TRUE(has_asked);
    give(2, {sealed::Delivered{.event = {5}, .having = {1, {"Ann"}}}});
    EXPECT_EQ(told().back().at("having").at("count"), 1);
}

TEST_F(PageSessionTest, AsksWhoIsInside) {
    come_in();
    frames_.clear();
    session_->message(at(1), AskMembers{"o"});
    turn(1);
    const auto asked = std::get<sealed::AskMembers>(frames_.back());
    EXPECT_EQ(asked.pattern, "o");
    give(2, {sealed::Members{asked.question, 1, {}, {"Bob"}}});
    EXPECT_THAT(told(), ElementsAre(json{{"t", "members"}, {"count", 1}, {"names", {"Bob"}}}));
}

TEST_F(PageSessionTest, AsksWhatIsOlderThanWhatThePageShows) {
    come_in();
    frames_.clear();
    session_->message(at(1), AskOlder{{5}});
    turn(1);
    EXPECT_EQ(frames_.back(), sealed::ClientFrame(sealed::AskOlder{{5}}));
    give(2, {sealed::Older{{5}, {}, {said(3, "old")}}});
    const auto older = told().back();
    EXPECT_EQ(older.at("before"), 5);
    EXPECT_EQ(older.at("start"), true);
    EXPECT_EQ(older.at("events").at(0).at("text"), "old");
}

TEST_F(PageSessionTest, AsksNothingOfARoomThatItIsNotIn) {
    attach(0);
    frames_.clear();
    session_->message(at(1), AskMembers{""});
    session_->message(at(1), AskOlder{{5}});
    turn(1);
    EXPECT_THAT(frames_, IsEmpty());
    EXPECT_EQ(fault_, "");
}

} // namespace
} // namespace chatroom
