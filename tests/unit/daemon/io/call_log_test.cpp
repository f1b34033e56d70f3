// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/call_log.hpp"
#include "daemon/io/logging.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

namespace chatroom {
namespace {

using testing::EndsWith;

const Peer somebody{.uid = 1000, .gid = 100, .pid = 42};

/// What standard error gets while a line may be no less severe than that.
std::string log_of(Severity least, const std::function<void()>& action) {
    const auto before = spdlog::default_logger();
    testing::internal::CaptureStderr();
    start_logging(false);
    set_log_level(least);
    action();
    auto text = testing::internal::GetCapturedStderr();
    set_log_level(Severity::info);
    const auto name = spdlog::default_logger()->name();
    spdlog::set_default_logger(before);
    spdlog::drop(name);
    return text;
}

// A change is logged at every level, with who makes it and what was given; others' words are made
// harmless.
TEST(CallLog, ChangesAreLoggedWhateverTheLevel) {
    const control::Kick kick{.name = "Eve\n", .reason = "\x1b[31m", .ban = std::chrono::hours(2)};
    EXPECT_THAT(log_of(Severity::error, [&] { log_call(kick, somebody); }),
                EndsWith(" info uid 1000 gid 100 pid 42: kick \"Eve\\x0A\" \"\\x1B[31m\" "
                         "--ban \"2h\"\n"));
    EXPECT_THAT(log_of(Severity::error, [] { log_call(control::Lock{}, somebody); }),
                EndsWith(": lock\n"));
}

// An option that was not given is not in the line, and one without a value stands alone.
TEST(CallLog, SaysOfOptionsWhatWasGiven) {
    const auto line_of = [](const control::Request& request) {
        return log_of(Severity::info, [&] { log_call(request, somebody); });
    };
    EXPECT_THAT(line_of(control::Announce{"a"}), EndsWith(": announce \"a\"\n"));
    EXPECT_THAT(line_of(control::Announce{"a", true}), EndsWith(": announce \"a\" --pin\n"));
}

// Who only looks is a detail.
TEST(CallLog, LookingIsADetail) {
    const auto look = [] { log_call(control::Who{}, somebody); };
    EXPECT_EQ(log_of(Severity::info, look), "");
    EXPECT_THAT(log_of(Severity::debug, look),
                EndsWith(" debug uid 1000 gid 100 pid 42 asks: who\n"));
}

// Who may not change something is logged as a warning.
TEST(CallLog, ARefusedChangeIsAWarning) {
    const auto try_it = [] { log_refused_call(control::Lock{}, somebody); };
    EXPECT_THAT(log_of(Severity::warning, try_it),
                EndsWith(" warning uid 1000 gid 100 pid 42 may not: lock\n"));
    EXPECT_EQ(log_of(Severity::error, try_it), "");
}

} // namespace
} // namespace chatroom
