// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/connection.hpp"
#include "tests/unit/ctl/stub_daemon.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>

// One line to a real Unix socket and one line back, or the reason why not, within a deadline.
namespace chatroom {
namespace {

using namespace std::chrono_literals;
using Kind = ExchangeFailure::Kind;
using Outcome = std::variant<std::string, ExchangeFailure>;

constexpr auto generous = 60s; // Only a failing test waits this long.
constexpr auto tiny = 20ms;    // For daemons that never answer.

Outcome exchange_within(std::chrono::milliseconds timeout, const std::filesystem::path& socket,
                        std::string_view line = "request") {
    return exchange(socket, line, std::chrono::steady_clock::now() + timeout);
}

Outcome failure(Kind kind, std::string message = {}) {
    return ExchangeFailure{kind, std::move(message)};
}

TEST(Exchange, SendsTheLineAndReturnsTheFirstLineOfTheAnswer) {
    const StubDaemon daemon([](int descriptor) {
        send_bytes(descriptor, "<" + receive_request(descriptor) + ">\nsecond line\n");
    });
    EXPECT_EQ(exchange_within(generous, daemon.socket()), Outcome{"<request>"});
}

TEST(Exchange, PutsAnAnswerInPiecesTogether) {
    const StubDaemon daemon([](int descriptor) {
        receive_request(descriptor);
        for (const char byte : std::string("piece by piece\n")) {
            send_bytes(descriptor, {&byte, 1});
        }
    });
    EXPECT_EQ(exchange_within(generous, daemon.socket()), Outcome{"piece by piece"});
}

TEST(Exchange, TakesALongRequestAndALongAnswer) {
    const std::string long_line(1'000'000, 'x');
    const StubDaemon daemon(
        [](int descriptor) { send_bytes(descriptor, receive_request(descriptor) + '\n'); });
    EXPECT_EQ(exchange_within(generous, daemon.socket(), long_line), Outcome{long_line});
}

TEST(Exchange, ReadsWhyADaemonClosedBeforeTheRequestWasSent) {
    const StubDaemon daemon([](int descriptor) { send_bytes(descriptor, "too many\n"); });
    EXPECT_EQ(exchange_within(generous, daemon.socket(), std::string(1'000'000, 'x')),
              Outcome{"too many"});
}

TEST(Exchange, FailsWhenTheAnswerIsNotWhole) {
    const StubDaemon daemon([](int descriptor) {
        receive_request(descriptor);
        send_bytes(descriptor, "half");
    });
    EXPECT_EQ(exchange_within(generous, daemon.socket()),
              failure(Kind::failed, "chatroomd closed the connection without a whole answer"));
}

TEST(Exchange, FailsWhenTheAnswerHasNoEnd) {
    const StubDaemon daemon([](int descriptor) {
        receive_request(descriptor);
        send_bytes(descriptor, std::string(max_reply_bytes + 1'000'000, 'x'));
    });
    EXPECT_EQ(exchange_within(generous, daemon.socket()),
              failure(Kind::failed, "chatroomd's answer is too long"));
}

TEST(Exchange, TimesOutWhenThereIsNoAnswer) {
    const StubDaemon daemon(never_answers);
    EXPECT_EQ(exchange_within(tiny, daemon.socket()), failure(Kind::timed_out));
}

TEST(Exchange, TimesOutWhenTheRequestIsNotRead) {
    const StubDaemon daemon([](int descriptor) {
        pollfd hang_up{descriptor, 0, 0};
        ::poll(&hang_up, 1, -1);
    });
    EXPECT_EQ(exchange_within(tiny, daemon.socket(), std::string(10'000'000, 'x')),
              failure(Kind::timed_out));
}

TEST(Exchange, TimesOutWhenNobodyTakesTheConnection) {
    const StubDaemon daemon(nullptr, 0);
    // The first is left in the queue of the socket, so there is no place for the second.
    EXPECT_EQ(exchange_within(tiny, daemon.socket()), failure(Kind::timed_out));
    EXPECT_EQ(exchange_within(tiny, daemon.socket()), failure(Kind::timed_out));
}

TEST(Exchange, TimesOutAtOnceAfterTheDeadline) {
    const StubDaemon daemon(answers("late"));
    EXPECT_EQ(exchange_within(-1ms, daemon.socket()), failure(Kind::timed_out));
}

TEST(Exchange, KnowsWhenNoDaemonIsRunning) {
    const TemporaryDirectory directory;
    EXPECT_EQ(exchange_within(generous, directory.path() / "missing"), failure(Kind::not_running));
    EXPECT_EQ(exchange_within(generous, directory.path() / "missing/control.sock"),
              failure(Kind::not_running));
    const auto stale = directory.path() / "stale";
    const int file = ::open(stale.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ASSERT_GE(file, 0);
    ::close(file);
    EXPECT_EQ(exchange_within(generous, stale), failure(Kind::not_running));
}

TEST(Exchange, FailsWhenThePathIsTooLong) {
    EXPECT_EQ(exchange_within(generous, "/" + std::string(107, 'x')),
              failure(Kind::failed, "the path of the control socket is too long"));
}

// Several lines that came at once are given one by one, and the end of the connection is told apart
// from the end of a line.
TEST(Conversation, GivesLineByLine) {
    const StubDaemon daemon([](int descriptor) {
        receive_request(descriptor);
        send_bytes(descriptor, "one\ntwo\n");
        receive_request(descriptor);
        send_bytes(descriptor, "three\nhalf");
    });
    const auto deadline = std::chrono::steady_clock::now() + generous;
    auto begun = Conversation::begin(daemon.socket(), "request\nanother", deadline);
    auto& conversation = std::get<Conversation>(begun);
    for (const auto* line : {"one", "two", "three"}) {
        EXPECT_EQ(conversation.next(std::nullopt), Outcome{line});
    }
    EXPECT_EQ(conversation.next(std::nullopt),
              failure(Kind::failed, "chatroomd closed the connection without a whole answer"));
}

// Each line may have a deadline of its own.
TEST(Conversation, WaitsUntilTheDeadline) {
    const StubDaemon daemon([](int descriptor) {
        receive_request(descriptor);
        send_bytes(descriptor, "one\n");
        never_answers(descriptor);
    });
    const auto now = std::chrono::steady_clock::now();
    auto begun = Conversation::begin(daemon.socket(), "request", now + generous);
    auto& conversation = std::get<Conversation>(begun);
    EXPECT_EQ(conversation.next(now + generous), Outcome{"one"});
    EXPECT_EQ(conversation.next(std::chrono::steady_clock::now() + tiny), failure(Kind::timed_out));
}

} // namespace
} // namespace chatroom
