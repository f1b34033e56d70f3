// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/batch_store.hpp"

#include "daemon/io/cluster/array_literal.hpp"
#include "daemon/io/cluster/record_codec.hpp"
#include "daemon/io/cluster/schema.hpp"
#include "protocol/recall.hpp"

#include <array>

#include <sodium.h>

namespace chatroom {

namespace {

constexpr const char* compare_with =
    "select m.room, h.batch, h.id, h.sequence,"
    " (select b.id from chatroom.batch b where b.number = $1::bigint),"
    " exists (select from chatroom.batch b where b.number = $1::bigint + 1)"
    // Events are forgotten before the batches that have them.
    " and coalesce((select min(e.sequence) from chatroom.event e), 0) <= $2::bigint + 1, m.oldest"
    " from chatroom.meta m, chatroom.head h";

constexpr const char* ask_to_decide =
    "select outcome from chatroom.decide($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
    " $14, $15, $16, $17, $18, $19, $20)";

CopyStanding standing_of(const Position& copy, const Position& latest, const std::string& id_there,
                         bool has_next) {
    if (copy.room != latest.room) {
        return CopyStanding::other_room;
    }
    if (copy.batch >= latest.batch) {
        return copy.batch == latest.batch && copy.id == latest.id ? CopyStanding::fits
                                                                  : CopyStanding::gone_back;
    }
    if (!id_there.empty() && id_there != copy.id) {
        return CopyStanding::gone_back;
    }
    return has_next ? CopyStanding::fits : CopyStanding::too_far_behind;
}

DatabaseError unreadable() {
    return {DatabaseError::Kind::fatal,
            "the database has batches that this program cannot read, or not all of them any more: "
            "start again"};
}

std::uint64_t unsigned_number(const Rows& rows, int row, int column) {
    return static_cast<std::uint64_t>(rows.number(row, column));
}

/// What the events of the batch are, column by column.
void add_events(const Batch& batch, std::vector<std::optional<std::string>>& values) {
    std::array<ArrayLiteral, 8> columns;
    for (std::size_t place = 0; place < batch.records.size(); ++place) {
        if (const auto& event = batch.records[place].event) {
            columns[0].add(static_cast<std::int64_t>(event->sequence.value));
            columns[1].add(static_cast<std::int64_t>(place));
            columns[2].add(event->time.time_since_epoch().count());
            columns[3].add(static_cast<std::int64_t>(event->kind));
            columns[4].add_text(event->name);
            columns[5].add_text(event->text);
            columns[6].add(event->client_sequence);
            columns[7].add(static_cast<std::int64_t>(event->about.value));
        }
    }
    for (const auto& column : columns) {
        values.emplace_back(column.text());
    }
}

void add_facts(const Batch& batch, std::vector<std::optional<std::string>>& values) {
    std::array<ArrayLiteral, 4> columns;
    for (std::size_t place = 0; place < batch.records.size(); ++place) {
        for (const auto& fact : batch.records[place].facts) {
            columns[0].add(static_cast<std::int64_t>(place));
            columns[1].add(fact.kind);
            columns[2].add_bytes(fact.key);
            columns[3].add_bytes(fact.bytes);
        }
    }
    for (const auto& column : columns) {
        values.emplace_back(column.text());
    }
}

void add_recalls(const Batch& batch, std::vector<std::optional<std::string>>& values) {
    std::array<ArrayLiteral, 4> columns;
    for (const auto& record : batch.records) {
        if (const auto recall = record.event ? recall_in(*record.event) : std::nullopt) {
            const auto kind = recall->name.empty() ? EventKind::announced : EventKind::said;
            columns[0].add(static_cast<std::int64_t>(recall->first.value));
            columns[1].add(static_cast<std::int64_t>(recall->last.value));
            columns[2].add(static_cast<std::int64_t>(kind));
            columns[3].add_text(recall->name);
        }
    }
    for (const auto& column : columns) {
        values.emplace_back(column.text());
    }
}

/// Where the rows of one batch are put together.
class Assembly {
public:
    bool begin(const Rows& rows, int row) {
        const auto bytes = from_bytea(rows.text(row, 2));
        const auto frames = bytes ? decode_frames(*bytes) : std::nullopt;
        if (!frames) {
            return false;
        }
        StoredBatch stored{unsigned_number(rows, row, 0), std::string(rows.text(row, 1)), {}};
        for (const auto& frame : *frames) {
            stored.batch.records.push_back({.event = {}, .member = frame.member, .facts = {}});
            missing_events_ += frame.has_event ? 1U : 0U;
        }
        batches_.push_back(std::move(stored));
        return true;
    }

    /// Null if there is none such: the row is of a later batch, or of none.
    Record* record(const Rows& rows, int row) {
        const auto number = unsigned_number(rows, row, 0);
        const auto place = unsigned_number(rows, row, 1);
        for (auto& stored : batches_) {
            if (stored.number == number && place < stored.batch.records.size()) {
                return &stored.batch.records[place];
            }
        }
        return nullptr;
    }

    void add_event(const Rows& rows, int row) {
        if (auto* found = record(rows, row); found != nullptr && !found->event) {
            found->event = event_in(rows, row, 2);
            --missing_events_;
        }
    }

    bool add_fact(const Rows& rows, int row) {
        auto* found = record(rows, row);
        if (found == nullptr) {
            return true;
        }
        auto key = from_bytea(rows.text(row, 3));
        auto bytes = rows.is_null(row, 4) ? std::nullopt : from_bytea(rows.text(row, 4));
        if (!key || (!bytes && !rows.is_null(row, 4))) {
            return false;
        }
        found->facts.push_back({.kind = static_cast<std::uint8_t>(rows.number(row, 2)),
                                .key = *std::move(key),
                                .bytes = std::move(bytes)});
        return true;
    }

    std::optional<std::vector<StoredBatch>> take() {
        return missing_events_ == 0 ? std::optional(std::move(batches_)) : std::nullopt;
    }

private:
    std::vector<StoredBatch> batches_;
    std::size_t missing_events_ = 0;
};

} // namespace

DatabaseResult<Comparison> compare(DatabaseConnection& connection, const Position& copy) {
    const std::array values{std::optional(std::to_string(copy.batch)),
                            std::optional(std::to_string(copy.head.value))};
    const auto rows = connection.run(compare_with, values);
    if (!rows) {
        return Unexpected(rows.error());
    }
    Comparison comparison{.latest = {.room = std::string(rows->text(0, 0)),
                                     .batch = unsigned_number(*rows, 0, 1),
                                     .id = std::string(rows->text(0, 2)),
                                     .head = {unsigned_number(*rows, 0, 3)}}};
    comparison.standing = knows_schema(rows->number(0, 6))
                              ? standing_of(copy, comparison.latest, std::string(rows->text(0, 4)),
                                            rows->is_true(0, 5))
                              : CopyStanding::not_known;
    return comparison;
}

std::optional<DatabaseError> fault_of(const Comparison& comparison, const Position& copy) {
    const auto fatal = [](std::string message) {
        return DatabaseError{DatabaseError::Kind::fatal, std::move(message)};
    };
    switch (comparison.standing) {
    case CopyStanding::fits:
        return std::nullopt;
    case CopyStanding::too_far_behind:
        return fatal("this node is too far behind: at the next start it copies the room anew");
    case CopyStanding::gone_back:
        return fatal("the database has gone back: its latest batch is " +
                     std::to_string(comparison.latest.batch) + ", and this node has had batch " +
                     std::to_string(copy.batch) +
                     ", which is not there or another one. What was acknowledged is lost in the "
                     "database, and is in the nodes' copies: see \"The database went back\" in "
                     "docs/CLUSTER.md");
    case CopyStanding::not_known:
        return schema_not_known();
    case CopyStanding::other_room:
        break;
    }
    return fatal("the copy in the state directory is of another room than the one in the database: "
                 "move room.db away if the database is right");
}

DatabaseResult<std::vector<StoredBatch>> read_after(DatabaseConnection& connection,
                                                    std::uint64_t number) {
    const auto range =
        " > " + std::to_string(number) + " and $ <= " + std::to_string(number + batches_at_once);
    const auto within = [&](const std::string& column) {
        auto condition = column + range;
        return condition.replace(condition.find('$'), 1, column);
    };
    // In this order: a batch that is decided in between is seen in none, or in the later ones.
    const auto results = connection.run_all(
        "select number, id, records from chatroom.batch where " + within("number") +
        " order by number;"
        "select batch, record, kind, key, bytes from chatroom.batch_fact where " +
        within("batch") +
        " order by batch, place;"
        "select batch, record, sequence, time_ms, kind, name, text, client_sequence, about"
        " from chatroom.event where " +
        within("batch") + " order by batch, record");
    if (!results) {
        return Unexpected(results.error());
    }
    auto batches =
        results->size() == 3 ? assemble((*results)[0], (*results)[1], (*results)[2]) : std::nullopt;
    if (!batches) {
        return Unexpected(unreadable());
    }
    for (const auto& batch : *batches) {
        if (batch.number != ++number) {
            return Unexpected(unreadable());
        }
    }
    return *std::move(batches);
}

std::optional<std::vector<StoredBatch>> assemble(const Rows& batches, const Rows& facts,
                                                 const Rows& events) {
    Assembly assembly;
    for (int row = 0; row < batches.size(); ++row) {
        if (!assembly.begin(batches, row)) {
            return std::nullopt;
        }
    }
    for (int row = 0; row < facts.size(); ++row) {
        if (!assembly.add_fact(facts, row)) {
            return std::nullopt;
        }
    }
    for (int row = 0; row < events.size(); ++row) {
        assembly.add_event(events, row);
    }
    return assembly.take();
}

Event event_in(const Rows& rows, int row, int column) {
    return {.sequence = {unsigned_number(rows, row, column)},
            .time = WallTime(WallTime::duration(rows.number(row, column + 1))),
            .kind = static_cast<EventKind>(rows.number(row, column + 2)),
            .name = std::string(rows.text(row, column + 3)),
            .text = std::string(rows.text(row, column + 4)),
            .client_sequence = static_cast<std::uint32_t>(rows.number(row, column + 5)),
            .about = {unsigned_number(rows, row, column + 6)}};
}

std::vector<std::optional<std::string>> decide_values(const Question& question) {
    std::vector<std::optional<std::string>> values{std::to_string(question.expected), question.id,
                                                   question.node,
                                                   to_bytea(encode_frames(question.batch))};
    add_events(question.batch, values);
    add_facts(question.batch, values);
    add_recalls(question.batch, values);
    return values;
}

DatabaseResult<bool> decide(DatabaseConnection& connection, const Question& question) {
    const auto rows = connection.run(ask_to_decide, decide_values(question));
    if (!rows) {
        return Unexpected(rows.error());
    }
    return rows->text(0, 0) == "decided";
}

std::string make_id() {
    std::array<std::uint8_t, 16> bytes{};
    ::randombytes_buf(bytes.data(), bytes.size());
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U); // A random UUID, RFC 4122.
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    const auto hex =
        to_bytea({reinterpret_cast<const char*>(bytes.data()), bytes.size()}).substr(2);
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
           hex.substr(16, 4) + "-" + hex.substr(20);
}

} // namespace chatroom
