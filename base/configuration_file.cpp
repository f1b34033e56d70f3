// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/configuration_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

namespace chatroom {

namespace {

/// More than anybody writes.
constexpr std::size_t max_file_bytes = 1024 * 1024;

} // namespace

Result<std::string, std::string> read_configuration_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string text(max_file_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad()) {
        return Unexpected(path.string() + ": " + std::generic_category().message(errno));
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > max_file_bytes) {
        return Unexpected(path.string() + ": it is longer than 1 MiB, which no configuration is");
    }
    return text;
}

} // namespace chatroom
