// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/schema.hpp"

#include "daemon/io/cluster/schema_sql.hpp"
#include "daemon/io/cluster/transaction.hpp"

#include <array>
#include <utility>

#include <spdlog/spdlog.h>

namespace chatroom {

namespace {

DatabaseError refused(std::string message) {
    return {DatabaseError::Kind::refused, std::move(message)};
}

DatabaseError other_program() {
    return refused(
        "the database has a schema \"chatroom\" that is not of this program: use another "
        "database");
}

/// What the server says of missing rights is not what helps.
DatabaseError explain(DatabaseError error) {
    constexpr std::string_view insufficient_privilege = "42501";
    constexpr std::string_view undefined_column = "42703";
    if (error.state == insufficient_privilege) {
        error.message = "the database lets this user not make or use the schema of the room (" +
                        error.message +
                        "): grant create on database NAME to USER, or make USER the owner of the "
                        "schema \"chatroom\" and all that is in it";
    } else if (error.state == undefined_column) {
        return other_program();
    }
    return error;
}

struct Version {
    std::int64_t number = 0; ///< 0: there is nothing yet.
    std::int64_t oldest = 0; ///< What a program must know to go on over it.
};

DatabaseResult<Version> find_version(DatabaseConnection& connection) {
    const auto there = connection.run(
        "select to_regnamespace('chatroom') is not null, to_regclass('chatroom.meta') is not null,"
        " exists (select from pg_class where relnamespace = to_regnamespace('chatroom'))");
    if (!there) {
        return Unexpected(there.error());
    }
    if (!there->is_true(0, 1)) {
        if (there->is_true(0, 2)) {
            return Unexpected(other_program());
        }
        if (!there->is_true(0, 0)) {
            const auto made = connection.run("create schema chatroom");
            return made ? DatabaseResult<Version>(Version{}) : Unexpected(made.error());
        }
        return Version{};
    }
    const auto meta = connection.run("select program, version, oldest from chatroom.meta");
    if (!meta) {
        return Unexpected(meta.error());
    }
    if (meta->size() != 1 || meta->text(0, 0) != "chatroom") {
        return Unexpected(other_program());
    }
    return Version{meta->number(0, 1), meta->number(0, 2)};
}

/// Once in the life of a node, and not each time that it connects.
void tell_newer(std::int64_t version) {
    static std::int64_t told = 0;
    if (std::exchange(told, version) != version) {
        spdlog::warn("the schema of the room in the database is of a newer version ({}), which "
                     "nodes of this one may use; install the newer one here, too",
                     version);
    }
}

std::optional<DatabaseError> take_steps(DatabaseConnection& connection) {
    // Nodes that start together wait for the one that is first.
    const auto locked =
        connection.run("select pg_advisory_xact_lock(hashtextextended('chatroom schema', 0))");
    if (!locked) {
        return locked.error();
    }
    const auto version = find_version(connection);
    if (!version) {
        return version.error();
    }
    const auto steps = schema_steps();
    if (!knows_schema(version->oldest)) {
        return schema_not_known();
    }
    if (version->number > static_cast<std::int64_t>(steps.size())) {
        tell_newer(version->number);
    }
    for (auto step = static_cast<std::size_t>(version->number); step < steps.size(); ++step) {
        const auto taken =
            connection.run_all(std::string(steps[step]) +
                               ";update chatroom.meta set version = " + std::to_string(step + 1));
        if (!taken) {
            return taken.error();
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<DatabaseError> bring_up_schema(DatabaseConnection& connection) {
    auto error = in_transaction(connection, "begin", [&] { return take_steps(connection); });
    return error ? std::optional(explain(*std::move(error))) : std::nullopt;
}

bool knows_schema(std::int64_t oldest) {
    return oldest <= static_cast<std::int64_t>(schema_steps().size());
}

DatabaseError schema_not_known() {
    return {DatabaseError::Kind::fatal,
            "the room in the database was written by a newer version of chatroomd: install that "
            "one here, too"};
}

DatabaseResult<std::string> read_room_key(DatabaseConnection& connection) {
    const auto meta = connection.run("select key from chatroom.meta");
    if (!meta) {
        return Unexpected(explain(meta.error()));
    }
    return std::string(meta->text(0, 0));
}

std::optional<DatabaseError> settle_room_key(DatabaseConnection& connection,
                                             const std::string& fingerprint) {
    const std::array values{std::optional(fingerprint)};
    const auto settled = connection.run("update chatroom.meta set key = $1 where key = ''", values);
    if (!settled) {
        return explain(settled.error());
    }
    const auto key = read_room_key(connection);
    if (!key) {
        return key.error();
    }
    if (*key != fingerprint) {
        return DatabaseError{DatabaseError::Kind::fatal,
                             "the key of this server is " + fingerprint +
                                 ", and that of the room "
                                 "in the database is " +
                                 *key +
                                 ": put a copy of the server.key of the other nodes into the state "
                                 "directory"};
    }
    return std::nullopt;
}

} // namespace chatroom
