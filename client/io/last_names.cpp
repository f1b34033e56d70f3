// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/last_names.hpp"

#include "client/io/private_file.hpp"

#include <algorithm>

namespace chatroom {

namespace {

constexpr std::size_t max_file_bytes = 1024 * 1024;

/// The first line without its end, which is taken off the text.
std::string_view take_entry(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

bool is_about(std::string_view line, std::string_view room) {
    return line.size() > room.size() && line.starts_with(room) && line[room.size()] == ' ';
}

} // namespace

std::optional<std::string> LastNames::find(std::string_view room) const {
    try {
        const auto contents = read_file(file_, max_file_bytes).value_or("");
        for (std::string_view rest = contents; !rest.empty();) {
            const auto line = take_entry(rest);
            if (is_about(line, room)) {
                return std::string(line.substr(room.size() + 1));
            }
        }
    } catch (const FileError&) {
        // Then it is asked for, as at the first time.
    }
    return std::nullopt;
}

void LastNames::remember(std::string_view room, std::string_view name) const {
    // What has a line break in it is no name, but a server may say anything.
    if (name.empty() || name.find_first_of("\r\n") != std::string_view::npos) {
        return;
    }
    try {
        const FileLock lock(file_);
        const auto before = read_file(file_, max_file_bytes).value_or("");
        auto after = std::string(room).append(" ").append(name).append("\n");
        std::size_t rooms = 1;
        for (std::string_view rest = before; !rest.empty() && rooms < max_rooms;) {
            const auto line = take_entry(rest);
            if (!line.empty() && !is_about(line, room)) {
                after.append(line).append("\n");
                ++rooms;
            }
        }
        if (after != before) {
            replace_file(file_, after);
        }
    } catch (const FileError&) {
        // It will be asked for again.
    }
}

} // namespace chatroom
