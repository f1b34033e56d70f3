// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/log_line.hpp"

#include <span>
#include <string>
#include <string_view>

namespace chatroom {

/// Whether standard error is a stream to the system's journal (systemd.exec(5), $JOURNAL_STREAM).
bool stderr_is_system_journal();

/// Sends spdlog's default logger to the system's journal, with priorities and without time stamps,
/// or to a coloured standard error. Call it once, before anything is logged.
void start_logging(bool to_system_journal);

/// Lines below this are not logged from now on.
void set_log_level(Severity least);

/// Something more about a line in the system's journal, such as CHATROOM_VERB.
struct LogField {
    std::string_view name;
    std::string value;
};

/// Logs a line that is looked for. To open the room and to change something is logged whatever the
/// level is: others wait to read it.
void write_notable(Notable what, Severity severity, const std::string& text,
                   std::span<const LogField> fields = {});

/// Logs the room's lines, as they are.
void write_log(std::span<const LogLine> lines);

} // namespace chatroom
