// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/call.hpp"
#include "tests/unit/ctl/stub_daemon.hpp"

#include <gtest/gtest.h>

// One request and its answer, in however many parts the daemon gives it.
namespace chatroom {
namespace {

using namespace std::chrono_literals;
using Kind = ExchangeFailure::Kind;
using control::AnyAnswer;
using control::OwnedNames;

std::variant<control::Response, ExchangeFailure> ask(const StubDaemon& daemon,
                                                     const control::Request& request) {
    return call(daemon.socket(), request, 60s);
}

/// The response, which must be there.
control::Response response(const std::variant<control::Response, ExchangeFailure>& answer) {
    const auto* failure = std::get_if<ExchangeFailure>(&answer);
    EXPECT_EQ(failure, nullptr) << (failure != nullptr ? failure->message : "");
    return failure == nullptr ? std::get<control::Response>(answer) : control::Response{};
}

/// Why there is no response.
ExchangeFailure failure(const std::variant<control::Response, ExchangeFailure>& answer) {
    const auto* failure = std::get_if<ExchangeFailure>(&answer);
    EXPECT_NE(failure, nullptr);
    return failure == nullptr ? ExchangeFailure{} : *failure;
}

control::NameInfo name(std::string text) {
    return {std::move(text), "SHA256:4p", WallTime{}, WallTime{}, false};
}

std::string line(const control::Reply& reply) {
    return encode_reply("1", reply);
}

// What a newer daemon adds to an answer that is whole reaches programs.
TEST(Call, GivesAnAnswerAsItCame) {
    const StubDaemon daemon(
        answers(R"({"jsonrpc":"2.0","id":1,"result":{"names":[],"more":false,"colour":"red"}})"));
    const auto answer = response(ask(daemon, control::ListNames{}));
    EXPECT_EQ(answer.reply, control::Reply{AnyAnswer{OwnedNames{}}});
    EXPECT_EQ(answer.json, R"({"colour":"red","more":false,"names":[]})");
}

// Each part is asked for with the last name of the one before, and all are one answer.
TEST(Call, PutsTheNamesTogether) {
    std::vector<std::string> requests;
    std::vector<OwnedNames> parts = {
        {{name("a"), name("b")}, true}, {{name("c")}, true}, {{}, false}};
    const StubDaemon daemon([&](int descriptor) {
        requests.push_back(receive_request(descriptor));
        send_bytes(descriptor, line(AnyAnswer{parts.at(requests.size() - 1)}) + '\n');
    });
    const OwnedNames all{{name("a"), name("b"), name("c")}, false};
    const auto answer = response(ask(daemon, control::ListNames{}));
    EXPECT_EQ(answer.reply, control::Reply{AnyAnswer{all}});
    EXPECT_EQ(answer.json, control::encode_result(all));
    EXPECT_EQ(requests, (std::vector{control::encode_request(1, control::ListNames{}),
                                     control::encode_request(1, control::ListNames{"b"}),
                                     control::encode_request(1, control::ListNames{"c"})}));
}

// Bans go on from their last target.
TEST(Call, PutsTheBansTogether) {
    const auto ban = [](std::string target) {
        return control::BanInfo{std::move(target), "", "", WallTime{1s}, WallTime{}};
    };
    std::vector<std::string> requests;
    std::vector<control::Bans> parts = {{{ban("10.0.0.1")}, true}, {{ban("10.0.0.2")}, false}};
    const StubDaemon daemon([&](int descriptor) {
        requests.push_back(receive_request(descriptor));
        send_bytes(descriptor, line(AnyAnswer{parts.at(requests.size() - 1)}) + '\n');
    });
    const control::Bans all{{ban("10.0.0.1"), ban("10.0.0.2")}, false};
    EXPECT_EQ(response(ask(daemon, control::ListBans{})).reply, control::Reply{AnyAnswer{all}});
    EXPECT_EQ(requests, (std::vector{control::encode_request(1, control::ListBans{}),
                                     control::encode_request(1, control::ListBans{"10.0.0.1"})}));
}

// A log in which the daemon looks for events a part at a time is asked for until it has as many as
// are wanted, the latest of them.
TEST(Call, PutsTheLogTogether) {
    const auto event = [](std::uint64_t number) {
        return control::LoggedEvent{{number}, WallTime{}, "left", "Bob", "", {}};
    };
    std::vector<std::string> requests;
    const std::vector<control::Events> parts = {
        {{event(90)}, {80}}, {{}, {50}}, {{event(40), event(45)}, {30}}};
    const StubDaemon daemon([&](int descriptor) {
        requests.push_back(receive_request(descriptor));
        send_bytes(descriptor, line(AnyAnswer{parts.at(requests.size() - 1)}) + '\n');
    });
    const control::Events all{{event(40), event(45), event(90)}, {}};
    const auto answer = response(ask(daemon, control::Log{.count = 3, .user = "Bob"}));
    EXPECT_EQ(answer.reply, control::Reply{AnyAnswer{all}});
    EXPECT_EQ(answer.json, control::encode_result(all));
    EXPECT_EQ(
        requests,
        (std::vector{
            control::encode_request(1, control::Log{.count = 3, .user = "Bob"}),
            control::encode_request(1, control::Log{.count = 2, .user = "Bob", .before = {80}}),
            control::encode_request(1, control::Log{.count = 2, .user = "Bob", .before = {50}})}));
}

// A daemon that does not get on is not asked for ever.
TEST(Call, DoesNotLookThroughALogInCircles) {
    const StubDaemon daemon(answers(line(AnyAnswer{control::Events{{}, {80}}})));
    EXPECT_EQ(failure(ask(daemon, control::Log{.user = "Bob"})),
              (ExchangeFailure{Kind::unreadable, ""}));
}

// An error in the middle is the answer: half a list is none.
TEST(Call, EndsWithTheErrorOfALaterPart) {
    const control::Error error{control::ErrorCode::limit_reached, "too many connections"};
    const StubDaemon daemon(
        answers_in_turn({line(AnyAnswer{OwnedNames{{name("a")}, true}}), line(Unexpected(error))}));
    EXPECT_EQ(response(ask(daemon, control::ListNames{})).reply, control::Reply{Unexpected(error)});
}

// Something that is no answer ends it likewise.
TEST(Call, EndsWithTheFailureOfALaterPart) {
    const StubDaemon daemon(
        answers_in_turn({line(AnyAnswer{OwnedNames{{name("a")}, true}}), "something else"}));
    EXPECT_EQ(failure(ask(daemon, control::ListNames{})), (ExchangeFailure{Kind::unreadable, ""}));
}

// A daemon that begins again from the first name is not asked for ever.
TEST(Call, DoesNotGoInCircles) {
    const StubDaemon daemon(answers(line(AnyAnswer{OwnedNames{{name("a"), name("b")}, true}})));
    EXPECT_EQ(failure(ask(daemon, control::ListNames{})), (ExchangeFailure{Kind::unreadable, ""}));
}

// Where there are more names there is a last one to go on from; otherwise asking would never end.
TEST(Call, RefusesMoreNamesWithoutAName) {
    const std::string nothing = R"({"jsonrpc":"2.0","id":1,"result":{"names":[],"more":true}})";
    const StubDaemon first(answers(nothing));
    EXPECT_EQ(failure(ask(first, control::ListNames{})), (ExchangeFailure{Kind::unreadable, ""}));
    const StubDaemon later(
        answers_in_turn({line(AnyAnswer{OwnedNames{{name("a")}, true}}), nothing}));
    EXPECT_EQ(failure(ask(later, control::ListNames{})), (ExchangeFailure{Kind::unreadable, ""}));
}

// A daemon of version 1 of the protocol has no verb for it, but tells its version in a pong.
TEST(Call, AsksAnOldDaemonForItsVersionWithAPing) {
    std::vector<std::string> requests;
    const StubDaemon daemon(old_daemon(&requests));
    const auto answer = response(ask(daemon, control::Version{}));
    const control::VersionInfo info{"0.0.9", {1, 1}};
    EXPECT_EQ(answer.reply, control::Reply{AnyAnswer{info}});
    EXPECT_EQ(answer.json, control::encode_result(info));
    EXPECT_EQ(requests, (std::vector{control::encode_request(1, control::Version{}),
                                     control::encode_request(1, control::Ping{})}));
    EXPECT_EQ(ask_version(daemon.socket(), 60s), "0.0.9");
}

// Whatever else a daemon does not know is its error.
TEST(Call, PassesOnThatAMethodIsUnknown) {
    const StubDaemon daemon(old_daemon());
    const auto answer = response(ask(daemon, control::Log{}));
    EXPECT_EQ(answer.reply, (control::Reply{Unexpected(control::Error{
                                control::ErrorCode::method_not_found, "no such method"})}));
}

// A daemon whose answer about versions cannot be read may still be pinged.
TEST(AskVersion, FallsBackToAPing) {
    const StubDaemon daemon(answers_in_turn({R"({"jsonrpc":"2.0","id":1,"result":{"versions":[]}})",
                                             line(AnyAnswer{control::Pong{"9"}})}));
    EXPECT_EQ(ask_version(daemon.socket(), 60s), "9");
}

TEST(AskVersion, IsNothingIfNobodyTells) {
    const StubDaemon daemon(answers("220 mail.example.org ESMTP"));
    EXPECT_EQ(ask_version(daemon.socket(), 60s), std::nullopt);
}

// The daemon is waited for as long as was said.
TEST(Call, GivesUpWhenTimeIsUp) {
    const StubDaemon daemon(never_answers);
    EXPECT_EQ(std::get<ExchangeFailure>(call(daemon.socket(), control::Ping{}, 20ms)),
              (ExchangeFailure{Kind::timed_out, ""}));
}

} // namespace
} // namespace chatroom
