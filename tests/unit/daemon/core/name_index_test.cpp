// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/name_index.hpp"
#include "protocol/member_name.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

struct Person {
    MemberName name;
    int age = 0;
};

Person person(std::string name, int age = 0) {
    return {.name = MemberName::from_journal(std::move(name)), .age = age};
}

bool is_younger(const Person& left, const Person& right) {
    return left.age < right.age;
}

// Whoever bears the name is found by any spelling, until it is erased.
TEST(NameIndex, finds_any_spelling) {
    NameIndex<Person> index(HashKey{{1, 2, 3}});
    auto bob = person("Bob");
    auto eve = person("Eve");
    index.insert(bob);
    index.insert(eve);
    for (const char* spelling : {"Bob", "bob", "ｂｏｂ", "Вob"}) {
        EXPECT_EQ(index.find(spelling, is_younger), &bob) << spelling;
    }
    EXPECT_EQ(index.find("Rob", is_younger), nullptr);
    index.erase(bob);
    EXPECT_EQ(index.find("bob", is_younger), nullptr);
    EXPECT_EQ(index.find("EVE", is_younger), &eve);
}

// Of several who bear it the one that precedes the others is found, however they came in.
TEST(NameIndex, finds_the_first_of_several) {
    NameIndex<Person> index(HashKey{});
    auto older = person("Bob", 40);
    auto younger = person("bob", 30);
    index.insert(older);
    index.insert(younger);
    EXPECT_EQ(index.find("BOB", is_younger), &younger);
    index.erase(younger);
    EXPECT_EQ(index.find("BOB", is_younger), &older);
}

} // namespace
} // namespace chatroom
