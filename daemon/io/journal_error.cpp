// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/journal_error.hpp"

#include "daemon/io/file_owner.hpp"

#include <system_error>

#include <sqlite3.h>
#include <sys/statvfs.h>

namespace chatroom {

namespace {

/// "disk I/O error (No space left on device)": what SQLite says, and the system if it did.
std::string reason_of(const SQLite::Exception& error, int system_error) {
    const std::string said = error.what();
    return system_error == 0 ? said
                             : said + " (" + std::generic_category().message(system_error) + ")";
}

bool is_on_read_only_disk(const std::filesystem::path& file) {
    struct statvfs disk {};
    return ::statvfs(file.c_str(), &disk) == 0 && (disk.f_flag & ST_RDONLY) != 0;
}

/// The subject is what the file is called in them.
std::string words_for(const SQLite::Exception& error, const std::filesystem::path& file,
                      const std::string& subject, int system_error) {
    const auto reason = reason_of(error, system_error);
    if (is_on_read_only_disk(file)) {
        return "the disk that " + subject + " is on is read-only: let it be written again";
    }
    switch (error.getErrorCode()) {
    case SQLITE_FULL:
        return "the disk that " + subject + " is on is full: make room on it";
    case SQLITE_READONLY:
        return "cannot write " + subject + ": " + reason + owner_remedy(file);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return "cannot open " + subject + ": " + reason + owner_remedy(file);
    case SQLITE_IOERR:
        return "the disk fails to read or write " + subject + ": " + reason;
    case SQLITE_CORRUPT:
        return subject + " is damaged: move it away, and restore a backup, or what can still be "
                         "read in it, with chatroomd --restore FILE";
    case SQLITE_NOTADB:
        return subject + " is no database: move it away, and restore a backup with chatroomd "
                         "--restore FILE";
    default:
        return subject == file ? subject + ": " + reason : reason;
    }
}

} // namespace

bool is_damage(const SQLite::Exception& error) {
    const bool cannot_read = error.getExtendedErrorCode() == SQLITE_IOERR_READ ||
                             error.getExtendedErrorCode() == SQLITE_IOERR_SHORT_READ;
    return cannot_read || error.getErrorCode() == SQLITE_CORRUPT ||
           error.getErrorCode() == SQLITE_NOTADB;
}

std::string explain(const SQLite::Exception& error, const SQLite::Database& database,
                    const std::filesystem::path& file) {
    return words_for(error, file, file.string(), ::sqlite3_system_errno(database.getHandle()));
}

std::string explain_opening(const SQLite::Exception& error, const std::filesystem::path& file) {
    return "cannot open the journal " + file.string() + ": " + words_for(error, file, "it", 0);
}

} // namespace chatroom
