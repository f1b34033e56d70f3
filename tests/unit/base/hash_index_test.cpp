// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hash_index.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

bool is_any(int /*value*/) {
    return true;
}

std::vector<int> all_of(const HashIndex<int>& index, std::uint64_t hash) {
    std::vector<int> values;
    index.for_each(hash, [&](int value) { values.push_back(value); });
    return values;
}

// An index without values finds and erases nothing.
TEST(HashIndex, begins_empty) {
    HashIndex<int> index;
    int value = 1;
    index.erase(7, value);
    EXPECT_EQ(index.find(7, is_any), nullptr);
    EXPECT_THAT(all_of(index, 7), IsEmpty());
    EXPECT_EQ(index.size(), 0U);
}

// What is found is the value itself, wherever it is kept, if it is the one that is looked for.
TEST(HashIndex, finds_the_value) {
    HashIndex<int> index;
    int value = 1;
    index.insert(7, value);
    EXPECT_EQ(index.find(7, is_any), &value);
    EXPECT_EQ(index.find(8, is_any), nullptr);
    EXPECT_EQ(index.find(7, [](int found) { return found == 2; }), nullptr);
    EXPECT_EQ(index.size(), 1U);
}

// Values of one hash are all found, and each is erased alone; a value may have several hashes.
TEST(HashIndex, takes_several_of_one_hash) {
    HashIndex<int> index;
    int one = 1;
    int two = 2;
    index.insert(7, one);
    index.insert(7, two);
    index.insert(8, one);
    EXPECT_THAT(all_of(index, 7), UnorderedElementsAre(1, 2));
    index.erase(7, one);
    index.erase(9, two);
    EXPECT_THAT(all_of(index, 7), UnorderedElementsAre(2));
    EXPECT_THAT(all_of(index, 8), UnorderedElementsAre(1));
}

// Whatever is put in and taken out, in any order and however hashes collide, the index has what a
// map has.
TEST(HashIndex, is_a_map) {
    std::mt19937 random(1); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time.
    std::vector<int> values(2000);
    std::multimap<std::uint64_t, int*> expected;
    HashIndex<int> index;
    for (int round = 0; round < 20'000; ++round) {
        auto& value = values[random() % values.size()];
        const std::uint64_t hash = random() % 700;
        if (random() % 2 == 0 || expected.empty()) {
            value = round;
            index.insert(hash, value);
            expected.emplace(hash, &value);
        } else {
            const auto [begin, end] = expected.equal_range(hash);
            if (begin != end) {
                index.erase(hash, *begin->second);
                expected.erase(begin);
            }
        }
    }
    EXPECT_EQ(index.size(), expected.size());
    for (std::uint64_t hash = 0; hash < 700; ++hash) {
        std::vector<int> wanted;
        const auto [begin, end] = expected.equal_range(hash);
        std::for_each(begin, end, [&](const auto& entry) { wanted.push_back(*entry.second); });
        EXPECT_THAT(all_of(index, hash), UnorderedElementsAreArray(wanted)) << hash;
    }
}

} // namespace
} // namespace chatroom
