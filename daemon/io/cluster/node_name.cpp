// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/node_name.hpp"

#include <array>

namespace chatroom {

namespace {

constexpr const char* take_lock =
    "select pg_try_advisory_lock(hashtextextended('chatroom node ' || $1, 0))";

/// One that waits for a standby is left alone: what it has written would be seen before the standby
/// has it.
constexpr const char* end_former =
    "select pg_terminate_backend(pid) from pg_stat_activity where pid = $1::integer"
    " and backend_start = $2::timestamptz and wait_event is distinct from 'SyncRep'";

constexpr const char* ask_start =
    "select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()";

constexpr const char* enter_node =
    "insert into chatroom.node (name, program, connected) values ($1, $2, now())"
    " on conflict (name) do update set program = excluded.program, connected = excluded.connected";

} // namespace

DatabaseResult<bool> NodeName::take(DatabaseConnection& connection) {
    if (!former_backend_.empty()) {
        const std::array former{std::optional(former_backend_), std::optional(former_start_)};
        if (const auto ended = connection.run(end_former, former); !ended) {
            return Unexpected(ended.error());
        }
    }
    const std::array values{std::optional(name_)};
    const auto taken = connection.run(take_lock, values);
    if (!taken) {
        return Unexpected(taken.error());
    }
    if (!taken->is_true(0, 0)) {
        return false;
    }
    const auto start = connection.run(ask_start);
    if (!start) {
        return Unexpected(start.error());
    }
    if (start->size() == 1) {
        former_backend_ = start->text(0, 0);
        former_start_ = start->text(0, 1);
    }
    return true;
}

std::optional<DatabaseError> NodeName::enter(DatabaseConnection& connection) const {
    const std::array values{std::optional(name_), std::optional<std::string>(CHATROOM_VERSION)};
    const auto entered = connection.run(enter_node, values);
    return entered ? std::nullopt : std::optional(entered.error());
}

std::string NodeName::taken_words() const {
    return "another chatroomd is node \"" + name_ +
           "\" (or the database has not noticed yet that this one was cut off): each needs a name "
           "of its own, [cluster] node";
}

} // namespace chatroom
