// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/stay_mark.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace chatroom {

namespace {

/// The words as a file's name: whatever is in them, two of them never have the same.
std::string file_name(std::string_view room, std::string_view name) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    for (const auto part : {room, std::string_view(" "), name}) {
        for (const char character : part) {
            const auto byte = static_cast<unsigned char>(character);
            const bool is_plain = (character >= '0' && character <= '9') ||
                                  (character >= 'A' && character <= 'Z') ||
                                  (character >= 'a' && character <= 'z');
            if (is_plain) {
                result += character;
            } else {
                result += {'_', digits[byte >> 4], digits[byte & 0x0F]};
            }
        }
    }
    constexpr std::size_t longest_file_name = 255;
    return result.substr(0, longest_file_name);
}

constexpr int base = 16;

sealed::Instance instance_in(const FileDescriptor& file) {
    std::array<char, 2 * sizeof(std::uint64_t)> digits{};
    const auto size = ::pread(file.get(), digits.data(), digits.size(), 0);
    sealed::Instance instance;
    if (size > 0) {
        std::from_chars(digits.data(), digits.data() + size, instance.value, base);
    }
    return instance;
}

} // namespace

std::optional<StayMark> StayMark::set(const std::filesystem::path& directory, std::string_view room,
                                      std::string_view name) {
    std::error_code ignored; // Then the file cannot be opened either.
    std::filesystem::create_directories(directory, ignored);
    FileDescriptor file(::open((directory / file_name(room, name)).c_str(),
                               O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() >= 0 && ::flock(file.get(), LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) {
        return std::nullopt;
    }
    const auto former = instance_in(file);
    return StayMark(std::move(file), former);
}

void StayMark::keep(sealed::Instance instance) const {
    std::array<char, 2 * sizeof(std::uint64_t)> digits{};
    const auto* end =
        std::to_chars(digits.data(), digits.data() + digits.size(), instance.value, base).ptr;
    const auto size = end - digits.data();
    if (::ftruncate(descriptor_.get(), 0) == 0) {
        [[maybe_unused]] const auto written =
            ::pwrite(descriptor_.get(), digits.data(), static_cast<std::size_t>(size), 0);
    }
}

} // namespace chatroom
