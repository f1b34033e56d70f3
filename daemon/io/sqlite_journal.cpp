// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/sqlite_journal.hpp"

#include "daemon/io/journal_schema.hpp"
#include "protocol/recall.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace chatroom {

namespace {

/// Trimming now and then costs less than with every append: when there are too many events, so many
/// more go as have room until the next time, or a tenth of what is kept if that is less. In a quiet
/// room what has become too old goes once an hour, and with the first append after a start.
constexpr std::uint64_t trimmed_ahead = 1000;
constexpr std::chrono::hours trim_interval{1};

/// Of the oldest ?1 events those in front of the first that is to be kept, because more than ?2
/// events ever were not after it and it is not before the time ?3; never number ?4. What is left
/// has no hole but numbers that were never given, even if the clock was wrong for a while.
constexpr const char* delete_oldest =
    "WITH bound (number) AS (SELECT ifnull((SELECT sequence FROM events"
    "  ORDER BY sequence LIMIT 1 OFFSET ?1), ?4))"
    " DELETE FROM events WHERE sequence < ifnull((SELECT sequence FROM events"
    "  WHERE sequence < (SELECT number FROM bound)"
    "  AND sequence - never_given > ?2 AND time_ms >= ?3 ORDER BY sequence LIMIT 1),"
    " (SELECT number FROM bound))";

/// So that the journal shrinks to a smaller limit in time, and one trim delays nobody.
constexpr std::int64_t max_trimmed_at_once = 4000;

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

WallTime from_ms(std::int64_t time_ms) {
    return WallTime(std::chrono::milliseconds(time_ms));
}

std::int64_t to_column(Sequence sequence) {
    return static_cast<std::int64_t>(sequence.value);
}

Sequence to_sequence(const SQLite::Column& column) {
    return {static_cast<std::uint64_t>(column.getInt64())};
}

std::uint32_t to_client_sequence(const SQLite::Column& column) {
    return static_cast<std::uint32_t>(column.getInt64());
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

constexpr const char* event_columns = "sequence, time_ms, kind, name, text, client_sequence, about";

/// What the query finds, which selects these columns.
std::vector<Event> events_of(SQLite::Statement& query) {
    std::vector<Event> result;
    while (query.executeStep()) {
        result.push_back({.sequence = to_sequence(query.getColumn(0)),
                          .time = from_ms(query.getColumn(1).getInt64()),
                          .kind = static_cast<EventKind>(query.getColumn(2).getInt()),
                          .name = query.getColumn(3).getString(),
                          .text = query.getColumn(4).getString(),
                          .client_sequence = to_client_sequence(query.getColumn(5)),
                          .about = to_sequence(query.getColumn(6))});
    }
    return result;
}

Sequence number_of(SQLite::Database& database, const std::string& query) {
    return to_sequence(database.execAndGet("SELECT ifnull((" + query + "), 0)"));
}

} // namespace

SqliteJournal::SqliteJournal(const std::filesystem::path& file, Retention retention)
    : retention_(retention), database_(open_journal_database(file, origin_)),
      insert_event_(database_, insert_event), insert_events_(database_, insert_events),
      put_fact_(database_, "REPLACE INTO facts VALUES (?, ?, ?)"),
      erase_fact_(database_, "DELETE FROM facts WHERE kind = ? AND key = ?"),
      delete_oldest_(database_, delete_oldest),
      read_events_(database_, std::string("SELECT ") + event_columns +
                                  " FROM events WHERE sequence >= ? ORDER BY sequence LIMIT ?"),
      oldest_(find_oldest()), reserve_(std::filesystem::path(file).replace_filename("numbers"),
                                       number_of(database_, "SELECT max(sequence) FROM events")),
      head_(reserve_.end()),
      never_given_(head_.value - number_of(database_, "SELECT sequence - never_given FROM events"
                                                      " ORDER BY sequence DESC LIMIT 1")
                                     .value) {
    // A daemon may have died between a recall and this.
    empty_write_ahead_log();
}

SqliteJournal::~SqliteJournal() {
    // Nobody could do anything about an error, and all it costs is the numbers left out.
    reserve_.release_after(head_);
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
        return Unexpected(JournalError{error.what()});
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
    if (latest != nullptr) {
        if (auto error = reserve_.cover(latest->sequence)) {
            return error;
        }
    }
    const bool trims = latest != nullptr && is_trim_due(events);
    bool has_erased = false;
    try {
        SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
        insert(events);
        has_erased = erase_recalled(events);
        put_facts(batch);
        if (trims) {
            trim(*latest);
        }
        const auto oldest = trims || !oldest_ ? find_oldest() : oldest_;
        transaction.commit();
        oldest_ = oldest;
    } catch (const SQLite::Exception& error) {
        return JournalError{error.what()};
    }
    is_log_to_be_emptied_ = is_log_to_be_emptied_ || has_erased;
    if (is_log_to_be_emptied_) {
        empty_write_ahead_log();
    }
    if (latest != nullptr) {
        head_ = latest->sequence;
    }
    if (trims) {
        trimmed_time_ = latest->time;
    }
    return std::nullopt;
}

void SqliteJournal::insert(std::span<const Event* const> events) {
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

/// Which one of all events there ever were it is: 1 is the first.
std::int64_t SqliteJournal::ordinal_of(const Event& latest) const {
    return static_cast<std::int64_t>(latest.sequence.value - never_given_);
}

/// When these have been appended.
bool SqliteJournal::is_trim_due(std::span<const Event* const> events) const {
    const auto& latest = *events.back();
    const auto oldest_ordinal = oldest_ ? oldest_->ordinal : ordinal_of(*events.front());
    const bool are_too_many =
        ordinal_of(latest) - oldest_ordinal >= static_cast<std::int64_t>(retention_.keep_events);
    const bool is_old = oldest_ && oldest_->time < latest.time - retention_.keep_days;
    return are_too_many || (is_old && latest.time >= trimmed_time_ + trim_interval);
}

void SqliteJournal::trim(const Event& latest) {
    const auto kept = retention_.keep_events - std::min(trimmed_ahead, retention_.keep_events / 10);
    run(delete_oldest_, max_trimmed_at_once, ordinal_of(latest) - static_cast<std::int64_t>(kept),
        to_ms(latest.time - retention_.keep_days), to_column(latest.sequence));
}

std::optional<SqliteJournal::Oldest> SqliteJournal::find_oldest() const {
    SQLite::Statement query(database_, "SELECT sequence, sequence - never_given, time_ms"
                                       " FROM events ORDER BY sequence LIMIT 1");
    if (!query.executeStep()) {
        return std::nullopt;
    }
    return Oldest{.sequence = to_sequence(query.getColumn(0)),
                  .ordinal = query.getColumn(1).getInt64(),
                  .time = from_ms(query.getColumn(2).getInt64())};
}

Result<std::vector<Event>, JournalError> SqliteJournal::latest(std::size_t count) const {
    try {
        SQLite::Statement query(database_, std::string("SELECT * FROM (SELECT ") + event_columns +
                                               " FROM events ORDER BY sequence DESC LIMIT ?)"
                                               " ORDER BY sequence");
        prepare(query, static_cast<std::int64_t>(count));
        return events_of(query);
    } catch (const SQLite::Exception& error) {
        return Unexpected(JournalError{error.what()});
    }
}

Result<std::vector<Event>, JournalError> SqliteJournal::read(Sequence first,
                                                             std::size_t count) const {
    try {
        prepare(read_events_, to_column(first), static_cast<std::int64_t>(count));
        return events_of(read_events_);
    } catch (const SQLite::Exception& error) {
        return Unexpected(JournalError{error.what()});
    }
}

Sequence SqliteJournal::oldest() const {
    return oldest_ ? oldest_->sequence : head_.next();
}

} // namespace chatroom
