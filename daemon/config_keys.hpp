// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/config.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <toml++/toml.h>

namespace chatroom {

/// A key of the configuration: how it is read, checked and written.
struct ConfigKey {
    std::string_view section;
    std::string_view name;
    /// Puts the value into the configuration, or says what the value must be ("must be …").
    std::function<std::optional<std::string>(const toml::node& value, Config& config)> read;
    /// The value as it stands in the configuration.
    std::function<void(const Config& config, toml::table& section)> write;
};

/// All keys, section by section, in the order of etc/chatroomd.toml.
std::span<const ConfigKey> config_keys();

} // namespace chatroom
