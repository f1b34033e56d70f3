// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/private_file.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

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

std::string explanation(FileFault fault, const std::string& detail) {
    switch (fault) {
    case FileFault::failed:
        break;
    case FileFault::open_to_others:
        return "others may read it";
    case FileFault::damaged:
        return "it is damaged";
    case FileFault::no_passphrase:
        return "it holds no passphrase";
    }
    return detail;
}

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

/// A file under another name, gone with its owner; the last name it was given stays.
class TemporaryFile {
public:
    explicit TemporaryFile(const fs::path& file)
        : name_(file.string() + ".XXXXXX"),
          descriptor_(checked(::mkostemp(name_.data(), O_CLOEXEC), file)) {}
    ~TemporaryFile() { ::unlink(name_.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::string& name() const { return name_; }

    void write(std::string_view contents) {
        while (!contents.empty()) {
            const auto written = ::write(descriptor_.get(), contents.data(), contents.size());
            if (written >= 0) {
                contents.remove_prefix(static_cast<std::size_t>(written));
            } else if (errno != EINTR) {
                fail(name_);
            }
        }
        checked(::fsync(descriptor_.get()), name_);
    }

private:
    std::string name_;
    Descriptor descriptor_;
};

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

/// A name is on the disk only when its directory is.
void sync_directory(const fs::path& directory) {
    const Descriptor descriptor(
        checked(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), directory));
    checked(::fsync(descriptor.get()), directory);
}

int open_lock(const fs::path& file) {
    make_directory(directory_of(file));
    return checked(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, owner_only_file), file);
}

} // namespace

FileError::FileError(FileFault file_fault, fs::path file_path, std::string what_else)
    : std::runtime_error(file_path.string() + ": " + explanation(file_fault, what_else)),
      fault(file_fault), path(std::move(file_path)), detail(std::move(what_else)) {}

std::optional<std::string> read_file(const fs::path& file, std::size_t max_bytes, Secrecy secrecy) {
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0 && errno == ENOENT) {
        return std::nullopt;
    }
    checked(descriptor.get(), file);
    struct stat status {};
    checked(::fstat(descriptor.get(), &status), file);
    if (secrecy == Secrecy::only_owner_may_read && (status.st_mode & for_others) != 0) {
        throw FileError(FileFault::open_to_others, file);
    }
    // All at once, so that a secret leaves no copy where a shorter string has been.
    std::string contents(max_bytes + 1, '\0');
    std::size_t size = 0;
    while (size < contents.size()) {
        const auto count = ::read(descriptor.get(), &contents[size], contents.size() - size);
        if (count == 0) {
            break;
        }
        if (count < 0 && errno != EINTR) {
            fail(file);
        }
        size += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    if (size > max_bytes) {
        throw FileError(FileFault::damaged, file);
    }
    contents.resize(size);
    return contents;
}

bool create_file(const fs::path& file, std::string_view contents) {
    const auto directory = directory_of(file);
    make_directory(directory);
    TemporaryFile temporary(file);
    temporary.write(contents);
    // Unlike rename(), link() leaves what another program has made in the meantime.
    if (::link(temporary.name().c_str(), file.c_str()) < 0) {
        if (errno == EEXIST) {
            return false;
        }
        fail(file);
    }
    sync_directory(directory);
    return true;
}

void replace_file(const fs::path& file, std::string_view contents) {
    const auto directory = directory_of(file);
    make_directory(directory);
    TemporaryFile temporary(file);
    temporary.write(contents);
    checked(::rename(temporary.name().c_str(), file.c_str()), file);
    sync_directory(directory);
}

FileLock::FileLock(const fs::path& file) : descriptor_(open_lock(file.string() + ".lock")) {
    while (::flock(descriptor_.get(), LOCK_EX) < 0) {
        if (errno != EINTR) {
            fail(file);
        }
    }
}

void wipe(std::string& secret) {
    ::explicit_bzero(secret.data(), secret.size());
    secret.clear();
}

} // namespace chatroom
