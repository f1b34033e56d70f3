// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address_range.hpp"
#include "protocol/classic_wording.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace chatroom {

/// What the administrator decides about the room; etc/chatroomd.toml explains each and has the
/// defaults.
struct RoomOptions {
    std::size_t max_members = 1000;
    std::chrono::seconds grace{120};
    classic::Language language = classic::Language::zh;
    std::vector<std::string> farewell{"Exit", "EXIT"};
    std::vector<AddressRange> allow;

    bool operator==(const RoomOptions&) const = default;
};

} // namespace chatroom
