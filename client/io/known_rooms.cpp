// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/known_rooms.hpp"

#include "client/io/private_file.hpp"

#include <algorithm>
#include <vector>

namespace chatroom {

namespace {

/// Takes the first line, with its end, off the text.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
    text.remove_prefix(line.size());
    return line;
}

/// Host names are the same in upper and lower case, and so are the digits of IPv6 addresses.
std::string entry_name(std::string_view room) {
    std::string name(room);
    for (auto& character : name) {
        if (character >= 'A' && character <= 'Z') {
            character = static_cast<char>(character - 'A' + 'a');
        }
    }
    return name;
}

/// Of each of the servers that share the room.
std::vector<std::string> entry_names(std::string_view room) {
    std::vector<std::string> names;
    for (;;) {
        const auto end = std::min(room.find(','), room.size());
        names.push_back(entry_name(room.substr(0, end)));
        if (end == room.size()) {
            return names;
        }
        room.remove_prefix(end + 1);
    }
}

/// What the line says after the room's name; nothing if it is about something else.
std::optional<std::string_view> key_field(std::string_view line, std::string_view name) {
    const auto end = line.find_first_of(" \t\r\n");
    if (entry_name(line.substr(0, end)) != name) {
        return std::nullopt;
    }
    line.remove_prefix(std::min(end, line.size()));
    const auto begin = line.find_first_not_of(" \t");
    line.remove_prefix(std::min(begin, line.size()));
    return line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
}

std::optional<sealed::PublicKey> find_in(std::string_view contents, std::string_view name,
                                         const std::filesystem::path& file) {
    for (int number = 1; !contents.empty(); ++number) {
        if (const auto field = key_field(take_line(contents), name)) {
            const auto key = sealed::public_key_from_hex(*field);
            if (!key) {
                throw FileError(FileFault::damaged, file, std::to_string(number));
            }
            return key;
        }
    }
    return std::nullopt;
}

/// The contents with a new line for the room, in the place of those it had.
std::string with_entry(std::string_view contents, std::string_view name,
                       const sealed::PublicKey& key) {
    std::string result;
    while (!contents.empty()) {
        const auto line = take_line(contents);
        if (!key_field(line, name)) {
            result += line;
        }
    }
    if (!result.empty() && result.back() != '\n') {
        result += '\n';
    }
    return result.append(name).append(" ").append(to_hex(key)).append("\n");
}

/// Whether a line that begins with it is read back as being about it.
bool can_be_written(std::string_view name) {
    return !name.empty() && name.front() != '#' && std::ranges::all_of(name, [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte > 0x20 && byte != 0x7F;
    });
}

} // namespace

std::optional<sealed::PublicKey> KnownRooms::find(std::string_view room) const {
    const auto contents = read_file(file_, max_file_bytes);
    for (const auto& name : entry_names(room)) {
        if (const auto key = contents ? find_in(*contents, name, file_) : std::nullopt) {
            return key;
        }
    }
    return std::nullopt;
}

std::optional<sealed::PublicKey> KnownRooms::remember(std::string_view room,
                                                      const sealed::PublicKey& key) {
    const FileLock lock(file_);
    const auto contents = read_file(file_, max_file_bytes).value_or("");
    auto changed = contents;
    std::optional<sealed::PublicKey> before;
    for (const auto& name : entry_names(room)) {
        const auto known = find_in(contents, name, file_);
        if (!before || (before == key && known)) {
            before = known;
        }
        if (known == key) {
            continue;
        }
        changed = with_entry(changed, name, key);
        if (!can_be_written(name) || changed.size() > max_file_bytes) {
            throw FileError(FileFault::failed, file_, "there is no room for " + name);
        }
    }
    if (changed != contents) {
        replace_file(file_, changed);
    }
    return before;
}

} // namespace chatroom
