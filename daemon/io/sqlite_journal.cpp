// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/sqlite_journal.hpp"

#include "daemon/io/journal_error.hpp"
#include "daemon/io/journal_notes.hpp"
#include "daemon/io/journal_schema.hpp"
#include "protocol/recall.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include <fcntl.h>

namespace chatroom {

namespace {

/// Trimming now and then costs less than with every append: when there are too many events, so many
/// more go as have room until the next time, or a tenth of what is kept if that is less.
constexpr std::uint64_t trimmed_ahead = 1000;

/// Of the oldest ?1 events those in front of the first that is to be kept, because no more than ?2
/// have to go for being too many and it is not before the time ?3; never number ?4. What is left
/// has no hole but numbers that were never given, even if the clock was wrong for a while.
constexpr const char* delete_oldest =
    "WITH bound (number) AS (SELECT min(?4, ifnull((SELECT sequence FROM events"
    "  ORDER BY sequence LIMIT 1 OFFSET ?1), ?4)))"
    " DELETE FROM events WHERE sequence < min((SELECT number FROM bound),"
    " max(ifnull((SELECT sequence FROM events ORDER BY sequence LIMIT 1 OFFSET ?2), ?4),"
    "  ifnull((SELECT sequence FROM events WHERE sequence < (SELECT number FROM bound)"
    "   AND time_ms >= ?3 ORDER BY sequence LIMIT 1), (SELECT number FROM bound))))";

/// So many at once delay nobody: a turn that has to wait for it takes twice as long at most.
constexpr std::uint64_t max_trimmed_at_once = 250;

/// Likewise pages of the file that nothing uses any more are given back, but for some that will be
/// used again soon.
constexpr std::int64_t max_pages_at_once = 32;
constexpr std::int64_t spare_pages = 256;

/// So many events are inserted by one statement, which takes two thirds of the time; more at once
/// gain nothing.
constexpr std::size_t events_at_once = 4;
constexpr const char* insert_event =
    "INSERT INTO events (sequence, time_ms, kind, name, text, client_sequence, never_given,"
    " about) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* insert_events =
    "INSERT INTO events (sequence, time_ms, kind, name, text, client_sequence, never_given,"
    " about) VALUES (?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?),"
    " (?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?)";

std::int64_t to_ms(WallTime time) {
    return time.time_since_epoch().count();
}

std::int64_t to_column(Sequence sequence) {
    return static_cast<std::int64_t>(sequence.value);
}

Sequence to_sequence(const SQLite::Column& column) {
    return {static_cast<std::uint64_t>(column.getInt64())};
}

template <typename Value>
void bind(SQLite::Statement& statement, int index, const Value& value) {
    statement.bind(index, value);
}

/// Texts outlive the run for which they are bound, so SQLite gets no copy of them.
void bind(SQLite::Statement& statement, int index, const std::string& text) {
    statement.bindNoCopy(index, text);
}

/// Bytes, likewise.
struct Blob {
    const std::string& bytes;
};

void bind(SQLite::Statement& statement, int index, const Blob& blob) {
    statement.bindNoCopy(index, blob.bytes.data(), static_cast<int>(blob.bytes.size()));
}

std::string to_bytes(const SQLite::Column& column) {
    return {static_cast<const char*>(column.getBlob()),
            static_cast<std::size_t>(column.getBytes())};
}

/// The values follow those up to the index.
template <typename... Values>
void bind_after(SQLite::Statement& statement, int& index, const Values&... values) {
    (bind(statement, ++index, values), ...);
}

/// Makes the statement ready to run with the values, in order. Each time it takes as many, so none
/// is left from the last time.
template <typename... Values>
void prepare(SQLite::Statement& statement, const Values&... values) {
    statement.tryReset(); // It returns the error of the last run, which was reported then.
    int index = 0;
    bind_after(statement, index, values...);
}

template <typename... Values>
void run(SQLite::Statement& statement, const Values&... values) {
    prepare(statement, values...);
    statement.exec();
}

/// So many events at once are looked at, whether they are damaged.
constexpr std::size_t checked_at_once = 256;

bool overlaps(const std::vector<NumberRange>& ranges, const NumberRange& numbers) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const NumberRange& range) {
        return range.first <= numbers.last && numbers.first <= range.last;
    });
}

Sequence number_of(SQLite::Database& database, const std::string& query) {
    return to_sequence(database.execAndGet("SELECT ifnull((" + query + "), 0)"));
}

} // namespace

SqliteJournal::SqliteJournal(const std::filesystem::path& file, Retention retention, Use use) try
    : retention_(retention), use_(use), file_(file), had_file_(std::filesystem::exists(file)),
      had_log_(std::filesystem::exists(file.string() + "-wal")),
      database_(open_journal_database(file, origin_)), insert_event_(database_, insert_event),
      insert_events_(database_, insert_events),
      put_fact_(database_, "REPLACE INTO facts VALUES (?, ?, ?)"),
      erase_fact_(database_, "DELETE FROM facts WHERE kind = ? AND key = ?"),
      delete_oldest_(database_, delete_oldest), reader_(database_), lost_(read_lost(database_)),
      latest_(number_of(database_, "SELECT max(sequence) FROM events")), oldest_(find_oldest()),
      reserve_(use == Use::copy
                   ? std::nullopt
                   : std::optional<NumberReserve>(
                         std::in_place, std::filesystem::path(file).replace_filename("numbers"),
                         latest_)),
      head_(reserve_ ? reserve_->end() : latest_),
      never_given_(head_.value - number_of(database_, "SELECT sequence - never_given FROM events"
                                                      " ORDER BY sequence DESC LIMIT 1")
                                     .value) {
    opened_ = FileDescriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (reserve_) {
        go_on_above_misfit();
        note_numbers();
    } else {
        database_.exec(synchronous());
    }
    // A daemon may have died between a recall and this.
    empty_write_ahead_log();
    begin_check();
} catch (const SQLite::Exception& error) {
    throw std::runtime_error(explain_opening(error, file));
}

SqliteJournal::~SqliteJournal() {
    // Nobody could do anything about an error, and all it costs is the numbers left out.
    if (reserve_ && !reserve_->release_after(head_)) {
        note_numbers();
    }
}

Result<std::vector<Fact>, JournalError> SqliteJournal::facts() const {
    try {
        std::vector<Fact> result;
        SQLite::Statement query(database_, "SELECT kind, key, bytes FROM facts ORDER BY kind, key");
        while (query.executeStep()) {
            result.push_back({.kind = static_cast<std::uint8_t>(query.getColumn(0).getInt()),
                              .key = to_bytes(query.getColumn(1)),
                              .bytes = to_bytes(query.getColumn(2))});
        }
        return result;
    } catch (const SQLite::Exception& error) {
        return Unexpected(error_in(error));
    }
}

void SqliteJournal::append(Ticket ticket, Batch batch) {
    if (auto error = keep(batch)) {
        decided_.push_back({ticket, Unexpected(*std::move(error))});
    } else {
        decided_.push_back({ticket, std::move(batch)});
    }
}

std::optional<JournalError> SqliteJournal::keep(const Batch& batch) {
    std::vector<const Event*> events;
    events.reserve(batch.records.size());
    for (const auto& record : batch.records) {
        if (record.event) {
            events.push_back(&*record.event);
        }
    }
    const auto* latest = events.empty() ? nullptr : events.back();
    if (latest != nullptr && reserve_) {
        if (auto error = reserve_->cover(latest->sequence)) {
            return error;
        }
    }
    const auto never_given_before = never_given_;
    bool has_erased = false;
    try {
        SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
        insert(events);
        has_erased = erase_recalled(events);
        put_facts(batch);
        const auto oldest = oldest_ ? oldest_ : find_oldest();
        transaction.commit();
        oldest_ = oldest;
    } catch (const SQLite::Exception& error) {
        never_given_ = never_given_before;
        return error_in(error);
    }
    is_log_to_be_emptied_ = is_log_to_be_emptied_ || has_erased;
    if (is_log_to_be_emptied_) {
        empty_write_ahead_log();
    }
    if (latest != nullptr) {
        head_ = latest_ = latest->sequence;
    }
    return std::nullopt;
}

void SqliteJournal::insert(std::span<const Event* const> events) {
    inserted_ = head_;
    while (!events.empty()) {
        const bool are_many = events.size() >= events_at_once;
        const auto count = are_many ? events_at_once : 1;
        insert(are_many ? insert_events_ : insert_event_, events.first(count));
        events = events.subspan(count);
    }
}

void SqliteJournal::insert(SQLite::Statement& statement, std::span<const Event* const> events) {
    prepare(statement);
    int index = 0;
    for (const auto* event : events) {
        // A copy's have gaps, and may begin anywhere.
        never_given_ += event->sequence.value - std::exchange(inserted_, event->sequence).value - 1;
        bind_after(statement, index, to_column(event->sequence), to_ms(event->time),
                   static_cast<int>(event->kind), event->name, event->text, event->client_sequence,
                   static_cast<std::int64_t>(never_given_), to_column(event->about));
    }
    statement.exec();
}

/// Whether anything was recalled. What a row had is overwritten (PRAGMA secure_delete).
bool SqliteJournal::erase_recalled(std::span<const Event* const> events) {
    bool has_erased = false;
    for (const auto* event : events) {
        if (const auto recall = recall_in(*event)) {
            const auto kind = recall->name.empty() ? EventKind::announced : EventKind::said;
            SQLite::Statement erase(database_, "UPDATE events SET text = '' WHERE sequence"
                                               " BETWEEN ? AND ? AND kind = ? AND name = ?");
            run(erase, to_column(recall->first), to_column(recall->last), static_cast<int>(kind),
                recall->name);
            has_erased = true;
        }
    }
    return has_erased;
}

/// Older pages, with what was recalled, are gone when everything is in the database and the log is
/// cut to nothing. If that fails it is tried again with the next batch; that one is kept all the
/// same.
void SqliteJournal::empty_write_ahead_log() {
    if (is_backed_up_) {
        is_log_to_be_emptied_ = true;
        return;
    }
    try {
        is_log_to_be_emptied_ =
            database_.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)").getInt() != 0;
    } catch (const SQLite::Exception&) {
        is_log_to_be_emptied_ = true;
    }
}

/// Of several that are about the same thing the last one holds.
void SqliteJournal::put_facts(const Batch& batch) {
    std::map<std::pair<std::uint8_t, std::string_view>, const Fact*> last;
    for (const auto& record : batch.records) {
        for (const auto& fact : record.facts) {
            last[{fact.kind, fact.key}] = &fact;
        }
    }
    for (const auto& [key, fact] : last) {
        if (fact->bytes) {
            run(put_fact_, int{fact->kind}, Blob{fact->key}, Blob{*fact->bytes});
        } else {
            run(erase_fact_, int{fact->kind}, Blob{fact->key});
        }
    }
}

std::uint64_t SqliteJournal::count() const {
    return oldest_ ? head_.value - never_given_ - static_cast<std::uint64_t>(oldest_->ordinal) + 1
                   : 0;
}

/// How many events there are to be trimmed because they are too many.
std::uint64_t SqliteJournal::surplus() {
    const auto count = this->count();
    const auto kept = retention_.keep_events;
    is_trimming_ = is_trimming_ || count > kept;
    const auto target = kept - std::min(trimmed_ahead, kept / 10);
    is_trimming_ = is_trimming_ && count > target;
    return is_trimming_ ? count - target : 0;
}

bool SqliteJournal::has_too_old(std::optional<WallTime> time) const {
    return time && oldest_ && oldest_->time < *time - retention_.keep_days &&
           oldest_->sequence < latest_;
}

Tidied SqliteJournal::tidy(const Tidying& tidying) {
    const auto many = surplus();
    const bool trims = many > 0 || (tidying.most_by_age > 0 && has_too_old(tidying.time));
    if (!trims && !may_shrink_ && check_next_ > check_last_) {
        return {};
    }
    Tidied tidied;
    try {
        // A crash may undo it, as it is done again then: the disk need not be waited for.
        database_.exec("PRAGMA synchronous = NORMAL");
        const auto trimmed = trims ? trim(tidying) : 0;
        tidied.trimmed_by_age = trimmed - std::min(trimmed, many);
        shrink();
        check_some();
        tidied.has_more =
            may_shrink_ || trimmed == max_trimmed_at_once || check_next_ <= check_last_;
    } catch (const SQLite::Exception& error) {
        tidied.error = error_in(error);
    }
    database_.tryExec(synchronous());
    return tidied;
}

/// In WAL mode FULL syncs every commit: what was shown to anybody survives a power failure. A copy
/// may lose what can be had again.
const char* SqliteJournal::synchronous() const {
    return use_ == Use::copy ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL";
}

/// How many events went.
std::uint64_t SqliteJournal::trim(const Tidying& tidying) {
    const auto many = surplus();
    const auto most = std::min(max_trimmed_at_once, many + tidying.most_by_age);
    const auto too_old =
        tidying.time ? to_ms(*tidying.time - retention_.keep_days) : to_ms(WallTime::min());
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    prepare(delete_oldest_, static_cast<std::int64_t>(most),
            static_cast<std::int64_t>(std::min(many, most)), too_old, to_column(latest_));
    const auto trimmed = static_cast<std::uint64_t>(delete_oldest_.exec());
    const auto oldest = find_oldest();
    transaction.commit();
    oldest_ = oldest;
    may_shrink_ = true;
    return trimmed;
}

/// Gives back some of the pages that nothing uses.
void SqliteJournal::shrink() {
    const auto unused = database_.execAndGet("PRAGMA freelist_count").getInt64() - spare_pages;
    if (unused > 0) {
        const auto pages = std::min(unused, max_pages_at_once);
        database_.exec("PRAGMA incremental_vacuum(" + std::to_string(pages) + ")");
    }
    may_shrink_ = unused > max_pages_at_once;
}

/// The first that can be read: what is damaged in front of it is as good as trimmed.
std::optional<SqliteJournal::Oldest> SqliteJournal::find_oldest() const {
    const auto first = reader_.read({}, 1, latest_);
    if (first.empty()) {
        return std::nullopt;
    }
    const auto& event = first.front();
    SQLite::Statement query(database_,
                            "SELECT sequence - never_given FROM events WHERE sequence = ?");
    prepare(query, to_column(event.sequence));
    return query.executeStep() ? std::optional(Oldest{.sequence = event.sequence,
                                                      .ordinal = query.getColumn(0).getInt64(),
                                                      .time = event.time})
                               : std::nullopt;
}

Result<std::vector<Event>, JournalError> SqliteJournal::latest(std::size_t count) const {
    try {
        return reader_.latest(count);
    } catch (const SQLite::Exception& error) {
        return Unexpected(error_in(error));
    }
}

Result<std::vector<Event>, JournalError> SqliteJournal::read(Sequence first,
                                                             std::size_t count) const {
    try {
        return reader_.read(first, count, latest_);
    } catch (const SQLite::Exception& error) {
        return Unexpected(error_in(error));
    }
}

Sequence SqliteJournal::oldest() const {
    return oldest_ ? oldest_->sequence : head_.next();
}

bool SqliteJournal::is_lost(const NumberRange& numbers) const {
    return overlaps(lost_, numbers) || overlaps(reader_.damage(), numbers);
}

void SqliteJournal::begin_check() {
    check_next_ = oldest_ ? oldest_->sequence : latest_.next();
    check_last_ = latest_;
}

/// Reading finds what is damaged, and remembers it.
void SqliteJournal::check_some() {
    if (check_next_ <= check_last_) {
        const auto events = reader_.read(check_next_, checked_at_once, check_last_);
        check_next_ =
            events.size() == checked_at_once ? events.back().sequence.next() : check_last_.next();
    }
}

JournalError SqliteJournal::error_in(const SQLite::Exception& error) const {
    return {.message = explain(error, database_, file_)};
}

} // namespace chatroom
