// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/sqlite_journal.hpp"

#include "daemon/io/journal_schema.hpp"

#include <algorithm>
#include <array>

namespace chatroom {

namespace {

/// Trimming now and then costs less than with every append: after so many events, and in a quiet
/// room after so long. The first append after a start trims, too.
constexpr std::uint64_t trim_interval_events = 1000;
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

/// More than arrives between two trims, so that the journal shrinks to a smaller limit in time; few
/// enough that one trim delays nobody.
constexpr std::int64_t max_trimmed_at_once = 4000;

/// So many events are inserted by one statement, which takes two thirds of the time; more at once
/// gain nothing.
constexpr std::size_t events_at_once = 4;
constexpr const char* insert_event = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* insert_events =
    "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?),"
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

std::int64_t to_column(sealed::Instance instance) {
    return static_cast<std::int64_t>(instance.value);
}

std::uint32_t to_client_sequence(const SQLite::Column& column) {
    return static_cast<std::uint32_t>(column.getInt64());
}

std::optional<sealed::PublicKey> to_key(const SQLite::Column& column) {
    sealed::PublicKey key;
    if (static_cast<std::size_t>(column.getBytes()) != key.bytes.size()) {
        return std::nullopt;
    }
    const auto* bytes = static_cast<const std::uint8_t*>(column.getBlob());
    std::copy_n(bytes, key.bytes.size(), key.bytes.begin());
    return key;
}

template <typename Value>
void bind(SQLite::Statement& statement, int index, const Value& value) {
    statement.bind(index, value);
}

/// Texts and keys outlive the run for which they are bound, so SQLite gets no copy of them.
void bind(SQLite::Statement& statement, int index, const std::string& text) {
    statement.bindNoCopy(index, text);
}

void bind(SQLite::Statement& statement, int index, const sealed::PublicKey& key) {
    statement.bindNoCopy(index, key.bytes.data(), static_cast<int>(key.bytes.size()));
}

template <typename Value>
void bind(SQLite::Statement& statement, int index, const std::optional<Value>& value) {
    if (value) {
        bind(statement, index, *value);
    } else {
        statement.bind(index); // That is NULL.
    }
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

constexpr const char* event_columns = "sequence, time_ms, kind, name, text, client_sequence";

/// What the query finds, which selects these columns.
std::vector<Event> events_of(SQLite::Statement& query) {
    std::vector<Event> result;
    while (query.executeStep()) {
        result.push_back({.sequence = to_sequence(query.getColumn(0)),
                          .time = from_ms(query.getColumn(1).getInt64()),
                          .kind = static_cast<EventKind>(query.getColumn(2).getInt()),
                          .name = query.getColumn(3).getString(),
                          .text = query.getColumn(4).getString(),
                          .client_sequence = to_client_sequence(query.getColumn(5))});
    }
    return result;
}

Sequence number_of(SQLite::Database& database, const std::string& query) {
    return to_sequence(database.execAndGet("SELECT ifnull((" + query + "), 0)"));
}

} // namespace

SqliteJournal::SqliteJournal(const std::filesystem::path& file, Retention retention)
    : retention_(retention), database_(open_journal_database(file)),
      insert_event_(database_, insert_event), insert_events_(database_, insert_events),
      insert_member_(database_, "INSERT INTO members VALUES (?, ?, ?, ?, ?, ?)"),
      move_member_(database_, "UPDATE members SET address = ?, local_ip = ? WHERE entered = ?"),
      delete_member_(database_, "DELETE FROM members WHERE name = ?"),
      put_name_(database_, "REPLACE INTO names VALUES (?, ?, ?, ?, ?, ?, ?)"),
      delete_name_(database_, "DELETE FROM names WHERE name = ?"),
      delete_oldest_(database_, delete_oldest),
      read_events_(database_, std::string("SELECT ") + event_columns +
                                  " FROM events WHERE sequence >= ? ORDER BY sequence LIMIT ?"),
      oldest_(find_oldest()), reserve_(std::filesystem::path(file).replace_filename("numbers"),
                                       number_of(database_, "SELECT max(sequence) FROM events")),
      head_(reserve_.end()),
      never_given_(head_.value - number_of(database_, "SELECT sequence - never_given FROM events"
                                                      " ORDER BY sequence DESC LIMIT 1")
                                     .value),
      trimmed_at_(head_) {}

SqliteJournal::~SqliteJournal() {
    // Nobody could do anything about an error, and all it costs is the numbers left out.
    reserve_.release_after(head_);
}

std::variant<std::vector<StoredMember>, JournalError> SqliteJournal::members() const {
    try {
        std::vector<StoredMember> result;
        SQLite::Statement query(database_, "SELECT entered, name, address, since_ms, local_ip, key"
                                           " FROM members ORDER BY entered");
        while (query.executeStep()) {
            auto address = parse_address(query.getColumn(2).getString());
            const auto local = parse_ip(query.getColumn(4).getString());
            if (!address || !local) {
                return JournalError{"the member table holds an address that is none"};
            }
            address->local = *local;
            const auto key = to_key(query.getColumn(5));
            if (!key && !query.isColumnNull(5)) {
                return JournalError{"the member table holds a key that is none"};
            }
            result.push_back({.entered = to_sequence(query.getColumn(0)),
                              .name = MemberName::from_journal(query.getColumn(1).getString()),
                              .address = *address,
                              .since = from_ms(query.getColumn(3).getInt64()),
                              .key = key});
        }
        return result;
    } catch (const SQLite::Exception& error) {
        return JournalError{error.what()};
    }
}

std::variant<std::vector<StoredName>, JournalError> SqliteJournal::names() const {
    try {
        std::vector<StoredName> result;
        SQLite::Statement query(database_, "SELECT name, key, instance, client_sequence, cursor,"
                                           " first_used_ms, last_used_ms FROM names");
        while (query.executeStep()) {
            const auto key = to_key(query.getColumn(1));
            if (!key) {
                return JournalError{"the name table holds a key that is none"};
            }
            const auto instance = query.getColumn(2).getInt64();
            result.push_back({.name = MemberName::from_journal(query.getColumn(0).getString()),
                              .key = *key,
                              .instance = {static_cast<std::uint64_t>(instance)},
                              .client_sequence = to_client_sequence(query.getColumn(3)),
                              .cursor = to_sequence(query.getColumn(4)),
                              .first_used = from_ms(query.getColumn(5).getInt64()),
                              .last_used = from_ms(query.getColumn(6).getInt64())});
        }
        return result;
    } catch (const SQLite::Exception& error) {
        return JournalError{error.what()};
    }
}

std::optional<JournalError> SqliteJournal::append(const Batch& batch) {
    if (batch.empty()) {
        return std::nullopt;
    }
    const auto* latest = batch.records.empty() ? nullptr : &batch.records.back().event;
    if (latest != nullptr) {
        if (auto error = reserve_.cover(latest->sequence)) {
            return error;
        }
    }
    const bool is_due = latest != nullptr && is_trim_due(*latest);
    const bool trims = is_due && !(oldest_ && is_kept(*oldest_, *latest));
    try {
        SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
        insert(batch.records);
        for (const auto& record : batch.records) {
            apply(record);
        }
        for (const auto& name : batch.released) {
            run(delete_name_, name);
        }
        for (const auto& name : batch.names) {
            put(name);
        }
        for (const auto& move : batch.moves) {
            run(move_member_, to_string(move.address), ip_to_string(move.address.local),
                to_column(move.entered));
        }
        if (trims) {
            trim(*latest);
        }
        const auto oldest = trims || !oldest_ ? find_oldest() : oldest_;
        transaction.commit();
        oldest_ = oldest;
    } catch (const SQLite::Exception& error) {
        return JournalError{error.what()};
    }
    if (latest != nullptr) {
        head_ = latest->sequence;
    }
    if (is_due) {
        trimmed_at_ = latest->sequence;
        trimmed_time_ = latest->time;
    }
    return std::nullopt;
}

void SqliteJournal::insert(std::span<const Record> records) {
    while (!records.empty()) {
        const bool are_many = records.size() >= events_at_once;
        const auto count = are_many ? events_at_once : 1;
        insert(are_many ? insert_events_ : insert_event_, records.first(count));
        records = records.subspan(count);
    }
}

void SqliteJournal::insert(SQLite::Statement& statement, std::span<const Record> records) {
    prepare(statement);
    std::array<std::optional<std::string>, events_at_once> addresses;
    auto address = addresses.begin();
    int index = 0;
    for (const auto& [event, from, key] : records) {
        if (from) {
            *address = to_string(*from);
        }
        bind_after(statement, index, to_column(event.sequence), to_ms(event.time),
                   static_cast<int>(event.kind), event.name, event.text, *address++,
                   event.client_sequence, static_cast<std::int64_t>(never_given_));
    }
    statement.exec();
}

/// What the event does to the table of members.
void SqliteJournal::apply(const Record& record) {
    const auto& event = record.event;
    if (record.address) {
        run(insert_member_, to_column(event.sequence), event.name, to_string(*record.address),
            ip_to_string(record.address->local), to_ms(event.time), record.key);
    }
    if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
        run(delete_member_, event.name);
    }
}

void SqliteJournal::put(const StoredName& name) {
    run(put_name_, name.name.text(), name.key, to_column(name.instance), name.client_sequence,
        to_column(name.cursor), to_ms(name.first_used), to_ms(name.last_used));
}

bool SqliteJournal::is_trim_due(const Event& latest) const {
    return latest.sequence.value >= trimmed_at_.value + trim_interval_events ||
           latest.time >= trimmed_time_ + trim_interval;
}

/// There are more than enough events behind it.
std::int64_t SqliteJournal::last_ordinal_to_go(const Event& latest) const {
    const auto events_ever = static_cast<std::int64_t>(latest.sequence.value - never_given_);
    return events_ever - static_cast<std::int64_t>(retention_.keep_events);
}

/// If it is, so is all that follows, and nobody has to look for what is to go.
bool SqliteJournal::is_kept(const Oldest& oldest, const Event& latest) const {
    return oldest.sequence == latest.sequence ||
           (oldest.ordinal > last_ordinal_to_go(latest) &&
            oldest.time >= latest.time - retention_.keep_days);
}

void SqliteJournal::trim(const Event& latest) {
    run(delete_oldest_, max_trimmed_at_once, last_ordinal_to_go(latest),
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

std::variant<std::vector<Event>, JournalError> SqliteJournal::latest(std::size_t count) const {
    try {
        SQLite::Statement query(database_, std::string("SELECT * FROM (SELECT ") + event_columns +
                                               " FROM events ORDER BY sequence DESC LIMIT ?)"
                                               " ORDER BY sequence");
        prepare(query, static_cast<std::int64_t>(count));
        return events_of(query);
    } catch (const SQLite::Exception& error) {
        return JournalError{error.what()};
    }
}

std::variant<std::vector<Event>, JournalError> SqliteJournal::read(Sequence first,
                                                                   std::size_t count) const {
    try {
        prepare(read_events_, to_column(first), static_cast<std::int64_t>(count));
        return events_of(read_events_);
    } catch (const SQLite::Exception& error) {
        return JournalError{error.what()};
    }
}

Sequence SqliteJournal::oldest() const {
    return oldest_ ? oldest_->sequence : head_.next();
}

} // namespace chatroom
