// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/call_log.hpp"

#include "base/printable.hpp"
#include "daemon/io/logging.hpp"

#include <array>
#include <string>

#include <spdlog/spdlog.h>

namespace chatroom {

namespace {

/// How much of a text the log repeats; the whole of it is in the journal.
constexpr std::size_t max_logged_bytes = 200;

std::string caller(const Peer& peer) {
    return "uid " + std::to_string(peer.uid) + " gid " + std::to_string(peer.gid) + " pid " +
           std::to_string(peer.pid);
}

/// What the system's journal knows of such a call besides.
std::array<LogField, 4> fields_of(const control::Request& request, const Peer& peer) {
    return {{{"CHATROOM_VERB", std::string(control::verb_of(request).row.method)},
             {"CHATROOM_PEER_UID", std::to_string(peer.uid)},
             {"CHATROOM_PEER_GID", std::to_string(peer.gid)},
             {"CHATROOM_PEER_PID", std::to_string(peer.pid)}}};
}

/// What the log says of a call that changes something.
std::string change_in(const control::Request& request) {
    const auto& verb = control::verb_of(request);
    std::string line(verb.row.method);
    for (const auto& parameter : verb.parameters) {
        const auto value = control::text_of(parameter, control::object_in(request));
        const auto option = parameter.rules.option;
        const auto quoted = "\"" + printable(value, max_logged_bytes) + "\"";
        if (option.empty()) {
            line += " " + quoted;
        } else if (!control::is_nothing(parameter, control::object_in(request))) {
            line += " " + std::string(option) + (value == "yes" ? "" : " " + quoted);
        }
    }
    return line;
}

} // namespace

void log_call(const control::Request& request, const Peer& peer) {
    if (control::access_of(request) == control::Access::change) {
        write_notable(Notable::change, Severity::info, caller(peer) + ": " + change_in(request),
                      fields_of(request, peer));
    } else {
        spdlog::debug("{} asks: {}", caller(peer), control::verb_of(request).row.method);
    }
}

void log_refused_call(const control::Request& request, const Peer& peer) {
    write_notable(Notable::change_refused, Severity::warning,
                  caller(peer) + " may not: " + change_in(request), fields_of(request, peer));
}

} // namespace chatroom
