// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/durable_file.hpp"

#include "base/file_descriptor.hpp"

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

namespace chatroom {

namespace {

/// Sets errno if it fails.
bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto count = ::write(descriptor, text.data(), text.size());
        if (count < 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

} // namespace

void write_durably(const std::filesystem::path& file, std::string_view text) {
    const auto require = [&](bool success) {
        if (!success) {
            throw std::runtime_error("cannot write " + file.string() + ": " +
                                     std::generic_category().message(errno));
        }
    };
    auto temporary = file;
    temporary += ".new";
    ::unlink(temporary.c_str()); // Left by a crash or a full disk. O_EXCL sees if it stays.
    const FileDescriptor written(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    require(written.get() >= 0);
    require(write_all(written.get(), text));
    require(::fsync(written.get()) == 0);
    require(std::rename(temporary.c_str(), file.c_str()) == 0);
    // The parent of a bare file name is empty, hence the dot. Syncing it makes the name durable.
    const FileDescriptor directory(
        ::open((file.parent_path() / ".").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    require(directory.get() >= 0 && ::fsync(directory.get()) == 0);
}

} // namespace chatroom
