// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/server_check.hpp"

namespace chatroom {

namespace {

/// Debian 12's; older ones may do, but nobody has tried.
constexpr std::int64_t oldest_version = 150'000;

constexpr const char* ask_settings =
    "select current_setting('server_version_num'), current_setting('server_encoding'),"
    " current_setting('fsync'), current_setting('full_page_writes'),"
    " current_setting('synchronous_commit')";

} // namespace

std::optional<DatabaseError> check_server(DatabaseConnection& connection, bool allow_unsafe) {
    const auto settings = connection.run(ask_settings);
    if (!settings) {
        return settings.error();
    }
    const auto refuse = [](std::string message) {
        return DatabaseError{DatabaseError::Kind::refused, std::move(message)};
    };
    if (settings->number(0, 0) < oldest_version) {
        return refuse("the database server is older than PostgreSQL 15");
    }
    if (const auto encoding = settings->text(0, 1); encoding != "UTF8") {
        return refuse("the database has the encoding " + std::string(encoding) +
                      ", and texts need UTF8: create database NAME encoding 'UTF8' "
                      "template template0");
    }
    int column = 2;
    for (const auto* name : {"fsync", "full_page_writes", "synchronous_commit"}) {
        if (settings->text(0, column++) == "off" && !allow_unsafe) {
            return refuse("the database server has " + std::string(name) +
                          " = off: it says that it has kept what a power failure would take "
                          "away. Turn it on; [cluster] allow_unsafe = true lets the room run all "
                          "the same");
        }
    }
    return std::nullopt;
}

} // namespace chatroom
