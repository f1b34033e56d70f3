// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/journal_fields.hpp"

#include <syslog.h>

namespace chatroom {

namespace {

int priority_of(Severity severity) {
    switch (severity) {
    case Severity::debug:
        return LOG_DEBUG;
    case Severity::info:
        return LOG_INFO;
    case Severity::warning:
        return LOG_WARNING;
    case Severity::error:
        break;
    }
    return LOG_ERR;
}

std::string field_of(std::string_view name, std::string_view value) {
    std::string field(name);
    field += '=';
    field += value;
    return field;
}

} // namespace

std::string_view message_id(Notable what) {
    switch (what) {
    case Notable::none:
        break;
    case Notable::ready:
        return "aa4921fc308f4f14894af3f9064f2e2e";
    case Notable::stopping:
        return "41204d11324542998b166f2522e715de";
    case Notable::failed:
        return "614fbc42442c49f382005fa7d6a4a1a6";
    case Notable::reloaded:
        return "b56362ecd3fe43ec9c78ce55c24bba92";
    case Notable::not_reloaded:
        return "53c8d71a792c4a04879367324c2b09bf";
    case Notable::new_key:
        return "fa59528a5d5a4da9adbe1820d1007c27";
    case Notable::new_database:
        return "3f1f7d3b12894d00b17eb5643ee7edc1";
    case Notable::migrated:
        return "c56bf2c396b14465ac4267735aa49ed7";
    case Notable::change:
        return "3d9faea728ae487fbf7b7f8c4fe8b448";
    case Notable::change_refused:
        return "fb003ae7c00749dc9074467d8c87b449";
    case Notable::journal_failed:
        return "f845e4d2ceac47cfa402c25417a7c303";
    case Notable::flood:
        return "da5693a55ded44069d4d2699edb3bba9";
    case Notable::flood_over:
        return "c4d07f1b4df84f11a88db85a2e4d057e";
    }
    return {};
}

std::vector<std::string> journal_fields(Notable what, Severity severity, std::string_view text,
                                        std::span<const LogField> fields) {
    std::vector<std::string> result{field_of("MESSAGE", text),
                                    field_of("PRIORITY", std::to_string(priority_of(severity))),
                                    field_of("SYSLOG_IDENTIFIER", log_identifier)};
    if (const auto id = message_id(what); !id.empty()) {
        result.push_back(field_of("MESSAGE_ID", id));
    }
    for (const auto& [name, value] : fields) {
        result.push_back(field_of(name, value));
    }
    return result;
}

} // namespace chatroom
