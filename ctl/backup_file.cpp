// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/backup_file.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chatroom {

BackupFile::BackupFile(std::filesystem::path path)
    : path_(std::move(path)),
      descriptor_(
          ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)) {
    if (descriptor_.get() < 0) {
        throw std::runtime_error("cannot make " + path_.string() + ": " +
                                 (errno == EEXIST
                                      ? "there is one already; choose another name, or remove it"
                                      : std::generic_category().message(errno)));
    }
}

BackupFile::~BackupFile() {
    if (!is_kept_) {
        ::unlink(path_.c_str());
    }
}

} // namespace chatroom
