// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace chatroom {

/// A text that is wiped from memory when it goes.
class SecretText {
public:
    /// So many zero bytes.
    explicit SecretText(std::size_t size) : bytes_(size), size_(size) {}
    SecretText(SecretText&&) = default;
    SecretText& operator=(SecretText&&) = delete;
    ~SecretText();

    char* data() { return bytes_.data(); }
    std::string_view view() const { return {bytes_.data(), size_}; }

    /// Leaves the beginning of so many bytes.
    void cut(std::size_t size) { size_ = size; }

private:
    std::vector<char> bytes_; ///< It never grows: that would leave a copy behind.
    std::size_t size_;
};

/// A file that holds a secret.
struct SecretFile {
    /// Who may have access to it.
    enum class Access { owner, owner_and_group };

    std::string_view what; ///< For messages, such as "the server's key".
    std::filesystem::path path;
    Access access = Access::owner;

    /// What is in the file, or the beginning of it that has so many bytes. Throws error() if it
    /// cannot be read, is no regular file, or others have access to it.
    SecretText read(std::size_t max_bytes) const;

    /// What is wrong with the file, for the administrator.
    std::runtime_error error(std::string_view why) const;
};

} // namespace chatroom
