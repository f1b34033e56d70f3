// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The control protocol's values as JSON-RPC 2.0 and back. All lines are without their line break.
namespace chatroom::control {

/// The id of an answer to something that is no request, such as a line above the limit.
inline constexpr std::string_view null_id = "null";

/// What a line asks for.
struct Call {
    /// The id as JSON, byte for byte as it was written, for encode_reply(). Nothing for a
    /// notification: it gets no answer, even if it cannot be carried out.
    std::optional<std::string> id;
    /// The request, or the error to answer with.
    Result<Request, Error> request;
};

/// Understands one line of a client. Any bytes will do: what is no request becomes an error.
Call parse_call(std::string_view line);

/// The answer to a call. The id is that of the Call, or null_id. Bytes that are not UTF-8 are
/// replaced by U+FFFD.
std::string encode_reply(std::string_view id, const Reply& reply);

/// The result alone, as programs get it; JSON on one line.
std::string encode_result(const AnyAnswer& result);

/// The request as a line. The id comes back in the answer.
std::string encode_request(std::uint64_t id, const Request& request);

/// A daemon's answer, twice.
struct Response {
    Reply reply;
    /// For programs: the result as it came, or {"error": {…}}; JSON on one line.
    std::string json;
};

/// Understands a daemon's answer to the request that was sent with this id. Nothing if the line is
/// not such an answer. An error without an id, as a full daemon sends it, is one.
std::optional<Response> parse_response(std::string_view line, std::uint64_t id,
                                       const Request& request);

/// The line that ends the snapshot of whoever monitors.
std::string encode_ready(const Ready& ready);

/// The line of a record. The number is of the connection, and what follows it is the same for all,
/// as encode_event() has made it.
std::string encode_record(std::uint64_t number, std::string_view event);

/// An event as a member of a record; JSON.
std::string encode_event(const LoggedEvent& event);

/// What somebody who monitors is told behind the snapshot.
struct Told {
    std::variant<Ready, MonitorRecord, Error> what;
    /// For programs: the params as they came, of Ready with "ready": true, or {"error": {…}}; JSON
    /// on one line.
    std::string json;
};

/// Understands such a line of a daemon; nothing if it is none. What a newer daemon tells in another
/// way is none, and may be passed over.
std::optional<Told> parse_told(std::string_view line);

/// {"error": {"code": 103, "message": "…"}} for what fails before a daemon has answered; the code
/// is 100 and the exit status, as CONTROL.md has it.
std::string encode_failure(int exit_status, std::string_view message);

} // namespace chatroom::control
