// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/identity.hpp"

#include "client/io/private_file.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace chatroom {

namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t file_bytes = 2 * sealed::key_bytes + 1;

sealed::SecretText to_line(const sealed::SecretKey& secret) {
    sealed::SecretText line(file_bytes);
    char* next = line.data();
    for (const auto byte : secret.bytes()) {
        *next++ = digits[byte >> 4];
        *next++ = digits[byte & 0x0F];
    }
    *next = '\n';
    return line;
}

std::optional<sealed::SecretKey> secret_from(std::string_view line) {
    if (line.size() != file_bytes || line.back() != '\n') {
        return std::nullopt;
    }
    sealed::SecretKey secret;
    for (auto& byte : secret.bytes()) {
        const auto high = digits.find(line[0]);
        const auto low = digits.find(line[1]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return std::nullopt;
        }
        byte = static_cast<std::uint8_t>(high << 4 | low);
        line.remove_prefix(2);
    }
    return secret;
}

std::optional<Identity> read_identity(const std::filesystem::path& file) {
    const auto contents = read_secret(file, file_bytes);
    if (!contents) {
        return std::nullopt;
    }
    const auto secret = secret_from(contents->view());
    if (!secret) {
        throw FileError(FileFault::damaged, file);
    }
    return Identity{sealed::KeyPair::from_secret(*secret)};
}

} // namespace

Identity load_identity(const std::filesystem::path& file, const sealed::FillRandom& fill_random) {
    if (auto identity = read_identity(file)) {
        return *identity;
    }
    const Identity made{sealed::KeyPair::generate(fill_random), true};
    if (create_file(file, to_line(made.keys.secret).view())) {
        return made;
    }
    // Another program was faster: what it has made is the identity.
    auto identity = read_identity(file);
    if (!identity) {
        throw FileError(FileFault::damaged, file);
    }
    return *identity;
}

} // namespace chatroom
