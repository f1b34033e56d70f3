// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/logging.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <poll.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chatroom {

namespace {

constexpr const char* logger_name = "chatroomd"; // The SYSLOG_IDENTIFIER in the system's journal.

spdlog::level::level_enum to_spdlog(Severity severity) {
    switch (severity) {
    case Severity::info:
        return spdlog::level::info;
    case Severity::warning:
        return spdlog::level::warn;
    case Severity::error:
        break;
    }
    return spdlog::level::err;
}

/// Standard error, coloured if it is a terminal. A reader who has stopped reading (a terminal on
/// hold, a program that hangs) must not stop the room: what would have to wait is left out and
/// counted.
class StderrSink final : public spdlog::sinks::ansicolor_stderr_sink_st {
    using Base = spdlog::sinks::ansicolor_stderr_sink_st;

public:
    void log(const spdlog::details::log_msg& message) override {
        if (!is_writable()) {
            ++left_out_;
            return;
        }
        if (left_out_ > 0) {
            const auto text = std::to_string(std::exchange(left_out_, 0)) +
                              " lines were left out: nobody read them";
            Base::log({message.logger_name, spdlog::level::warn, text});
        }
        Base::log(message);
    }

private:
    /// A pipe is writable if it has room for a page, which is more than one of our lines (pipe(7)).
    static bool is_writable() {
        pollfd descriptor{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
        return ::poll(&descriptor, 1, 0) > 0;
    }

    std::size_t left_out_ = 0;
};

} // namespace

bool stderr_is_system_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) {
        return false;
    }
    return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

void start_logging(bool to_system_journal) {
    auto logger =
        to_system_journal
            ? spdlog::systemd_logger_st(logger_name)
            : std::make_shared<spdlog::logger>(logger_name, std::make_shared<StderrSink>());
    // The system's journal has its own time stamps and priorities.
    logger->set_pattern(to_system_journal ? "%v" : "%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
}

void set_log_level(Severity least) {
    spdlog::set_level(to_spdlog(least));
}

void write_always(const std::string& text) {
    const auto level = spdlog::get_level();
    spdlog::set_level(spdlog::level::info);
    spdlog::info("{}", text);
    spdlog::set_level(level);
}

void write_log(std::span<const LogLine> lines) {
    for (const auto& [severity, text] : lines) {
        spdlog::log(to_spdlog(severity), "{}", text);
    }
}

} // namespace chatroom
