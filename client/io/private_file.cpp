// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/private_file.hpp"

#include "base/durable_file.hpp"

#include <cerrno>
#include <memory>
#include <span>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chatroom {

namespace {

namespace fs = std::filesystem;

constexpr mode_t owner_only_directory = 0700;
constexpr mode_t owner_only_file = 0600;
constexpr mode_t for_others = 077;

/// The reason is in errno.
[[noreturn]] void fail(const fs::path& path) {
    throw FileError(FileFault::failed, path, std::generic_category().message(errno));
}

int checked(int result, const fs::path& path) {
    if (result < 0) {
        fail(path);
    }
    return result;
}

/// Null if there is no such file.
std::unique_ptr<FileDescriptor> open_to_read(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT) {
        return nullptr;
    }
    return std::make_unique<FileDescriptor>(checked(descriptor, file));
}

/// How many bytes the file has, which are in the buffer then; a file that fills it is damaged.
std::size_t read_all(const FileDescriptor& descriptor, std::span<char> buffer,
                     const fs::path& file) {
    std::size_t size = 0;
    while (size < buffer.size()) {
        const auto count = ::read(descriptor.get(), &buffer[size], buffer.size() - size);
        if (count == 0) {
            return size;
        }
        if (count < 0 && errno != EINTR) {
            fail(file);
        }
        size += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    throw FileError(FileFault::damaged, file);
}

fs::path directory_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : ".";
}

void make_directory(const fs::path& directory) {
    std::error_code ignored; // mkdir() fails for the same reason.
    if (fs::is_directory(directory, ignored)) {
        return;
    }
    if (directory.has_relative_path()) {
        make_directory(directory_of(directory));
    }
    if (::mkdir(directory.c_str(), owner_only_directory) < 0 && errno != EEXIST) {
        fail(directory);
    }
}

/// What write_durably() or create_durably() returns, in a directory that is made if there is none.
template <typename Write>
auto in_its_directory(const Write& write, const fs::path& file, std::string_view contents) {
    make_directory(directory_of(file));
    try {
        return write(file, contents);
    } catch (const WriteError& error) {
        throw FileError(FileFault::failed, file, error.reason);
    }
}

int open_lock(const fs::path& file) {
    make_directory(directory_of(file));
    return checked(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, owner_only_file), file);
}

} // namespace

std::optional<std::string> read_file(const fs::path& file, std::size_t max_bytes) {
    const auto descriptor = open_to_read(file);
    if (!descriptor) {
        return std::nullopt;
    }
    std::string contents(max_bytes + 1, '\0');
    contents.resize(read_all(*descriptor, contents, file));
    return contents;
}

std::optional<sealed::SecretText> read_secret(const fs::path& file, std::size_t max_bytes) {
    const auto descriptor = open_to_read(file);
    if (!descriptor) {
        return std::nullopt;
    }
    struct stat status {};
    checked(::fstat(descriptor->get(), &status), file);
    if ((status.st_mode & for_others) != 0) {
        throw FileError(FileFault::open_to_others, file);
    }
    sealed::SecretText contents(max_bytes + 1);
    contents.cut(read_all(*descriptor, {contents.data(), max_bytes + 1}, file));
    return contents;
}

bool create_file(const fs::path& file, std::string_view contents) {
    return in_its_directory(create_durably, file, contents);
}

void replace_file(const fs::path& file, std::string_view contents) {
    in_its_directory(write_durably, file, contents);
}

FileLock::FileLock(const fs::path& file) : descriptor_(open_lock(file.string() + ".lock")) {
    // The system has no lock that is waited for so long and no longer.
    constexpr std::chrono::milliseconds interval{10};
    const auto until = std::chrono::steady_clock::now() + patience;
    while (::flock(descriptor_.get(), LOCK_EX | LOCK_NB) < 0) {
        if (errno != EINTR && errno != EWOULDBLOCK) {
            fail(file);
        }
        if (std::chrono::steady_clock::now() >= until) {
            throw FileError(FileFault::failed, file, "another program keeps it locked");
        }
        std::this_thread::sleep_for(interval);
    }
}

} // namespace chatroom
