// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/database_password.hpp"

#include "daemon/io/secret_file.hpp"

#include <algorithm>
#include <cstdlib>

namespace chatroom {

namespace {

constexpr std::size_t max_password_bytes = 1000;

/// Where systemd puts it (systemd.exec(5), LoadCredential=); empty if it does not.
std::filesystem::path credential() {
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    if (directory == nullptr) {
        return {};
    }
    auto file = std::filesystem::path(directory) / "database-password";
    std::error_code ignored; // Reading it tells.
    return std::filesystem::exists(file, ignored) ? file : std::filesystem::path();
}

} // namespace

std::optional<sealed::SecretText> read_database_password(const std::filesystem::path& file) {
    const auto path = file.empty() ? credential() : file;
    if (path.empty()) {
        return std::nullopt;
    }
    const SecretFile secret{"the password for the database", path,
                            SecretFile::Access::owner_and_group};
    auto text = secret.read(max_password_bytes + 1);
    const auto size = std::min(text.view().find_first_of("\r\n"), text.view().size());
    if (size == 0 || size > max_password_bytes) {
        throw secret.error("its first line must have 1 to " + std::to_string(max_password_bytes) +
                           " bytes");
    }
    text.data()[size] = '\0';
    text.cut(size);
    return text;
}

} // namespace chatroom
