// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/address.hpp"

#include <unordered_set>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// What is written is read back as the same address, and written as RFC 5952 recommends.
TEST(Address, is_read_and_written_in_one_form) {
    for (const std::string text :
         {"127.0.0.1:8888", "0.0.0.0:0", "255.255.255.255:65535", "[::]:8888", "[::1]:1",
          "[2001:db8::a:0:0:1]:40123", "[fe80::1%2]:8888"}) {
        const auto address = parse_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(to_string(*address), text);
    }
}

// An IPv4 address and its IPv4-mapped form are one address.
TEST(Address, of_ipv4_is_kept_as_ipv4_mapped) {
    const auto plain = parse_address("192.168.1.7:40123");
    const auto mapped = parse_address("[::ffff:192.168.1.7]:40123");
    ASSERT_TRUE(plain && mapped);
    EXPECT_EQ(*plain, *mapped);
    EXPECT_TRUE(plain->is_ipv4());
    EXPECT_EQ(to_string(*mapped), "192.168.1.7:40123");
    EXPECT_FALSE(parse_address("[::1]:1")->is_ipv4());
}

// Everything that is not exactly a numeric address and a port is refused.
TEST(Address, is_refused_when_malformed) {
    for (const std::string_view text :
         {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:8888 ",
          " 127.0.0.1:8888", "127.0.0.1:+1", "127.0.0:1", "localhost:8888", "::1:8888", "[::1]",
          "[::1]8888", "[127.0.0.1]:1", "[fe80::1%eth0]:1", "[fe80::1%]:1", "[::1:8888"}) {
        EXPECT_FALSE(parse_address(text)) << text;
    }
    EXPECT_FALSE(parse_address(std::string_view("127.0.0.1\0:1", 12)));
}

// Which of our own addresses is used is no part of an address, and is not written.
TEST(Address, is_the_same_whatever_way_leads_there) {
    auto address = parse_address("127.0.0.1:1").value();
    address.local = parse_ip("127.0.0.2").value();
    EXPECT_EQ(address, parse_address("127.0.0.1:1"));
    EXPECT_EQ(to_string(address), "127.0.0.1:1");
    EXPECT_EQ(std::hash<Address>{}(address),
              std::hash<Address>{}(parse_address("127.0.0.1:1").value()));
}

// A bare address is read and written as well.
TEST(Address, has_a_form_without_a_port) {
    for (const std::string text : {"0.0.0.0", "192.168.1.7", "::", "::1", "2001:db8::1"}) {
        EXPECT_EQ(ip_to_string(parse_ip(text).value()), text);
    }
}

// Addresses that differ in address, port or scope are different keys of a table.
TEST(Address, hashes_all_its_parts) {
    const std::unordered_set<Address> addresses{
        *parse_address("127.0.0.1:1"),   *parse_address("127.0.0.1:2"),
        *parse_address("127.0.0.2:1"),   *parse_address("[fe80::1%1]:1"),
        *parse_address("[fe80::1%2]:1"), *parse_address("127.0.0.1:1")};
    EXPECT_EQ(addresses.size(), 5U);
}

} // namespace
} // namespace chatroom
