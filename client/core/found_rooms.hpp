// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/server_address.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// A room of which somebody on the LAN tells. Anybody can tell anything there.
struct FoundRoom {
    std::string name; ///< As hostile as any line.
    ServerAddress server;

    bool operator==(const FoundRoom&) const = default;
};

/// More are not listed: nobody chooses among more.
inline constexpr std::size_t max_found_rooms = 50;

struct FoundRooms {
    std::vector<FoundRoom> rooms{};
    std::size_t more = 0; ///< So many others were found.

    bool operator==(const FoundRooms&) const = default;
};

/// The rooms in what `avahi-browse --resolve --parsable --terminate _chatroom._udp` prints, in its
/// order. What tells of the same name at another address may be somebody else, so it is another
/// room here.
FoundRooms found_rooms(std::string_view avahi_output);

/// As a line of a list: the address, which is what counts, in front, and the name in quotes, in
/// which quotes and backslashes have a backslash in front. displayable().
std::string to_line(const FoundRoom& room);

/// Where to go if nobody can be asked: to the only address, which may be there as IPv6 besides.
/// Null if that is not clear.
const FoundRoom* only_room(const FoundRooms& found);

} // namespace chatroom
