// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ctl/connection.hpp"
#include "protocol/control_json.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

namespace chatroom {

/// The answer to the request of the daemon at that socket, or why there is none. Names and bans, of
/// which a daemon answers with a part at a time, are asked for until they are complete, and so is a
/// log of chosen events: their answer is one all the same. A daemon that is too old to be asked for
/// its version, or to wait for it, is asked with a ping. The time-out is for each part, so that the
/// list may be as long as it is. A descriptor that is not -1 goes with the request.
std::variant<control::Response, ExchangeFailure> call(const std::filesystem::path& socket,
                                                      const control::Request& request,
                                                      std::chrono::milliseconds timeout,
                                                      int descriptor = -1);

/// The version of the daemon at that socket, "0.2.0"; nothing if it does not tell.
std::optional<std::string> ask_version(const std::filesystem::path& socket,
                                       std::chrono::milliseconds timeout);

} // namespace chatroom
