// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/memory_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Record record(std::uint64_t sequence, EventKind kind, std::string name,
              std::optional<Address> address = {}) {
    return {.event = {.sequence = {sequence},
                      .time = WallTime{std::chrono::seconds(sequence)},
                      .kind = kind,
                      .name = std::move(name),
                      .text = {}},
            .address = address,
            .key = {}};
}

std::vector<Event> events(const std::vector<Record>& records) {
    std::vector<Event> result;
    for (const auto& [event, address, key] : records) {
        result.push_back(event);
    }
    return result;
}

StoredName name(std::string text, std::uint8_t owner) {
    StoredName result{.name = MemberName::from_journal(std::move(text)),
                      .key = {},
                      .instance = {~std::uint64_t{owner}},
                      .client_sequence = owner,
                      .cursor = {owner},
                      .first_used = WallTime{std::chrono::seconds(owner)},
                      .last_used = WallTime{std::chrono::hours(owner)}};
    result.key.bytes.fill(owner);
    return result;
}

Batch batch_of(std::vector<Record> records) {
    return {.records = std::move(records), .names = {}, .released = {}, .moves = {}};
}

const Address ann_at = parse_address("10.0.0.1:1").value();
const Address bob_at = parse_address("10.0.0.2:2").value();

// An empty journal has no head, no members, no names and no events.
TEST(MemoryJournal, begins_empty) {
    const MemoryJournal journal;
    EXPECT_EQ(journal.head(), Sequence{0});
    EXPECT_TRUE(std::get<0>(journal.members()).empty());
    EXPECT_TRUE(std::get<0>(journal.names()).empty());
    EXPECT_TRUE(std::get<0>(journal.latest(10)).empty());
    EXPECT_TRUE(std::get<0>(journal.read({1}, 10)).empty());
    EXPECT_EQ(journal.oldest(), Sequence{1});
}

// The members are those who entered and neither left nor were kicked.
TEST(MemoryJournal, remembers_who_is_inside) {
    MemoryJournal journal;
    const std::vector records{
        record(1, EventKind::entered, "Ann", ann_at), record(2, EventKind::entered, "Bob", bob_at),
        record(3, EventKind::entered, "Eve", bob_at), record(4, EventKind::left, "Ann"),
        record(5, EventKind::kicked, "Eve"),          record(6, EventKind::said, "Bob")};
    EXPECT_FALSE(journal.append(batch_of(records)));
    EXPECT_EQ(journal.head(), Sequence{6});
    EXPECT_THAT(std::get<0>(journal.members()),
                ElementsAre(StoredMember{.entered = {2},
                                         .name = MemberName::from_journal("Bob"),
                                         .address = bob_at,
                                         .since = WallTime{std::chrono::seconds(2)},
                                         .key = {}}));
}

// A member keeps the key it entered with.
TEST(MemoryJournal, remembers_the_keys_of_members) {
    MemoryJournal journal;
    auto entered = record(1, EventKind::entered, "Ann", ann_at);
    entered.key = name("Ann", 7).key;
    EXPECT_FALSE(journal.append(batch_of({entered})));
    EXPECT_EQ(std::get<0>(journal.members()).at(0).key, entered.key);
}

// A move changes where its member is reached, also that of a member who entered in the same turn.
TEST(MemoryJournal, moves_members) {
    MemoryJournal journal;
    auto batch = batch_of({record(1, EventKind::entered, "Ann", ann_at),
                           record(2, EventKind::entered, "Bob", ann_at)});
    batch.moves = {{.entered = {2}, .address = bob_at}};
    EXPECT_FALSE(journal.append(batch));
    EXPECT_EQ(std::get<0>(journal.members()).at(0).address, ann_at);
    EXPECT_EQ(std::get<0>(journal.members()).at(1).address, bob_at);
    EXPECT_EQ(journal.head(), Sequence{2});
}

// Names are kept in place of those of the same text, until they are released.
TEST(MemoryJournal, remembers_names) {
    MemoryJournal journal;
    Batch batch;
    batch.names = {name("Eve", 3), name("Ann", 1), name("Bob", 2)};
    EXPECT_FALSE(journal.append(batch));
    EXPECT_THAT(std::get<0>(journal.names()),
                ElementsAre(name("Ann", 1), name("Bob", 2), name("Eve", 3)));
    batch.names = {name("Bob", 4)};
    batch.released = {"Ann", "nobody"};
    EXPECT_FALSE(journal.append(batch));
    EXPECT_THAT(std::get<0>(journal.names()), ElementsAre(name("Bob", 4), name("Eve", 3)));
}

// A name that is released and taken in one turn belongs to whom took it.
TEST(MemoryJournal, takes_names_after_it_released_them) {
    MemoryJournal journal;
    Batch batch;
    batch.names = {name("Ann", 1)};
    EXPECT_FALSE(journal.append(batch));
    batch.names = {name("Ann", 2)};
    batch.released = {"Ann"};
    EXPECT_FALSE(journal.append(batch));
    EXPECT_THAT(std::get<0>(journal.names()), ElementsAre(name("Ann", 2)));
}

// The latest events come oldest first, as many as there are.
TEST(MemoryJournal, shows_the_latest_events) {
    MemoryJournal journal;
    const std::vector records{record(1, EventKind::said, "a"), record(2, EventKind::said, "b"),
                              record(3, EventKind::said, "c")};
    EXPECT_FALSE(journal.append(batch_of(records)));
    EXPECT_THAT(std::get<0>(journal.latest(2)), ElementsAre(records[1].event, records[2].event));
    EXPECT_EQ(std::get<0>(journal.latest(9)).size(), 3U);
    EXPECT_EQ(std::get<0>(journal.latest(0)).size(), 0U);
}

// Reading begins at any number and ends after as many events as were asked for.
TEST(MemoryJournal, reads_from_a_number) {
    MemoryJournal journal(3);
    const std::vector records{record(1, EventKind::said, "a"), record(2, EventKind::said, "b"),
                              record(3, EventKind::said, "c"), record(4, EventKind::said, "d")};
    EXPECT_FALSE(journal.append(batch_of(records)));
    EXPECT_EQ(journal.oldest(), Sequence{2});
    const auto kept = events({records.begin() + 1, records.end()});
    EXPECT_EQ(std::get<0>(journal.read({0}, 9)), kept);
    EXPECT_EQ(std::get<0>(journal.read({2}, 3)), kept);
    EXPECT_THAT(std::get<0>(journal.read({3}, 1)), ElementsAre(records[2].event));
    EXPECT_THAT(std::get<0>(journal.read({4}, 9)), ElementsAre(records[3].event));
    EXPECT_THAT(std::get<0>(journal.read({5}, 9)), IsEmpty());
    EXPECT_THAT(std::get<0>(journal.read({2}, 0)), IsEmpty());
}

// Beyond its limit it forgets the oldest events, but neither the head nor the members.
TEST(MemoryJournal, is_bounded) {
    MemoryJournal journal(2);
    const std::vector records{record(1, EventKind::entered, "Ann", ann_at),
                              record(2, EventKind::said, "b"), record(3, EventKind::said, "c")};
    EXPECT_FALSE(journal.append(batch_of(records)));
    EXPECT_EQ(std::get<0>(journal.latest(9)).size(), 2U);
    EXPECT_EQ(std::get<0>(journal.members()).size(), 1U);
    EXPECT_EQ(journal.head(), Sequence{3});
}

} // namespace
} // namespace chatroom
