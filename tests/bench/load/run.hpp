// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/load/settings.hpp"

#include <nlohmann/json.hpp>

namespace chatroom::bench {

/// Enters, talks, counts. The outcome is what README.md explains. Throws std::runtime_error if
/// something does not happen at all.
nlohmann::ordered_json run(const Settings& settings);

} // namespace chatroom::bench
