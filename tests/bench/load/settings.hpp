// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace chatroom::bench {

/// What the members speak. raw is classic as far as the baseline program answers it.
enum class Speech { classic, sealed, irc, nats, mqtt, raw };

/// What a run of the load generator is to do; README.md explains each.
struct Settings {
    Speech speech = Speech::classic;
    /// One at least. Where several share the room, the members take them in turn.
    std::vector<sockaddr_in> servers{};
    std::size_t members = 100;
    /// The number of the first member, where others play members of the same room.
    std::size_t first_member = 0;
    /// The address of member 0; each further one has one of the /24 behind it. Nothing: whatever
    /// the kernel chooses.
    std::optional<in_addr> sources;
    std::size_t talkers = 10;
    std::size_t line_bytes = 64;
    bool is_uneven = false;   ///< No two messages one after the other are of equal length.
    std::size_t window = 32;  ///< So many messages of a talker are not everywhere yet, at most.
    double rate = 0;          ///< Messages a second of all talkers; 0: as the windows allow.
    std::size_t messages = 0; ///< After so many nobody talks any more; 0: without end.
    std::size_t laggards = 0; ///< So many members sleep while much is said before.
    std::size_t behind = 0;   ///< So much.
    double idle_seconds = 0;  ///< Nobody says anything for so long before.
    double seconds = 5;
    double warm_up = 1;
    std::vector<int> server_pids{}; ///< Whose processes; none: nothing is known of them.
    bool takes_segments = true;
    bool enters_at_once = false;
};

/// Which server the member of that number talks to.
inline const sockaddr_in& server_of(const Settings& settings, std::size_t number) {
    return settings.servers[number % settings.servers.size()];
}

/// From where the member of that number sends, if not from anywhere.
inline std::optional<sockaddr_in> source_of(const Settings& settings, std::size_t number) {
    if (!settings.sources) {
        return std::nullopt;
    }
    sockaddr_in source{};
    source.sin_family = AF_INET;
    source.sin_addr.s_addr =
        htonl(ntohl(settings.sources->s_addr) + static_cast<std::uint32_t>(number << 8U));
    return source;
}

} // namespace chatroom::bench
