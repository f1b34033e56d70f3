// SPDX-License-Identifier: GPL-3.0-or-later
// What the journal makes of its files as such: whether they belong together, and copies of them.
#include "daemon/io/journal_error.hpp"
#include "daemon/io/journal_notes.hpp"
#include "daemon/io/sqlite_journal.hpp"

#include <sys/stat.h>

namespace chatroom {

namespace {

/// When the write-ahead log has so many pages it goes into the database, as SQLite has it.
constexpr int pages_of_log = 1000;

/// Under these words the database remembers up to which number events may have been given, as it
/// was known at the last start or at the last end in good order, and the key of the server.
constexpr const char* numbers_word = "numbers";
constexpr const char* key_word = "server key";

} // namespace

/// In good order the numbers are those that the database knows of, or there is a write-ahead log;
/// one that an older version has written knows nothing.
std::string SqliteJournal::find_misfit() const {
    const auto known = had_file_ ? read_note(database_, numbers_word) : std::nullopt;
    if (!known) {
        return "";
    }
    const auto numbers = std::filesystem::path(file_).replace_filename("numbers").string();
    if (!reserve_->found()) { // Before the first event there is none.
        return *known == "0" && latest_ == Sequence{}
                   ? ""
                   : numbers + " is missing, which says up to where numbers were given";
    }
    if (*reserve_->found() < latest_) {
        return numbers + " is older than " + file_.string() + ": it says " +
               std::to_string(reserve_->found()->value) + ", and event " +
               std::to_string(latest_.value) + " is there";
    }
    if (!had_log_ && *known != std::to_string(reserve_->found()->value)) {
        return file_.string() + " is older than " + numbers +
               ", or was copied without its write-ahead log (" + file_.string() + "-wal)";
    }
    return "";
}

/// Numbers go on above everything that may have been given.
void SqliteJournal::go_on_above_misfit() {
    const auto misfit = find_misfit();
    if (misfit.empty()) {
        return;
    }
    const auto error = leave_out({head_.value + NumberReserve::safe_distance});
    if (error) {
        throw std::runtime_error(misfit + "; numbers cannot go on above those: " + error->message);
    }
    set_back_ = misfit + "; what was said last may be lost. Numbers go on above all that may have "
                         "been given";
}

std::optional<JournalError> SqliteJournal::leave_out(Sequence last) {
    if (last <= head_) {
        return std::nullopt;
    }
    if (!reserve_) {
        return JournalError{"numbers are not given here"};
    }
    if (auto error = reserve_->cover(last)) {
        return error;
    }
    try {
        const NumberRange range{latest_.next(), last};
        add_lost(database_, range);
        lost_.push_back(range);
    } catch (const SQLite::Exception& error) {
        return error_in(error);
    }
    never_given_ += last.value - head_.value;
    head_ = last;
    return std::nullopt;
}

std::optional<JournalError> SqliteJournal::note_lost(const NumberRange& range) {
    try {
        add_lost(database_, range);
        lost_.push_back(range);
        return std::nullopt;
    } catch (const SQLite::Exception& error) {
        return error_in(error);
    }
}

/// A disk that takes nothing is noticed soon enough.
void SqliteJournal::note_numbers() {
    try {
        write_note(database_, numbers_word, std::to_string(reserve_->end().value));
    } catch (const SQLite::Exception&) {
        return;
    }
}

std::optional<std::string> SqliteJournal::exchange_key(const std::string& fingerprint) {
    try {
        auto before = read_note(database_, key_word);
        if (before != fingerprint) {
            write_note(database_, key_word, fingerprint);
        }
        return before;
    } catch (const SQLite::Exception&) {
        return std::nullopt;
    }
}

std::string SqliteJournal::gone() const {
    struct stat opened {};
    struct stat named {};
    if (::fstat(opened_.get(), &opened) != 0 ||
        (::stat(file_.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev)) {
        return "";
    }
    return file_.string() +
           " was deleted, moved or replaced while the daemon runs: what is said is "
           "lost when it ends. Save the room by `chatroomctl backup FILE`, stop "
           "the daemon, and use `chatroomd --restore FILE` in an empty state "
           "directory";
}

/// When all that the log has is in the file, and nothing more gets there, a copy of the file alone
/// is a whole database. What is said meanwhile stays in the log.
Result<BackupSource::Copy, JournalError> SqliteJournal::begin_backup() {
    try {
        if (database_.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)").getInt() != 0) {
            return Unexpected(JournalError{"the journal is busy: try again"});
        }
        database_.exec("PRAGMA wal_autocheckpoint = 0");
    } catch (const SQLite::Exception& error) {
        return Unexpected(error_in(error));
    }
    is_backed_up_ = true;
    const auto pages = database_.execAndGet("PRAGMA page_count").getInt64();
    const auto bytes = pages * database_.execAndGet("PRAGMA page_size").getInt64();
    return Copy{
        .descriptor = opened_.get(), .bytes = static_cast<std::uint64_t>(bytes), .latest = latest_};
}

void SqliteJournal::end_backup() {
    is_backed_up_ = false;
    database_.tryExec("PRAGMA wal_autocheckpoint = " + std::to_string(pages_of_log));
    if (is_log_to_be_emptied_) {
        empty_write_ahead_log();
    }
}

} // namespace chatroom
