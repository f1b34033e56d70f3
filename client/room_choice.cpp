// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/room_choice.hpp"

namespace chatroom {

namespace {

/// Nothing if somebody would have to choose and cannot, or does not want to.
std::optional<RoomLink> choose_found(const FoundRooms& found, const Surroundings& surroundings) {
    if (surroundings.choose == nullptr) {
        const auto* const only = only_room(found);
        return only != nullptr ? std::optional(RoomLink{only->server}) : std::nullopt;
    }
    // Also of one: whoever tells of it on the LAN is nobody in particular.
    const auto chosen = surroundings.choose(found);
    return chosen ? std::optional(RoomLink{found.rooms[*chosen].server}) : std::nullopt;
}

/// The room that has that short name, or that is there.
std::optional<ConfiguredRoom> named_room(const std::string& word, const ClientConfig& config) {
    const auto configured = config.rooms.find(word);
    if (configured != config.rooms.end()) {
        return configured->second;
    }
    const auto link = parse_room_link(word);
    return link ? std::optional(ConfiguredRoom{.link = *link}) : std::nullopt;
}

void overlay(ConfiguredRoom& room, const ClientOptions& options, const ClientConfig& config) {
    if (!room.name) {
        room.name = config.name;
    }
    const auto take = [](auto& place, const auto& option) {
        if (option) {
            place = option;
        }
    };
    take(room.name, options.name);
    take(room.identity, options.identity);
    take(room.passphrase_file, options.passphrase_file);
    take(room.link.fingerprint, options.fingerprint);
    room.is_classic = room.is_classic || options.is_classic;
}

/// What somebody counts on who gives it, and would not have.
bool is_more_than_classic(const ConfiguredRoom& room) {
    return room.link.fingerprint || room.identity || room.passphrase_file;
}

} // namespace

Result<ConfiguredRoom, std::string> choose_room(const ClientOptions& options,
                                                const ClientConfig& config, const Wording& wording,
                                                const Surroundings& surroundings) {
    ConfiguredRoom room;
    if (const auto& wanted = options.room ? options.room : config.room) {
        auto named = named_room(*wanted, config);
        if (!named) {
            return Unexpected(worded(wording.no_room, *wanted));
        }
        room = *std::move(named);
    } else if (!options.is_classic && !surroundings.is_room_here()) {
        const auto found = surroundings.browse();
        if (!found.rooms.empty()) {
            const auto link = choose_found(found, surroundings);
            if (!link) {
                std::string addresses;
                for (const auto& one : found.rooms) {
                    addresses += (addresses.empty() ? "" : " ") + to_string(one.server);
                }
                const auto words = surroundings.choose == nullptr ? wording.too_many_rooms
                                                                  : wording.no_room_chosen;
                return Unexpected(worded(words, addresses));
            }
            room.link = *link;
        }
    }
    overlay(room, options, config);
    if (room.is_classic && is_more_than_classic(room)) {
        return Unexpected(std::string(wording.classic_has_no_keys));
    }
    return room;
}

} // namespace chatroom
