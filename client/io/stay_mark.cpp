// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/stay_mark.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>

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
    return StayMark(std::move(file));
}

} // namespace chatroom
