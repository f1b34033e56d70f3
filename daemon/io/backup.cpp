// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/backup.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include <boost/asio/post.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace chatroom {

namespace {

/// So much is copied before it is looked whether the daemon is to end.
constexpr std::size_t piece_bytes = 1024 * 1024;

std::string system_error(const std::string& what) {
    return what + ": " + std::generic_category().message(errno);
}

bool write_all(int file, const char* bytes, std::size_t count) {
    while (count > 0) {
        const auto written = ::write(file, bytes, count);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        if (written > 0) {
            bytes += written;
            count -= static_cast<std::size_t>(written);
        }
    }
    return true;
}

/// Why it could not be copied; empty if it is all on the disk.
std::string copy_into(int file, const BackupSource::Copy& copy, const std::stop_token& stop) {
    std::vector<char> piece(piece_bytes);
    for (std::uint64_t done = 0; done < copy.bytes;) {
        if (stop.stop_requested()) {
            return "the daemon ends";
        }
        const auto wanted = std::min<std::uint64_t>(piece_bytes, copy.bytes - done);
        const auto count = ::pread(copy.descriptor, piece.data(), wanted, static_cast<off_t>(done));
        if (count <= 0) {
            return count < 0 ? system_error("cannot read the journal") : "the journal was cut";
        }
        if (!write_all(file, piece.data(), static_cast<std::size_t>(count))) {
            return system_error("cannot write the file");
        }
        done += static_cast<std::uint64_t>(count);
    }
    return ::fsync(file) == 0 ? "" : system_error("cannot write the file");
}

} // namespace

Backup::Backup(boost::asio::io_context& context, BackupSource* source, Done done)
    : context_(context), source_(source), done_(std::move(done)) {}

void Backup::begin(CallId call, std::string name, FileDescriptor file) {
    struct stat status {};
    if (source_ == nullptr) {
        return fail(call, "this daemon has no file that could be backed up");
    }
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size != 0) {
        return fail(call, "a backup needs a regular file that is new and empty, which "
                          "`chatroomctl backup FILE` makes and passes");
    }
    if (is_busy_) {
        return fail(call, "another backup is being made");
    }
    const auto copy = source_->begin_backup();
    if (!copy) {
        return fail(call, copy.error().message);
    }
    is_busy_ = true;
    file_ = std::move(file);
    thread_ = std::jthread([this, call, name = std::move(name), copy = *copy,
                            target = file_.get()](const std::stop_token& stop) {
        const auto error = copy_into(target, copy, stop);
        if (!stop.stop_requested()) {
            boost::asio::post(context_,
                              [this, call, name, copy, error] { copied(call, name, copy, error); });
        }
    });
}

void Backup::copied(CallId call, const std::string& name, const BackupSource::Copy& copy,
                    const std::string& error) {
    source_->end_backup();
    file_ = FileDescriptor();
    is_busy_ = false;
    if (!error.empty()) {
        return fail(call, "the backup failed: " + error);
    }
    done_({call, control::BackedUp{.file = name, .bytes = copy.bytes, .sequence = copy.latest}});
}

void Backup::fail(CallId call, std::string message) {
    done_({call, Unexpected(control::Error{control::ErrorCode::refused, std::move(message)})});
}

} // namespace chatroom
