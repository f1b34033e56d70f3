// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

WallTime at(int second) {
    return WallTime{std::chrono::seconds(second)};
}

sealed::PublicKey key(std::uint8_t first) {
    sealed::PublicKey result;
    result.bytes[0] = first;
    return result;
}

OwnedName name(std::string text, std::uint8_t owner = 1, int last_used = 0) {
    return {.name = MemberName::from_journal(std::move(text)),
            .key = key(owner),
            .instance = {owner},
            .client_sequence = 7,
            .cursor = {9},
            .first_used = at(0),
            .last_used = at(last_used)};
}

// Nobody owns a name at first.
TEST(Names, begins_empty) {
    const Names names;
    EXPECT_EQ(names.size(), 0U);
    EXPECT_EQ(names.find("Bob"), nullptr);
    EXPECT_EQ(names.find_exact("Bob"), nullptr);
    EXPECT_EQ(names.count_of(key(1)), 0U);
    EXPECT_THAT(names.all(), IsEmpty());
    EXPECT_THAT(names.out_of_use(at(1000), at(1000)), IsEmpty());
}

// What the journal has is there, by its text.
TEST(Names, begins_with_the_stored_names) {
    const std::vector stored{name("Eve", 2), name("Bob")};
    const Names names(stored);
    EXPECT_THAT(names.all(), ElementsAre(stored[1], stored[0]));
    EXPECT_EQ(names.size(), 2U);
}

// A name is found in any spelling, and exactly only in its own.
TEST(Names, finds_any_spelling) {
    Names names;
    names.put(name("Bob"));
    for (const char* spelling : {"Bob", "bob", "ｂｏｂ", "Вob"}) {
        ASSERT_NE(names.find(spelling), nullptr) << spelling;
        EXPECT_EQ(*names.find(spelling), name("Bob")) << spelling;
    }
    EXPECT_EQ(names.find("Rob"), nullptr);
    EXPECT_EQ(names.find(""), nullptr);
    EXPECT_EQ(names.find(std::string(100'000, 'x')), nullptr);
    EXPECT_EQ(names.find_exact("Bob"), names.find("ｂｏｂ"));
    EXPECT_EQ(names.find_exact("bob"), nullptr);
}

// The same text again takes the place of the one before, which stays where it is in memory.
TEST(Names, puts_in_place) {
    Names names;
    names.put(name("Bob", 1, 10));
    names.put(name("Eve", 1, 20));
    const auto* bob = names.find("Bob");
    names.put(name("Bob", 2, 30));
    EXPECT_EQ(names.find("Bob"), bob);
    EXPECT_EQ(*bob, name("Bob", 2, 30));
    EXPECT_EQ(names.size(), 2U);
    EXPECT_EQ(names.count_of(key(1)), 1U);
    EXPECT_EQ(names.count_of(key(2)), 1U);
    EXPECT_THAT(names.out_of_use(at(100), at(100)), ElementsAre("Eve", "Bob"));
}

// A name that was removed is found in no spelling and counts for nobody; the rest stays.
TEST(Names, removes) {
    Names names(std::vector{name("Bob"), name("Eve")});
    names.remove("ｂｏｂ");
    names.remove("Nobody");
    EXPECT_EQ(names.size(), 2U);
    names.remove("Bob");
    EXPECT_EQ(names.find("Bob"), nullptr);
    EXPECT_EQ(names.find("bob"), nullptr);
    EXPECT_EQ(names.count_of(key(1)), 1U);
    EXPECT_THAT(names.out_of_use(at(1), at(1)), ElementsAre("Eve"));
    names.remove("Eve");
    EXPECT_EQ(names.count_of(key(1)), 0U);
    EXPECT_EQ(names.size(), 0U);
}

// Unused names are those last used before a time, not at it, the longest unused first.
TEST(Names, knows_the_unused) {
    const Names names(std::vector{name("Ann", 1, 30), name("Bob", 1, 10), name("Cid", 1, 20),
                                  name("Dan", 1, 10)});
    EXPECT_THAT(names.out_of_use(at(10), at(10)), IsEmpty());
    EXPECT_THAT(names.out_of_use(at(11), at(11)), ElementsAre("Bob", "Dan"));
    EXPECT_THAT(names.out_of_use(at(30), at(30)), ElementsAre("Bob", "Dan", "Cid"));
    EXPECT_THAT(names.out_of_use(at(31), at(31)), ElementsAre("Bob", "Dan", "Cid", "Ann"));
}

// A name under which nothing was ever said is out of use sooner.
TEST(Names, knows_which_were_never_used) {
    auto taken = name("Bob", 1, 10);
    taken.is_used = false;
    const Names names(std::vector{name("Ann", 1, 10), taken});
    EXPECT_THAT(names.out_of_use(at(10), at(10)), IsEmpty());
    EXPECT_THAT(names.out_of_use(at(10), at(11)), ElementsAre("Bob"));
    EXPECT_THAT(names.out_of_use(at(11), at(10)), ElementsAre("Ann"));
}

// If the journal holds two names that look alike today, each stays its owner's, and a third
// spelling is never free while one of them is there.
TEST(Names, keeps_look_alikes_of_the_journal_apart) {
    Names names(std::vector{name("Bob", 1), name("Вob", 2)});
    EXPECT_EQ(names.find("Bob")->key, key(1));
    EXPECT_EQ(names.find("Вob")->key, key(2));
    EXPECT_NE(names.find("BOB"), nullptr);
    names.remove("Bob");
    ASSERT_NE(names.find("BOB"), nullptr);
    EXPECT_EQ(names.find("BOB")->key, key(2));
    EXPECT_EQ(names.find("Bob"), names.find("Вob"));
    names.remove("Вob");
    EXPECT_EQ(names.find("BOB"), nullptr);
}

// What was moved is found where it is now, whatever becomes of the rest.
TEST(Names, moves) {
    Names names(std::vector{name("Bob"), name("Eve", 2)}, HashKey{{1}});
    Names moved = std::move(names);
    names = Names(std::vector{name("Ann")});
    ASSERT_NE(moved.find("bob"), nullptr);
    EXPECT_EQ(*moved.find("bob"), name("Bob"));
    EXPECT_EQ(moved.count_of(key(2)), 1U);
    moved.remove("Eve");
    EXPECT_EQ(moved.find("eve"), nullptr);
    EXPECT_EQ(moved.find("Ann"), nullptr);
    EXPECT_NE(names.find("Ann"), nullptr);
}

// Many names are kept, found and removed one by one.
TEST(Names, holds_many) {
    constexpr int count = 20'000;
    Names names;
    for (int number = 0; number < count; ++number) {
        const auto owner = static_cast<std::uint8_t>(number % 200);
        names.put(name("member" + std::to_string(number), owner, number));
    }
    EXPECT_EQ(names.size(), 20'000U);
    EXPECT_EQ(names.count_of(key(7)), 100U);
    EXPECT_EQ(names.find("MEMBER12345")->name.text(), "member12345");
    const auto unused = names.out_of_use(at(count / 2), at(count / 2));
    EXPECT_EQ(unused.size(), 10'000U);
    for (const auto& text : unused) {
        names.remove(text);
    }
    EXPECT_EQ(names.size(), 10'000U);
    EXPECT_EQ(names.count_of(key(7)), 50U);
}

} // namespace
} // namespace chatroom
