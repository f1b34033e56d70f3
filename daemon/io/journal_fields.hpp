// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/logging.hpp"

#include <vector>

namespace chatroom {

/// The SYSLOG_IDENTIFIER in the system's journal.
inline constexpr const char* log_identifier = "chatroomd";

/// By which it is found in the system's journal: 32 hexadecimal digits, which never change; empty
/// of what nobody looks for.
std::string_view message_id(Notable what);

/// The line as the system's journal takes it, "NAME=value" each (systemd.journal-fields(7)).
std::vector<std::string> journal_fields(Notable what, Severity severity, std::string_view text,
                                        std::span<const LogField> fields);

} // namespace chatroom
