// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.hpp"
#include "daemon/io/logging.hpp"

#include <array>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

namespace chatroom {
namespace {

using testing::MatchesRegex;

constexpr auto* stream_variable = "JOURNAL_STREAM";

/// The value of $JOURNAL_STREAM that means standard error as it is now.
std::string stderr_stream() {
    struct stat status {};
    EXPECT_EQ(::fstat(STDERR_FILENO, &status), 0);
    return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

// Standard error is the system's journal if the variable names exactly it.
TEST(StderrIsSystemJournal, AsTheVariableSays) {
    const auto stream = stderr_stream();
    ::unsetenv(stream_variable);
    EXPECT_FALSE(stderr_is_system_journal());
    ::setenv(stream_variable, stream.c_str(), 1);
    EXPECT_TRUE(stderr_is_system_journal());
    for (const auto& other : {std::string(), std::string("1:1"), stream + "0", "0" + stream,
                              stream.substr(0, stream.find(':')), std::string("colour")}) {
        ::setenv(stream_variable, other.c_str(), 1);
        EXPECT_FALSE(stderr_is_system_journal()) << other;
    }
    ::unsetenv(stream_variable);
}

// A service whose standard error was led elsewhere has the variable, but not the journal.
TEST(StderrIsSystemJournal, NotWhenItWasRedirected) {
    ::setenv(stream_variable, stderr_stream().c_str(), 1);
    testing::internal::CaptureStderr();
    const bool is_journal = stderr_is_system_journal();
    testing::internal::GetCapturedStderr();
    ::unsetenv(stream_variable);
    EXPECT_FALSE(is_journal);
}

/// What the lines look like on a standard error that is no terminal.
std::string logged(Severity least, const std::vector<LogLine>& lines) {
    const auto before = spdlog::default_logger();
    testing::internal::CaptureStderr();
    start_logging(false);
    set_log_level(least);
    write_log(lines);
    auto text = testing::internal::GetCapturedStderr();
    const auto name = spdlog::default_logger()->name();
    spdlog::set_default_logger(before);
    spdlog::drop(name);
    return text;
}

// A line has the local time, its severity and its text, whatever the text looks like.
TEST(Logging, LineOnStderr) {
    EXPECT_THAT(
        logged(Severity::info,
               {{Severity::info, "小明 {} %v"}, {Severity::warning, "c"}, {Severity::error, "d"}}),
        MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3} "
                     "info 小明 \\{\\} %v\n"
                     "[-0-9:. ]* warning c\n"
                     "[-0-9:. ]* error d\n"));
}

/// What is written while a line may be no less severe than that.
std::string noted(Severity least, Notable what, Severity severity) {
    const auto before = spdlog::default_logger();
    testing::internal::CaptureStderr();
    start_logging(false);
    set_log_level(least);
    write_notable(what, severity, "x {}");
    write_log(std::vector<LogLine>{{Severity::info, "after"}});
    auto text = testing::internal::GetCapturedStderr();
    const auto name = spdlog::default_logger()->name();
    spdlog::set_default_logger(before);
    spdlog::drop(name);
    return text;
}

// What somebody changes is logged at every level, and so is that the room is open; what else is
// looked for is a line like others.
TEST(Logging, NotableLines) {
    for (const auto what : {Notable::change, Notable::ready}) {
        EXPECT_THAT(noted(Severity::error, what, Severity::info),
                    MatchesRegex("[^\n]* info x \\{\\}\n"));
    }
    EXPECT_EQ(noted(Severity::error, Notable::stopping, Severity::info), "");
    EXPECT_THAT(noted(Severity::warning, Notable::flood, Severity::warning),
                MatchesRegex("[^\n]* warning x \\{\\}\n"));
    EXPECT_THAT(noted(Severity::info, Notable::stopping, Severity::info),
                MatchesRegex("[^\n]* info x \\{\\}\n[^\n]* info after\n"));
}

// Lines below the least severity are not logged.
TEST(Logging, LeastSeverity) {
    const std::vector<LogLine> lines{{Severity::debug, "a"},
                                     {Severity::info, "b"},
                                     {Severity::warning, "c"},
                                     {Severity::error, "d"}};
    EXPECT_THAT(logged(Severity::debug, lines),
                MatchesRegex("[^\n]* debug a\n[^\n]* info b\n[^\n]* "
                             "warning c\n[^\n]* error d\n"));
    EXPECT_THAT(logged(Severity::info, lines),
                MatchesRegex("[^\n]* info b\n[^\n]* warning c\n[^\n]* error d\n"));
    EXPECT_THAT(logged(Severity::warning, lines),
                MatchesRegex("[^\n]* warning c\n[^\n]* error d\n"));
    EXPECT_THAT(logged(Severity::error, lines), MatchesRegex("[^\n]* error d\n"));
}

} // namespace
} // namespace chatroom
