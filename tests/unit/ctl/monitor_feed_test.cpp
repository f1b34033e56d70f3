// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/monitor_feed.hpp"
#include "tests/unit/ctl/stub_daemon.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using control::AnyAnswer;

std::string snapshot_line() {
    control::Snapshot snapshot;
    snapshot.status.version = "7";
    return encode_reply("1", AnyAnswer{snapshot}) + '\n';
}

// The snapshot comes first, then what is told, in order, even if all of it came at once; then why
// nothing more comes.
TEST(MonitorFeed, GivesWhatIsTold) {
    const control::LoggedEvent event{{18}, WallTime{}, "left", "Bob", "", {}};
    std::string request;
    const StubDaemon daemon([&](int descriptor) {
        request = receive_request(descriptor);
        send_bytes(descriptor, snapshot_line() + control::encode_ready({{17}}) + '\n' +
                                   control::encode_record(1, control::encode_event(event)) + '\n');
    });
    auto begun = MonitorFeed::begin(daemon.socket(), 60s);
    ASSERT_TRUE(std::holds_alternative<MonitorFeed>(begun));
    EXPECT_EQ(request, control::encode_request(1, control::Monitor{}));
    auto& feed = std::get<MonitorFeed>(begun);
    EXPECT_EQ(std::get<control::Snapshot>(*feed.snapshot().reply).status.version, "7");
    EXPECT_EQ(std::get<control::Ready>(std::get<control::Told>(feed.next()).what),
              control::Ready{{17}});
    EXPECT_EQ(std::get<control::MonitorRecord>(std::get<control::Told>(feed.next()).what),
              (control::MonitorRecord{1, event}));
    EXPECT_EQ(std::get<ExchangeFailure>(feed.next()),
              (ExchangeFailure{ExchangeFailure::Kind::failed, "chatroomd closed the connection"}));
}

// What is told in a way that is not known here is passed over.
TEST(MonitorFeed, PassesOverWhatItDoesNotKnow) {
    const StubDaemon daemon([](int descriptor) {
        receive_request(descriptor);
        send_bytes(descriptor, snapshot_line() +
                                   R"({"jsonrpc":"2.0","method":"weather","params":{}})" + '\n' +
                                   control::encode_ready({{17}}) + '\n');
    });
    auto begun = MonitorFeed::begin(daemon.socket(), 60s);
    const auto next = std::get<MonitorFeed>(begun).next();
    EXPECT_TRUE(std::holds_alternative<control::Ready>(std::get<control::Told>(next).what));
}

// An error is the answer, and a daemon that does not answer in time is not waited for.
TEST(MonitorFeed, BeginsOnlyIfItIsLet) {
    const StubDaemon old(old_daemon());
    const auto refused = MonitorFeed::begin(old.socket(), 60s);
    EXPECT_EQ(std::get<control::Response>(refused).reply.error().code,
              control::ErrorCode::method_not_found);
    const StubDaemon silent(never_answers);
    EXPECT_EQ(std::get<ExchangeFailure>(MonitorFeed::begin(silent.socket(), 20ms)).kind,
              ExchangeFailure::Kind::timed_out);
    const StubDaemon other(answers("220 mail.example.org ESMTP"));
    EXPECT_EQ(std::get<ExchangeFailure>(MonitorFeed::begin(other.socket(), 60s)).kind,
              ExchangeFailure::Kind::unreadable);
}

} // namespace
} // namespace chatroom
