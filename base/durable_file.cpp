// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/durable_file.hpp"

#include "base/file_descriptor.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace chatroom {

namespace {

namespace fs = std::filesystem;

/// The reason is in errno.
void require(bool success, const fs::path& file) {
    if (!success) {
        throw WriteError(file, std::generic_category().message(errno));
    }
}

/// What is to become the file, under another name that goes with its owner.
class TemporaryFile {
public:
    explicit TemporaryFile(const fs::path& file)
        : name_(file.string() + ".XXXXXX"), descriptor_(::mkostemp(name_.data(), O_CLOEXEC)) {
        require(descriptor_.get() >= 0, file);
    }
    ~TemporaryFile() { ::unlink(name_.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const char* name() const { return name_.c_str(); }

    /// Puts the text on the disk. False leaves the reason in errno.
    bool write(std::string_view text) const {
        while (!text.empty()) {
            const auto count = ::write(descriptor_.get(), text.data(), text.size());
            if (count >= 0) {
                text.remove_prefix(static_cast<std::size_t>(count));
            } else if (errno != EINTR) {
                return false;
            }
        }
        return ::fsync(descriptor_.get()) == 0;
    }

private:
    std::string name_;
    FileDescriptor descriptor_;
};

/// A name is on the disk only when its directory is.
void sync_directory_of(const fs::path& file) {
    // The parent of a bare file name is empty, hence the dot.
    const FileDescriptor directory(
        ::open((file.parent_path() / ".").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    require(directory.get() >= 0 && ::fsync(directory.get()) == 0, file);
}

} // namespace

WriteError::WriteError(const fs::path& file, std::string system_reason)
    : std::runtime_error("cannot write " + file.string() + ": " + system_reason),
      reason(std::move(system_reason)) {}

void write_durably(const fs::path& file, std::string_view text) {
    const TemporaryFile temporary(file);
    require(temporary.write(text), file);
    require(std::rename(temporary.name(), file.c_str()) == 0, file);
    sync_directory_of(file);
}

void rename_durably(const fs::path& file, const fs::path& name) {
    require(std::rename(file.c_str(), name.c_str()) == 0, name);
    sync_directory_of(name);
}

bool create_durably(const fs::path& file, std::string_view text) {
    const TemporaryFile temporary(file);
    require(temporary.write(text), file);
    // Unlike rename(), link() leaves what another program has made in the meantime.
    if (::link(temporary.name(), file.c_str()) != 0) {
        require(errno == EEXIST, file);
        return false;
    }
    sync_directory_of(file);
    return true;
}

} // namespace chatroom
