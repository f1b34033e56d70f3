// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/array_literal.hpp"
#include "daemon/io/cluster/batch_store.hpp"
#include "daemon/io/cluster/record_codec.hpp"
#include "protocol/recall.hpp"

#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

using TextRow = std::vector<std::optional<std::string>>;

/// As if a database had returned them.
Rows make_rows(const std::vector<TextRow>& rows, std::size_t columns) {
    auto* result = ::PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK);
    std::vector<PGresAttDesc> names(columns);
    std::string name = "column";
    for (auto& one : names) {
        one.name = name.data();
    }
    ::PQsetResultAttrs(result, static_cast<int>(columns), names.data());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            auto value = rows[row][column];
            ::PQsetvalue(result, static_cast<int>(row), static_cast<int>(column),
                         value ? value->data() : nullptr,
                         value ? static_cast<int>(value->size()) : -1);
        }
    }
    return Rows(result);
}

std::string frames(const std::vector<RecordFrame>& frames) {
    Batch batch;
    for (const auto& frame : frames) {
        batch.records.push_back({.event = frame.has_event ? std::optional(Event{}) : std::nullopt,
                                 .member = frame.member,
                                 .facts = {}});
    }
    return to_bytea(encode_frames(batch));
}

// Batches are put together of the rows of three tables, each where it belongs.
TEST(BatchStore, Assembles) {
    const auto batches = make_rows(
        {{"4", "id-4", frames({{{7}, true}, {{}, false}})}, {"5", "id-5", frames({{{8}, true}})}},
        3);
    const auto facts = make_rows({{"4", "1", "2", "\\x6b", "\\x00ff"},
                                  {"4", "1", "1", "\\x6c", std::nullopt},
                                  {"6", "0", "1", "\\x6c", "\\x"}},
                                 5);
    const auto events =
        make_rows({{"4", "0", "100", "1790000000123", "2", "小明", "hello", "9", "0"},
                   {"5", "0", "102", "1790000000124", "14", "小明", "", "0", "100"},
                   {"6", "0", "103", "1790000000125", "2", "later", "x", "0", "0"}},
                  9);
    const auto assembled = assemble(batches, facts, events);
    ASSERT_TRUE(assembled);
    ASSERT_EQ(assembled->size(), 2U);
    const auto& first = assembled->at(0);
    EXPECT_EQ(first.number, 4U);
    EXPECT_EQ(first.id, "id-4");
    const Event hello{.sequence = {100},
                      .time = WallTime(std::chrono::milliseconds(1'790'000'000'123)),
                      .kind = EventKind::said,
                      .name = "小明",
                      .text = "hello",
                      .client_sequence = 9};
    EXPECT_THAT(
        first.batch.records,
        ElementsAre(Record{.event = hello, .member = {7}, .facts = {}},
                    Record{.event = {},
                           .member = {},
                           .facts = {{2, "k", std::string("\0\xff", 2)}, {1, "l", std::nullopt}}}));
    EXPECT_EQ(assembled->at(1).batch.records[0].event->about, Sequence{100});
}

// A batch of which an event is missing, or that cannot be read, is none.
TEST(BatchStore, DoesNotMakeUpWhatIsMissing) {
    const auto no_facts = make_rows({}, 5);
    const auto no_events = make_rows({}, 9);
    EXPECT_EQ(assemble(make_rows({{"4", "id", frames({{{7}, true}})}}, 3), no_facts, no_events),
              std::nullopt);
    EXPECT_EQ(assemble(make_rows({{"4", "id", "\\x02"}}, 3), no_facts, no_events), std::nullopt);
    EXPECT_EQ(assemble(make_rows({{"4", "id", "junk"}}, 3), no_facts, no_events), std::nullopt);
    const auto one = make_rows({{"4", "id", frames({{{}, false}})}}, 3);
    EXPECT_EQ(assemble(one, make_rows({{"4", "0", "1", "junk", "\\x"}}, 5), no_events),
              std::nullopt);
    EXPECT_EQ(assemble(one, make_rows({{"4", "0", "1", "\\x6b", "junk"}}, 5), no_events),
              std::nullopt);
    EXPECT_THAT(assemble(make_rows({}, 3), no_facts, no_events), Optional(IsEmpty()));
}

// What is asked has its events, facts and recalls column by column.
TEST(BatchStore, AsksByColumns) {
    Batch batch;
    batch.records.push_back(
        {.event = {}, .member = {}, .facts = {{1, "k", "v"}, {2, "l", std::nullopt}}});
    Event recalled{.sequence = {12},
                   .time = WallTime(std::chrono::milliseconds(5)),
                   .kind = EventKind::recalled,
                   .name = "小明",
                   .text = {},
                   .about = {3}};
    recalled.text = recall_text({.first = {3}, .last = {4}, .name = "小明"});
    batch.records.push_back({.event = recalled, .member = {2}, .facts = {}});
    const auto values =
        decide_values({.id = "the-id", .node = "a", .expected = 41, .batch = batch});
    EXPECT_THAT(values,
                ElementsAre("41", "the-id", "a", to_bytea(encode_frames(batch)), "{12}", "{1}",
                            "{5}", "{14}", "{\"小明\"}", "{\"" + recalled.text + "\"}", "{0}",
                            "{3}", "{0,0}", "{1,2}", R"({"\\x6b","\\x6c"})", R"({"\\x76",NULL})",
                            "{3}", "{4}", "{2}", "{\"小明\"}"));
}

// Ids are UUIDs, and no two are the same.
TEST(BatchStore, Ids) {
    std::set<std::string> ids;
    for (int count = 0; count < 1000; ++count) {
        ids.insert(make_id());
    }
    EXPECT_EQ(ids.size(), 1000U);
    const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    EXPECT_TRUE(std::regex_match(*ids.begin(), form)) << *ids.begin();
}

// A copy that fits goes on; why another one does not is said.
TEST(BatchStore, Faults) {
    Comparison comparison;
    comparison.latest.batch = 5;
    Position copy;
    copy.batch = 7;
    EXPECT_FALSE(fault_of(comparison, copy));
    comparison.standing = CopyStanding::gone_back;
    const auto fault = fault_of(comparison, copy);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, DatabaseError::Kind::fatal);
    EXPECT_THAT(fault->message, testing::HasSubstr("its latest batch is 5, and this node has had "
                                                   "batch 7"));
    comparison.standing = CopyStanding::too_far_behind;
    EXPECT_TRUE(fault_of(comparison, copy));
    comparison.standing = CopyStanding::other_room;
    EXPECT_TRUE(fault_of(comparison, copy));
    comparison.standing = CopyStanding::not_known;
    EXPECT_THAT(fault_of(comparison, copy)->message, testing::HasSubstr("a newer version"));
}

} // namespace
} // namespace chatroom
