// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/logging.hpp"

#include <cstdio>
#include <cstdlib>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

namespace chatroom {

namespace {

constexpr const char* logger_name = "chatroomd"; // The SYSLOG_IDENTIFIER in the system's journal.

spdlog::level::level_enum to_spdlog(Severity severity) {
    switch (severity) {
    case Severity::debug:
        return spdlog::level::debug;
    case Severity::info:
        return spdlog::level::info;
    case Severity::warning:
        return spdlog::level::warn;
    case Severity::error:
        break;
    }
    return spdlog::level::err;
}

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
    auto logger = to_system_journal ? spdlog::systemd_logger_st(logger_name)
                                    : spdlog::stderr_color_st(logger_name);
    // The system's journal has its own time stamps and priorities.
    logger->set_pattern(to_system_journal ? "%v" : "%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
}

void set_log_level(Severity least) {
    spdlog::set_level(to_spdlog(least));
}

void write_log(std::span<const LogLine> lines) {
    for (const auto& [severity, text] : lines) {
        spdlog::log(to_spdlog(severity), "{}", text);
    }
}

} // namespace chatroom
