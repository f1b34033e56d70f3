// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.hpp"
#include "daemon/io/logging.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace chatroom {
namespace {

using testing::ElementsAre;

/// Logs to a standard error that is a pipe which only read() empties. Writing to it waits when it
/// is full.
class LoggingToAPipe : public testing::Test {
protected:
    LoggingToAPipe() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        reader_ = FileDescriptor(ends[0]);
        EXPECT_EQ(::fcntl(reader_.get(), F_SETFL, O_NONBLOCK), 0);
        EXPECT_EQ(::dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
        ::close(ends[1]);
        start_logging(false);
    }

    ~LoggingToAPipe() override {
        const auto name = spdlog::default_logger()->name();
        spdlog::set_default_logger(logger_before_);
        spdlog::drop(name);
        ::dup2(stderr_before_.get(), STDERR_FILENO);
    }

    /// The lines in the pipe, each without its time.
    std::vector<std::string> read() {
        std::string text;
        std::array<char, 65'536> buffer{};
        for (auto size = ::read(reader_.get(), buffer.data(), buffer.size()); size > 0;
             size = ::read(reader_.get(), buffer.data(), buffer.size())) {
            text.append(buffer.data(), static_cast<std::size_t>(size));
        }
        std::vector<std::string> lines;
        constexpr std::size_t time_length = std::string_view("2026-11-23 14:54:00.000 ").size();
        for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos;) {
            lines.push_back(text.substr(0, end).substr(std::min(end, time_length)));
            text.erase(0, end + 1);
        }
        EXPECT_EQ(text, "") << "a line without an end";
        return lines;
    }

private:
    std::shared_ptr<spdlog::logger> logger_before_ = spdlog::default_logger();
    FileDescriptor stderr_before_{::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)};
    FileDescriptor reader_;
};

// A reader who has stopped reading keeps nobody waiting, and is told what it missed.
TEST_F(LoggingToAPipe, LeavesOutWhatNobodyReads) {
    constexpr std::size_t count = 5000;
    std::vector<std::string> expected;
    for (std::size_t number = 0; number < count; ++number) {
        const std::vector<LogLine> line{{Severity::info, "line " + std::to_string(number)}};
        write_log(line);
        expected.push_back("info " + line.front().text);
    }
    const auto lines = read();
    ASSERT_LT(lines.size(), count);
    ASSERT_GT(lines.size(), 0U);
    expected.resize(lines.size());
    EXPECT_EQ(lines, expected);

    write_log(std::vector<LogLine>{{Severity::error, "a"}});
    write_log(std::vector<LogLine>{{Severity::info, "b"}});
    EXPECT_THAT(read(), ElementsAre("warning " + std::to_string(count - lines.size()) +
                                        " lines were left out: nobody read them",
                                    "error a", "info b"));
}

// What others wait to read is logged however little is asked for, and changes nothing else.
TEST_F(LoggingToAPipe, WritesAlways) {
    set_log_level(Severity::error);
    write_log(std::vector<LogLine>{{Severity::info, "a"}, {Severity::warning, "b"}});
    write_notable(Notable::ready, Severity::info, "listening {}");
    write_log(std::vector<LogLine>{{Severity::info, "c"}, {Severity::error, "d"}});
    set_log_level(Severity::info);
    EXPECT_THAT(read(), ElementsAre("info listening {}", "error d"));
}

} // namespace
} // namespace chatroom
