// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/disk_watch.hpp"

#include <mutex>
#include <optional>
#include <regex>
#include <utility>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace chatroom {
namespace {

namespace fs = std::filesystem;

struct Watch {
    std::mutex mutex;
    fs::path directory; ///< Empty: nobody watches.
    std::vector<std::string> lines;
};

Watch watch; // NOLINT: the linker's seam has no other place.

/// The path as a test sees it, which does not know the letters of a temporary name; nothing if
/// nobody watches it.
std::optional<std::string> name_of(const fs::path& path) {
    const auto relative = path.lexically_relative(watch.directory).string();
    if (watch.directory.empty() || relative.starts_with("..")) {
        return std::nullopt;
    }
    return std::regex_replace(relative, std::regex(R"(\.[0-9A-Za-z]{6}$)"), ".?");
}

void note_sync(int descriptor) {
    const std::lock_guard lock(watch.mutex);
    std::error_code ignored; // Such a descriptor is no file, and the kernel will say so.
    const auto path = fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), ignored);
    if (const auto name = name_of(path)) {
        const bool is_file = fs::is_regular_file(path, ignored);
        const auto size = is_file ? " " + std::to_string(fs::file_size(path, ignored)) : "";
        watch.lines.push_back("sync " + *name + size);
    }
}

void note_name(const char* call, const char* from, const char* to) {
    const std::lock_guard lock(watch.mutex);
    const auto old_name = name_of(from);
    const auto new_name = name_of(to);
    if (old_name && new_name) {
        watch.lines.push_back(std::string(call) + " " + *old_name + " " + *new_name);
    }
}

} // namespace

DiskWatch::DiskWatch(const fs::path& directory) {
    const std::lock_guard lock(watch.mutex);
    watch.directory = directory;
    watch.lines.clear();
}

DiskWatch::~DiskWatch() {
    const std::lock_guard lock(watch.mutex);
    watch.directory.clear();
}

std::vector<std::string> DiskWatch::take() {
    const std::lock_guard lock(watch.mutex);
    return std::exchange(watch.lines, {});
}

} // namespace chatroom

// A program's own functions go before those of shared libraries, also for other shared libraries.
extern "C" {

int fsync(int descriptor) {
    chatroom::note_sync(descriptor);
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

int fdatasync(int descriptor) {
    chatroom::note_sync(descriptor);
    return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

int rename(const char* from, const char* to) noexcept {
    chatroom::note_name("rename", from, to);
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int link(const char* from, const char* to) noexcept {
    chatroom::note_name("link", from, to);
    return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

} // extern "C"
