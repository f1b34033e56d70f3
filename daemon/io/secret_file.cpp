// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/secret_file.hpp"

#include "base/file_descriptor.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

namespace chatroom {

sealed::SecretText SecretFile::read(std::size_t max_bytes) const {
    // O_NONBLOCK: a pipe without a writer is refused below and not waited for.
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
        throw error(std::generic_category().message(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        throw error("it is no regular file");
    }
    if (access == Access::owner && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw error("others than its owner have access to it: chmod go= " + path.string());
    }
    if ((status.st_mode & S_IRWXO) != 0) {
        throw error("others than its owner and group have access to it: chmod o= " + path.string());
    }
    sealed::SecretText text(max_bytes);
    std::size_t size = 0;
    while (size < max_bytes) {
        const auto count = ::read(file.get(), text.data() + size, max_bytes - size);
        if (count < 0) {
            throw error(std::generic_category().message(errno));
        }
        if (count == 0) {
            break;
        }
        size += static_cast<std::size_t>(count);
    }
    text.cut(size);
    return text;
}

std::runtime_error SecretFile::error(std::string_view why) const {
    return std::runtime_error(std::string(what) + " in " + path.string() + ": " + std::string(why));
}

} // namespace chatroom
