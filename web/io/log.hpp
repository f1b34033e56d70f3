// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace chatroom {

enum class LogLevel { error = 3, warning = 4, info = 6 };

/// A line on standard error, with its level in front where the system's journal reads it
/// (sd-daemon(3)). What nobody takes is lost, as the service does not wait for whoever reads it.
void log_line(LogLevel level, std::string_view text);

} // namespace chatroom
