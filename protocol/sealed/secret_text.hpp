// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace chatroom::sealed {

/// A text that is wiped from memory when it goes. Copies are wiped each by itself.
class SecretText {
public:
    /// So many zero bytes.
    explicit SecretText(std::size_t size) : bytes_(size), size_(size) {}
    explicit SecretText(std::string_view text)
        : bytes_(text.begin(), text.end()), size_(text.size()) {}
    SecretText(const SecretText&) = default;
    SecretText(SecretText&& other) noexcept
        : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
    SecretText& operator=(const SecretText&) = delete;
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

} // namespace chatroom::sealed
