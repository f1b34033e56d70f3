// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/restore.hpp"

#include "base/durable_file.hpp"
#include "daemon/io/event_reader.hpp"
#include "daemon/io/journal_error.hpp"
#include "daemon/io/journal_notes.hpp"
#include "daemon/io/journal_schema.hpp"
#include "daemon/io/number_reserve.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace chatroom {

namespace {

namespace fs = std::filesystem;

/// So many events are read at once.
constexpr std::size_t piece = 1000;

/// A file that is gone at the end, with what SQLite puts beside it.
class WorkFile {
public:
    explicit WorkFile(fs::path file) : path(std::move(file)) { remove(); }
    ~WorkFile() { remove(); }
    WorkFile(const WorkFile&) = delete;
    WorkFile& operator=(const WorkFile&) = delete;

    const fs::path path;

private:
    void remove() const {
        std::error_code ignored; // It is in nobody's way.
        for (const char* end : {"", "-wal", "-shm", "-journal"}) {
            fs::remove(path.string() + end, ignored);
        }
    }
};

void require_empty(const fs::path& state) {
    for (const char* name : {"room.db", "room.db-wal", "room.db-journal"}) {
        std::error_code ignored;
        if (fs::exists(fs::symlink_status(state / name, ignored))) {
            throw std::runtime_error("there is a room in " + state.string() +
                                     " already: stop the daemon, and move room.db and room.db-wal "
                                     "away first");
        }
    }
}

/// The number in the header of the file that is there in so many bytes.
std::uint64_t header_number(const std::array<unsigned char, 100>& header, std::size_t place,
                            std::size_t bytes) {
    std::uint64_t number = 0;
    for (std::size_t index = 0; index < bytes; ++index) {
        number = number << 8U | header.at(place + index);
    }
    return number;
}

/// A copy that was cut off would look like one with damage.
void require_whole(const fs::path& backup) {
    std::array<unsigned char, 100> header{};
    std::ifstream stream(backup, std::ios::binary);
    if (!stream || !fs::is_regular_file(backup)) {
        throw std::runtime_error("it cannot be read, or is no regular file");
    }
    stream.read(reinterpret_cast<char*>(header.data()), header.size());
    const std::string_view begin(reinterpret_cast<const char*>(header.data()), 16);
    if (stream.gcount() != header.size() || begin != std::string_view("SQLite format 3\0", 16)) {
        throw std::runtime_error("it is no backup of a room");
    }
    // A page of 64 KiB does not fit its two bytes, so that is written as 1.
    const auto page = header_number(header, 16, 2) == 1 ? 65536 : header_number(header, 16, 2);
    const auto bytes = page * header_number(header, 28, 4);
    if (const auto there = fs::file_size(backup); there < bytes) {
        throw std::runtime_error("it is cut off: of " + std::to_string(bytes) + " bytes only " +
                                 std::to_string(there) + " are there");
    }
}

/// Those of the room: how far a copy was in a database's room (cluster/position.hpp) stays behind.
void copy_facts(const SQLite::Database& from, SQLite::Database& to) {
    SQLite::Statement query(from, "SELECT kind, key, bytes FROM facts WHERE kind <> 200");
    SQLite::Statement put(to, "INSERT INTO facts VALUES (?, ?, ?)");
    while (query.executeStep()) {
        put.reset();
        put.bind(1, query.getColumn(0).getInt());
        const auto key = query.getColumn(1).getString(); // Of what is empty SQLite shows no blob.
        const auto bytes = query.getColumn(2).getString();
        put.bind(2, key.data(), static_cast<int>(key.size()));
        put.bind(3, bytes.data(), static_cast<int>(bytes.size()));
        put.exec();
    }
}

/// Numbers that have no event here count as never given to any, as far as it is about how many
/// events there are.
void copy_events(EventReader& from, SQLite::Database& to, Restored& restored) {
    SQLite::Statement insert(to, "INSERT INTO events (sequence, time_ms, kind, name, text,"
                                 " client_sequence, never_given, about)"
                                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    const Sequence last{static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() - 1)};
    for (bool has_more = true; has_more;) {
        const auto events = from.read(restored.latest.next(), piece, last);
        for (const auto& event : events) {
            ++restored.events;
            insert.reset();
            insert.bind(1, static_cast<std::int64_t>(event.sequence.value));
            insert.bind(2, event.time.time_since_epoch().count());
            insert.bind(3, static_cast<int>(event.kind));
            insert.bind(4, event.name);
            insert.bind(5, event.text);
            insert.bind(6, static_cast<std::int64_t>(event.client_sequence));
            insert.bind(7, static_cast<std::int64_t>(event.sequence.value - restored.events));
            insert.bind(8, static_cast<std::int64_t>(event.about.value));
            insert.exec();
            restored.latest = event.sequence;
        }
        has_more = events.size() == piece;
    }
    restored.damage = from.damage();
}

Restored copy_journal(const SQLite::Database& from, SQLite::Database& to, const fs::path& numbers) {
    Restored restored;
    SQLite::Transaction transaction(to, SQLite::TransactionBehavior::EXCLUSIVE);
    copy_facts(from, to);
    EventReader reader(from);
    copy_events(reader, to, restored);
    for (const auto& lost : read_lost(from)) {
        add_lost(to, lost);
    }
    for (const auto& damage : restored.damage) {
        add_lost(to, {damage.first, std::min(damage.last, restored.latest)});
    }
    auto given = std::max(restored.latest, NumberReserve(numbers, restored.latest).end());
    for (const auto& lost : read_lost(to)) {
        given = std::max(given, lost.last);
    }
    restored.go_on_above = {given.value + NumberReserve::safe_distance};
    add_lost(to, {restored.latest.next(), restored.go_on_above});
    transaction.commit();
    return restored;
}

/// Whoever restores as root makes files for whose directory it is.
void give_to_owner_of(const fs::path& state, const fs::path& file) {
    struct stat owner {};
    if (::geteuid() == 0 && (::stat(state.c_str(), &owner) != 0 ||
                             ::chown(file.c_str(), owner.st_uid, owner.st_gid) != 0)) {
        throw std::runtime_error("cannot give " + file.string() + " to the owner of " +
                                 state.string());
    }
}

Restored restore(const fs::path& backup, const fs::path& state) {
    require_empty(state);
    require_whole(backup);
    const WorkFile copy(state / "room.db.restored-from");
    const WorkFile made(state / "room.db.restored");
    fs::copy_file(backup, copy.path); // An older version's is brought to the form of this one.
    const auto numbers = state / "numbers";
    Restored restored;
    {
        DatabaseOrigin ignored; // A backup may be of any version that is not newer.
        const auto from = open_journal_database(copy.path, ignored);
        auto to = open_journal_database(made.path, ignored);
        try {
            restored = copy_journal(from, to, numbers);
        } catch (const SQLite::Exception& error) {
            throw std::runtime_error(explain(error, from, is_damage(error) ? backup : made.path));
        }
    } // Closing them puts all that was written into the files.
    fs::permissions(made.path, fs::perms(0600));
    write_durably(numbers, std::to_string(restored.go_on_above.value) + "\n");
    give_to_owner_of(state, numbers);
    give_to_owner_of(state, made.path);
    rename_durably(made.path, state / "room.db");
    return restored;
}

} // namespace

Restored restore_journal(const fs::path& backup, const fs::path& state) {
    try {
        return restore(backup, state);
    } catch (const std::exception& error) {
        throw std::runtime_error("cannot restore " + backup.string() + ": " + error.what());
    }
}

} // namespace chatroom
