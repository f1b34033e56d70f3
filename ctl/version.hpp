// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Which of the two ends is older and what to do about it, on one line that is safe on a terminal;
/// nothing if they are of one version. A daemon that is the system's service has another way to be
/// restarted than a user's.
std::optional<std::string> version_difference(std::string_view daemon, std::string_view ours,
                                              bool is_service);

} // namespace chatroom
