// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Which key the server of which room had, as ssh(1) remembers hosts: a file with a line
/// "HOST:PORT KEY" for each, the key as 64 hexadecimal digits. Empty lines and those that begin
/// with '#' are the user's own and stay as they are.
class KnownRooms {
public:
    /// Some ten thousand rooms: a file that is longer is something else.
    static constexpr std::size_t max_file_bytes = 1024 * 1024;

    explicit KnownRooms(std::filesystem::path file) : file_(std::move(file)) {}

    /// The key of the room's server; nothing if the room is not known. A room that several servers
    /// share, "HOST:PORT,HOST:PORT", has a line for each, as who knows one of them knows all.
    /// Throws FileError, also if the room's line is damaged: what it said must not be taken for
    /// nothing.
    std::optional<sealed::PublicKey> find(std::string_view room) const;

    /// Remembers the key, and returns which was remembered before, if any; of several servers
    /// another one before the same. The others in the file
    /// are kept, also those that another program adds at the same time. Throws FileError.
    std::optional<sealed::PublicKey> remember(std::string_view room, const sealed::PublicKey& key);

private:
    std::filesystem::path file_;
};

} // namespace chatroom
