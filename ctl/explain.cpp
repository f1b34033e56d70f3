// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/explain.hpp"

#include "base/printable.hpp"
#include "base/user_paths.hpp"

namespace chatroom {

std::string explain(const ExchangeFailure& failure, const std::filesystem::path& socket,
                    std::string_view user) {
    using Why = ExchangeFailure::Kind;
    const bool is_service = socket == system_control_socket;
    const auto path = printable(socket.native());
    switch (failure.kind) {
    case Why::not_running:
        return "chatroomd is not running: try systemctl start chatroomd" +
               (is_service ? "" : " (nothing answers at " + path + ")");
    case Why::permission_denied:
        return "permission denied on " + path +
               (is_service ? ": run as root or join the group chatroom (adduser " +
                                 printable(user) + " chatroom)"
                           : ": run as root or as the user who started chatroomd");
    case Why::timed_out:
        return "chatroomd did not answer in time: try again with a longer --timeout";
    case Why::unreadable:
        return "what answers at " + path + " does not speak chatroomd's control protocol";
    case Why::failed:
        break;
    }
    return printable(failure.message);
}

std::string explain(const control::Error& error) {
    const auto message = printable(error.message);
    switch (error.code) {
    case control::ErrorCode::no_such_member:
        return message + ": try chatroomctl who";
    case control::ErrorCode::no_such_name:
        return message + ": try chatroomctl names";
    case control::ErrorCode::no_such_ban:
        return message + ": try chatroomctl bans";
    case control::ErrorCode::no_such_event:
        return message + ": try chatroomctl log";
    default:
        return message;
    }
}

} // namespace chatroom
