// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/address_range.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

bool contains(std::string_view range, std::string_view ip) {
    return AddressRange::parse(range).value().contains({.ip = parse_ip(ip).value()});
}

// The first and the last address of a network are in it, their neighbours are not.
TEST(AddressRange, contains_exactly_its_network) {
    EXPECT_TRUE(contains("172.16.0.0/12", "172.16.0.0"));
    EXPECT_TRUE(contains("172.16.0.0/12", "172.31.255.255"));
    EXPECT_FALSE(contains("172.16.0.0/12", "172.15.255.255"));
    EXPECT_FALSE(contains("172.16.0.0/12", "172.32.0.0"));
    EXPECT_TRUE(contains("fe80::/10", "febf:ffff::1"));
    EXPECT_FALSE(contains("fe80::/10", "fec0::1"));
    EXPECT_TRUE(contains("10.1.2.3", "10.1.2.3"));
    EXPECT_FALSE(contains("10.1.2.3", "10.1.2.4"));
}

// "Everybody" of one family is not everybody of the other, but ::/0 is everybody.
TEST(AddressRange, keeps_the_families_apart) {
    EXPECT_TRUE(contains("0.0.0.0/0", "8.8.8.8"));
    EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
    EXPECT_TRUE(contains("::/0", "2001:db8::1"));
    EXPECT_TRUE(contains("::/0", "8.8.8.8"));
    EXPECT_FALSE(contains("fc00::/7", "10.0.0.1"));
}

// A network is written as it was read.
TEST(AddressRange, is_written_in_cidr_notation) {
    for (const std::string text :
         {"127.0.0.0/8", "0.0.0.0/0", "10.1.2.3/32", "::/0", "::1/128", "fe80::/10"}) {
        EXPECT_EQ(to_string(AddressRange::parse(text).value()), text);
    }
    EXPECT_EQ(to_string(AddressRange::parse("10.1.2.3").value()), "10.1.2.3/32");
}

// What is no network, or has bits beyond its prefix, is refused.
TEST(AddressRange, is_refused_when_malformed) {
    for (const auto* text :
         {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "10.0.0.1/8",
          "fe80::1/10", "10.0.0/8", "localhost/8", "10.0.0.0:80/8", "[::]/0"}) {
        EXPECT_FALSE(AddressRange::parse(text)) << text;
    }
}

// The network around an address has it, and is the one that is read with that prefix.
TEST(AddressRange, is_made_around_an_address) {
    const auto four = parse_address("10.200.3.4:5").value();
    const auto six = parse_address("[2001:db8::7%2]:5").value();
    EXPECT_EQ(AddressRange::around(four, 128), AddressRange::parse("10.200.3.4"));
    EXPECT_EQ(AddressRange::around(four, 96 + 9), AddressRange::parse("10.128.0.0/9"));
    EXPECT_EQ(AddressRange::around(six, 64), AddressRange::parse("2001:db8::/64"));
    EXPECT_EQ(AddressRange::around(six, 0), AddressRange::parse("::/0"));
    EXPECT_EQ(AddressRange::around(six, 128).prefix_bits(), 128U);
}

// All of IPv4 is everybody, however it is written, and so is all of IPv6; half of them are not.
TEST(AddressRange, may_be_everybody) {
    for (const auto* text : {"0.0.0.0/0", "::/0", "::ffff:0:0/96", "::/64"}) {
        EXPECT_TRUE(AddressRange::parse(text)->contains_everybody()) << text;
    }
    for (const auto* text : {"0.0.0.0/1", "128.0.0.0/1", "8000::/1", "::/97", "::1", "0.0.0.0"}) {
        EXPECT_FALSE(AddressRange::parse(text)->contains_everybody()) << text;
    }
}

// An address is allowed if any range has it; no ranges allow nobody.
TEST(AddressRange, any_of_several_may_contain_the_address) {
    const std::vector ranges{AddressRange::parse("10.0.0.0/8").value(),
                             AddressRange::parse("::1/128").value()};
    EXPECT_TRUE(any_contains(ranges, parse_address("[::1]:5").value()));
    EXPECT_TRUE(any_contains(ranges, parse_address("10.9.9.9:5").value()));
    EXPECT_FALSE(any_contains(ranges, parse_address("11.9.9.9:5").value()));
    EXPECT_FALSE(any_contains({}, parse_address("[::1]:5").value()));
}

} // namespace
} // namespace chatroom
