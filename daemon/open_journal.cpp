// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/open_journal.hpp"

#include "daemon/core/facts.hpp"
#include "daemon/io/cluster/postgres_journal.hpp"
#include "daemon/io/cluster/room_copy.hpp"
#include "daemon/io/logging.hpp"
#include "daemon/io/server_key.hpp"
#include "daemon/io/sqlite_journal.hpp"
#include "daemon/io/state_files.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <spdlog/spdlog.h>

namespace chatroom {

namespace {

/// Whether anybody owns a name, and so knows the server's key.
bool has_owners(const Journal& journal) {
    const auto facts = journal.facts();
    return facts && std::any_of(facts->begin(), facts->end(), [](const Fact& fact) {
               return facts::Kind{fact.kind} == facts::Kind::name;
           });
}

/// The journal may be another one than the administrator thinks.
void tell_origin(const std::filesystem::path& file, const DatabaseOrigin& origin) {
    if (origin.is_new()) {
        write_notable(Notable::new_database, Severity::info, "a new journal: " + file.string());
    } else if (origin.is_migrated()) {
        const auto found = std::to_string(origin.found_version);
        write_notable(Notable::migrated, Severity::info,
                      "the journal " + file.string() + " had the form of version " + found +
                          " and has that of version " + std::to_string(origin.version) +
                          " now; a copy of what it was is " + file.string() + ".version-" + found);
    }
}

/// The key of the server, which is made if there is none.
sealed::KeyPair server_key(const std::filesystem::path& file,
                           const sealed::FillRandom& fill_random) {
    std::error_code ignored; // Reading the file will tell.
    const bool is_new = !std::filesystem::exists(std::filesystem::symlink_status(file, ignored));
    const auto key = load_server_key(file, fill_random);
    const auto fingerprint = sealed::fingerprint(key.key);
    if (is_new) {
        write_notable(Notable::new_key, Severity::info, "a new server key: " + fingerprint);
    } else {
        spdlog::info("server key {}", fingerprint);
    }
    return key;
}

/// A key of another room is no reason not to start: its administrator may have made a new one, of
/// which members are warned.
void compare_key(const sealed::KeyPair& key, SqliteJournal& journal) {
    const auto fingerprint = sealed::fingerprint(key.key);
    const auto before = journal.exchange_key(fingerprint);
    if (before && *before != fingerprint) {
        spdlog::warn("the key of the server was {} when this room ran last: members are warned of "
                     "another one; if that is not meant, put back the server.key of this room",
                     *before);
    }
}

/// The room of this machine alone.
OpenedJournal open_own_journal(const Config& config, const sealed::FillRandom& fill_random) {
    require_database(config.state);
    if (is_key_without_room(config.state)) {
        spdlog::warn("there is a server.key in {} and no room: a new, empty room begins under that "
                     "key",
                     config.state.string());
    }
    const auto journal_file = config.state / "room.db";
    auto journal = std::make_unique<SqliteJournal>(journal_file, config.retention);
    if (position_of(*journal)) {
        throw std::runtime_error(
            journal_file.string() +
            " is a copy of a room that is in a database, and there is no "
            "[cluster] database in the configuration. To have the room on this "
            "machine alone, use `chatroomd --export DIRECTORY`");
    }
    tell_origin(journal_file, journal->origin());
    require_key(config.state, has_owners(*journal));
    // The journal's lock keeps a second daemon from making a key at the same time.
    const auto key = server_key(config.state / "server.key", fill_random);
    compare_key(key, *journal);
    auto* opened = journal.get();
    return {std::move(journal), opened,
            [opened](Retention retention) { opened->configure(retention); }, key};
}

/// The room that several machines share.
OpenedJournal open_shared_journal(const Config& config, const sealed::FillRandom& fill_random) {
    OpenedJournal result;
    auto journal = std::make_unique<PostgresJournal>(PostgresJournal::Setup{
        .database = config.cluster,
        .state = config.state,
        .retention = config.retention,
        .key = [&](bool has_key) {
            require_key(config.state, has_key);
            result.key = server_key(config.state / "server.key", fill_random);
            return sealed::fingerprint(result.key.key);
        }});
    auto* opened = journal.get();
    result.journal = std::move(journal);
    result.backup_source = opened;
    result.configure = [opened](Retention retention) { opened->configure(retention); };
    spdlog::info("node {} of the room in the database", config.cluster.node);
    return result;
}

} // namespace

OpenedJournal open_journal(const Config& config, const sealed::FillRandom& fill_random) {
    return config.is_cluster() ? open_shared_journal(config, fill_random)
                               : open_own_journal(config, fill_random);
}

} // namespace chatroom
