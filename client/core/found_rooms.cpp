// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/found_rooms.hpp"

#include "client/core/display.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

namespace chatroom {

namespace {

/// The text up to the separator, which is taken off it with that.
std::string_view take_until(std::string_view& text, char separator) {
    const auto end = std::min(text.find(separator), text.size());
    const auto field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return field;
}

/// avahi-browse writes a byte that is not a letter or a digit as "\\NNN" in decimal, and some with
/// a backslash in front.
std::string unescaped(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        unsigned value = 0;
        const bool is_escaped = text[0] == '\\' && text.size() > 1;
        const auto* digits = text.data() + 1;
        const bool is_number = is_escaped && text.size() > 3 &&
                               std::from_chars(digits, digits + 3, value).ptr == digits + 3 &&
                               value < 256;
        result += is_number ? static_cast<char>(value) : text[is_escaped ? 1 : 0];
        text.remove_prefix(is_number ? 4 : is_escaped ? 2 : 1);
    }
    return result;
}

/// "=;eth0;IPv4;NAME;_chatroom._udp;local;HOST;ADDRESS;PORT;TXT".
std::optional<FoundRoom> room_in(std::string_view line) {
    constexpr std::size_t field_count = 9;
    std::array<std::string_view, field_count> fields;
    for (auto& field : fields) {
        field = take_until(line, ';');
    }
    const auto& [kind, interface, family, name, type, domain, host, address, port_text] = fields;
    std::uint16_t port = 0;
    const auto* end = port_text.data() + port_text.size();
    const auto [rest, error] = std::from_chars(port_text.data(), end, port);
    constexpr std::string_view of_addresses = "0123456789abcdefABCDEF:.";
    const bool is_address =
        !address.empty() && address.find_first_not_of(of_addresses) == std::string_view::npos;
    if (kind != "=" || !is_address || error != std::errc() || rest != end || port == 0) {
        return std::nullopt;
    }
    FoundRoom room{unescaped(name), {std::string(address), port}};
    if (address.starts_with("fe80:")) { // Which is somebody else's on each network.
        room.server.host.append("%").append(interface);
    }
    return room;
}

} // namespace

FoundRooms found_rooms(std::string_view avahi_output) {
    FoundRooms found;
    std::set<std::pair<std::string, std::string>> known; // Name and address.
    while (!avahi_output.empty()) {
        const auto room = room_in(take_until(avahi_output, '\n'));
        if (!room || !known.emplace(room->name, to_string(room->server)).second) {
            continue;
        }
        if (found.rooms.size() < max_found_rooms) {
            found.rooms.push_back(*room);
        } else {
            ++found.more;
        }
    }
    return found;
}

std::string to_line(const FoundRoom& room) {
    std::string name;
    for (const char byte : room.name) {
        name += byte == '"' || byte == '\\' ? "\\" : "";
        name += byte;
    }
    return displayable(to_string(room.server)) + "  \"" + displayable(name) + '"';
}

const FoundRoom* only_room(const FoundRooms& found) {
    const auto is_ipv4 = [](const FoundRoom& room) {
        return room.server.host.find(':') == std::string::npos;
    };
    const bool has_ipv4 = std::ranges::any_of(found.rooms, is_ipv4);
    const FoundRoom* only = nullptr;
    for (const auto& room : found.rooms) {
        if (has_ipv4 && !is_ipv4(room)) {
            continue;
        }
        if (only != nullptr) {
            return nullptr;
        }
        only = &room;
    }
    return found.more == 0 ? only : nullptr;
}

} // namespace chatroom
