// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Under which name one was in which room last: a file with a line "HOST:PORT NAME" for each, the
/// latest first.
class LastNames {
public:
    /// More rooms than anybody goes to; older ones are forgotten.
    static constexpr std::size_t max_rooms = 1000;

    explicit LastNames(std::filesystem::path file) : file_(std::move(file)) {}

    /// Nothing if one was not there, or the file cannot be read: it is a help and no more.
    std::optional<std::string> find(std::string_view room) const;

    /// Remembers the name, if that is possible.
    void remember(std::string_view room, std::string_view name) const;

private:
    std::filesystem::path file_;
};

} // namespace chatroom
