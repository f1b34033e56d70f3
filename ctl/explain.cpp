// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/explain.hpp"

#include "base/printable.hpp"
#include "base/user_paths.hpp"
#include "ctl/rooms.hpp"

namespace chatroom {

namespace {

/// The service of this machine whose socket that is: "chatroomd", "chatroomd@exam"; empty if it is
/// none's.
std::string service_at(const std::filesystem::path& socket) {
    if (socket == system_control_socket) {
        return "chatroomd";
    }
    const auto room = room_at(socket);
    return room ? "chatroomd@" + *room : std::string();
}

std::string how_to_get_permission(bool is_service, const Caller& caller) {
    if (!is_service) {
        return "run as root or as the user who started chatroomd";
    }
    const auto user = printable(caller.user);
    return caller.is_in_group
               ? user + " is in the group chatroom, but this login is older: log in anew"
               : "run as root, or join the group chatroom (adduser " + user +
                     " chatroom) and log in anew";
}

} // namespace

std::string explain(const ExchangeFailure& failure, const std::filesystem::path& socket,
                    const Caller& caller) {
    using Why = ExchangeFailure::Kind;
    const auto service = service_at(socket);
    const auto path = printable(socket.native());
    switch (failure.kind) {
    case Why::not_running:
        return service.empty() ? "chatroomd is not running: try systemctl start chatroomd "
                                 "(nothing answers at " +
                                     path + ")"
                               : service + " is not running: try systemctl start " + service;
    case Why::permission_denied:
        return "permission denied on " + path + ": " +
               how_to_get_permission(!service.empty(), caller);
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
