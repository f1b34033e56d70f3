// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/node_allocator.hpp"

#include <map>
#include <string>
#include <unordered_map>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

template <typename Key, typename Value>
using Allocator = NodeAllocator<std::pair<const Key, Value>>;

// Containers keep what they are given, however many nodes come and go, and whatever else they
// allocate: a table of buckets is no node.
TEST(NodeAllocator, serves_containers) {
    std::map<int, std::string, std::less<>, Allocator<int, std::string>> ordered;
    std::unordered_map<int, std::string, std::hash<int>, std::equal_to<>,
                       Allocator<int, std::string>>
        hashed;
    const auto text = [](int number) { return std::to_string(number) + std::string(30, 'x'); };
    for (int number = 0; number < 5000; ++number) {
        ordered.emplace(number, text(number));
        hashed.emplace(number, text(number));
        if (number % 3 == 0) {
            ordered.erase(number / 2);
            hashed.erase(number / 2);
        }
    }
    EXPECT_EQ(ordered.size(), hashed.size());
    for (const auto& [number, value] : ordered) {
        EXPECT_EQ(value, text(number));
        EXPECT_EQ(hashed.at(number), value);
    }
}

// Containers take over each other's nodes, which stay where they are.
TEST(NodeAllocator, lets_nodes_move) {
    using Map = std::map<int, int, std::less<>, Allocator<int, int>>;
    Map from{{1, 10}, {2, 20}};
    const auto* place = &from.at(2);
    Map to{{3, 30}};
    to = std::move(from);
    EXPECT_EQ(&to.at(2), place);
    Map other;
    other.insert(to.extract(2));
    EXPECT_EQ(&other.at(2), place);
}

// The memory of a node that is gone is another's.
TEST(NodeAllocator, takes_nodes_again) {
    if (nodes_are_watched) {
        return; // Then each has its own, so that a use of one that is gone is seen.
    }
    struct Node {
        int number = 0;
    };
    NodeAllocator<Node> allocator;
    auto* first = allocator.allocate(1);
    allocator.deallocate(first, 1);
    auto* second = allocator.allocate(1);
    EXPECT_EQ(first, second);
    allocator.deallocate(second, 1);
}

} // namespace
} // namespace chatroom
