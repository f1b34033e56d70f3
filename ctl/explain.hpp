// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ctl/connection.hpp"
#include "protocol/control.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace chatroom {

/// Whose permission it is about.
struct Caller {
    std::string user;
    bool is_in_group = false; ///< chatroom, as the system's database says, whatever the login says.
};

/// Why the daemon at that socket gave no answer and what to do next, on one line that is safe on a
/// terminal.
std::string explain(const ExchangeFailure& failure, const std::filesystem::path& socket,
                    const Caller& caller);

/// The daemon's own words about why it did not do it, likewise.
std::string explain(const control::Error& error);

} // namespace chatroom
