// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/server_key.hpp"

#include "base/durable_file.hpp"
#include "daemon/io/secret_file.hpp"

#include <sodium.h>

namespace chatroom {

namespace {

constexpr std::size_t digits = 2 * sealed::key_bytes;
constexpr std::size_t file_bytes = digits + 1; // With the line end.

sealed::SecretText encode(const sealed::SecretKey& key) {
    sealed::SecretText text(file_bytes);
    // It ends the digits with a zero byte, whose place the line end takes.
    sodium_bin2hex(text.data(), file_bytes, key.bytes().data(), key.bytes().size());
    text.data()[digits] = '\n';
    return text;
}

std::optional<sealed::SecretKey> decode(std::string_view text) {
    sealed::SecretKey key;
    std::size_t length = 0;
    if (text.size() != file_bytes || text.back() != '\n' ||
        sodium_hex2bin(key.bytes().data(), key.bytes().size(), text.data(), digits, nullptr,
                       &length, nullptr) != 0 ||
        length != key.bytes().size()) {
        return std::nullopt;
    }
    return key;
}

} // namespace

sealed::KeyPair load_server_key(const std::filesystem::path& file,
                                const sealed::FillRandom& fill_random) {
    std::error_code ignored; // Reading the file will tell.
    const auto found = std::filesystem::symlink_status(file, ignored).type();
    if (found == std::filesystem::file_type::not_found) {
        write_durably(file, encode(sealed::KeyPair::generate(fill_random).secret).view());
    }
    const SecretFile secret{"the server's key", file, SecretFile::Access::owner};
    const auto key = decode(secret.read(file_bytes + 1).view());
    if (!key) {
        throw secret.error("it is damaged: it must be 64 hexadecimal digits and a line end; put "
                           "back a copy of it, or remove it to begin with a new key, of which "
                           "all members will be warned");
    }
    return sealed::KeyPair::from_secret(*key);
}

} // namespace chatroom
