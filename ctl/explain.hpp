// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ctl/connection.hpp"
#include "protocol/control.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace chatroom {

/// Why the daemon at that socket gave no answer and what to do next, on one line that is safe on a
/// terminal. The user is whose permission it is about.
std::string explain(const ExchangeFailure& failure, const std::filesystem::path& socket,
                    std::string_view user);

/// The daemon's own words about why it did not do it, likewise.
std::string explain(const control::Error& error);

} // namespace chatroom
