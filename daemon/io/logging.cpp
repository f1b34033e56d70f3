// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/logging.hpp"

#include "daemon/io/journal_fields.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include <poll.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

namespace chatroom {

namespace {

/// Set once, with the logger.
bool logs_to_system_journal = false;

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

/// False if the journal does not take it.
bool send_to_journal(const std::vector<std::string>& fields) {
    std::vector<iovec> parts;
    parts.reserve(fields.size());
    for (const auto& field : fields) {
        parts.push_back({const_cast<char*>(field.data()), field.size()});
    }
    return ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
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
    logs_to_system_journal = to_system_journal;
    auto logger =
        to_system_journal
            ? spdlog::systemd_logger_st(log_identifier)
            : std::make_shared<spdlog::logger>(log_identifier, std::make_shared<StderrSink>());
    // The system's journal has its own time stamps and priorities.
    logger->set_pattern(to_system_journal ? "%v" : "%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
}

void set_log_level(Severity least) {
    spdlog::set_level(to_spdlog(least));
}

void write_notable(Notable what, Severity severity, const std::string& text,
                   std::span<const LogField> fields) {
    const auto level = to_spdlog(severity);
    const bool is_always = what == Notable::ready || what == Notable::change;
    if (!is_always && !spdlog::should_log(level)) {
        return;
    }
    if (logs_to_system_journal && send_to_journal(journal_fields(what, severity, text, fields))) {
        return;
    }
    const auto least = spdlog::get_level();
    spdlog::set_level(std::min(least, level));
    spdlog::log(level, "{}", text);
    spdlog::set_level(least);
}

void write_log(std::span<const LogLine> lines) {
    for (const auto& [severity, text, notable] : lines) {
        if (notable != Notable::none) {
            write_notable(notable, severity, text);
        } else {
            spdlog::log(to_spdlog(severity), "{}", text);
        }
    }
}

} // namespace chatroom
