// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/datagram.hpp"
#include "protocol/sealed/transport.hpp"
#include "tests/unit/protocol/sealed/hexadecimal.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

constexpr std::uint32_t client_index = 0xa1a2a3a4;
constexpr std::uint32_t server_index = 0xb1b2b3b4;
constexpr auto cookie_hex = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf";

/// The 16 bytes of `cookie_hex`, which serve as a tag too.
Cookie sixteen_bytes() {
    Cookie bytes;
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0xc0});
    return bytes;
}

/// The bytes 0 to 31.
SecretKey test_key() {
    SecretKey key;
    std::iota(key.bytes().begin(), key.bytes().end(), std::uint8_t{0});
    return key;
}

std::string zeros(std::size_t count) {
    return std::string(count, '\0');
}

/// What INITIATE is decoded to: its message always has room for the longer form.
const std::string message_1 = std::string(32, 'e') + zeros(16);
const std::string pre_shared_message_1(48, 'e');
const std::string message_2(96, 's');
const std::string message_3(64, 'f');

struct Example {
    Datagram datagram;
    std::string bytes;
};

/// Each datagram with the bytes that PROTOCOL.md gives it.
std::vector<Example> examples() {
    return {
        {Hello{{1, 1}, client_index}, from_hex("01 01 a1a2a3a4") + zeros(26)},
        {Hello{{1, 2}, client_index}, from_hex("01 01 a1a2a3a4 02") + zeros(25)},
        {CookieReply{1, client_index, true, sixteen_bytes()},
         from_hex("02 01 a1a2a3a4 01") + from_hex(cookie_hex)},
        {CookieReply{2, client_index, false, sixteen_bytes()},
         from_hex("02 02 a1a2a3a4 00") + from_hex(cookie_hex)},
        {Initiate{1, client_index, sixteen_bytes(), message_1},
         from_hex("03 01 a1a2a3a4") + from_hex(cookie_hex) + std::string(32, 'e') + zeros(58)},
        {Initiate{1, client_index, sixteen_bytes(), pre_shared_message_1},
         from_hex("03 01 a1a2a3a4") + from_hex(cookie_hex) + std::string(48, 'e') + zeros(42)},
        {Answer{client_index, server_index, message_2},
         from_hex("04 a1a2a3a4 b1b2b3b4") + message_2},
        {Finish{server_index, message_3}, from_hex("05 b1b2b3b4") + message_3},
        {Failed{client_index, Failure::wrong_passphrase, sixteen_bytes()},
         from_hex("06 a1a2a3a4 01") + from_hex(cookie_hex)},
        {Failed{client_index, Failure::damaged, sixteen_bytes()},
         from_hex("06 a1a2a3a4 02") + from_hex(cookie_hex)},
        {Unknown{sixteen_bytes()}, from_hex("07") + from_hex(cookie_hex)},
        {Wake{}, from_hex("08")},
    };
}

/// Of those datagrams that have an encoder.
std::string encoded(const Datagram& datagram) {
    return std::visit(
        [](const auto& value) -> std::string {
            if constexpr (requires { encode(value); }) {
                return encode(value);
            } else {
                return "";
            }
        },
        datagram);
}

bool is_malformed(std::string_view bytes) {
    return std::holds_alternative<Malformed>(decode(bytes));
}

/// A TRANSPORT datagram of that length.
std::string transport_of(std::size_t bytes) {
    auto datagram = from_hex("10 b1b2b3b4");
    datagram.resize(bytes, 't');
    return datagram;
}

// Each datagram is written with exactly its bytes and read back from them.
TEST(Datagram, has_its_bytes) {
    for (const auto& [datagram, bytes] : examples()) {
        EXPECT_EQ(to_hex(encoded(datagram)), to_hex(bytes));
        EXPECT_EQ(decode(bytes), datagram) << to_hex(bytes);
        EXPECT_TRUE(is_sealed(bytes));
    }
}

// The lengths are those of the table in PROTOCOL.md.
TEST(Datagram, has_its_length) {
    std::vector<std::size_t> lengths;
    for (const auto& example : examples()) {
        lengths.push_back(example.bytes.size());
    }
    EXPECT_EQ(lengths,
              (std::vector<std::size_t>{32, 32, 23, 23, 112, 112, 105, 69, 22, 22, 17, 1}));
}

// Noise message 1 without a pre-shared key may be given without the zero bytes after it.
TEST(Datagram, initiate_is_filled_up) {
    Initiate initiate{1, client_index, sixteen_bytes(), message_1};
    const auto bytes = encode(initiate);
    initiate.message = initiate.message.substr(0, 32);
    EXPECT_EQ(encode(initiate), bytes);
}

// Whatever is cut off or added, the datagram is none.
TEST(Datagram, has_exactly_its_length) {
    for (const auto& example : examples()) {
        const auto& bytes = example.bytes;
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            EXPECT_TRUE(is_malformed(std::string_view(bytes).substr(0, size))) << to_hex(bytes);
        }
        EXPECT_TRUE(is_malformed(bytes + '\0')) << to_hex(bytes);
    }
}

// With another type the bytes are no datagram: no two types have the same length.
TEST(Datagram, is_known_by_its_type) {
    for (const auto& example : examples()) {
        auto bytes = example.bytes;
        for (unsigned type = 0; type < 256; ++type) {
            const auto changed = static_cast<char>(type);
            // TRANSPORT has many lengths.
            if (changed != example.bytes.front() && changed != 0x10) {
                bytes.front() = changed;
                EXPECT_TRUE(is_malformed(bytes)) << to_hex(bytes);
            }
        }
    }
}

// TRANSPORT is handed on whole, with one byte of ciphertext at least and 1,200 bytes at most.
TEST(Datagram, transport_has_a_range_of_lengths) {
    for (const std::size_t bytes : {30U, 31U, 1199U, 1200U}) {
        const auto datagram = transport_of(bytes);
        EXPECT_EQ(decode(datagram), Datagram(Transport{server_index, datagram}));
    }
    for (const std::size_t bytes : {1U, 4U, 5U, 13U, 29U, 1201U}) {
        EXPECT_TRUE(is_malformed(transport_of(bytes)));
    }
}

// Other versions are understood, so that the answer can name the own one.
TEST(Datagram, versions_are_not_judged) {
    auto hello = encode(Hello{{1, 1}, client_index});
    hello[1] = '\x07';
    EXPECT_EQ(decode(hello), Datagram(Hello{{7, 7}, client_index}));
    EXPECT_EQ(encode(Hello{{7, 7}, client_index}), hello);
    hello[6] = '\x09';
    EXPECT_EQ(decode(hello), Datagram(Hello{{7, 9}, client_index}));
    hello[6] = '\x06'; // A highest version below the lowest one says nothing.
    EXPECT_EQ(decode(hello), Datagram(Hello{{7, 7}, client_index}));
}

// Of two ranges the highest common version is chosen; if there is none, the nearest own one.
TEST(Versions, have_one_that_is_chosen) {
    EXPECT_EQ((Versions{1, 3}.chosen_for({2, 5})), 3);
    EXPECT_EQ((Versions{1, 3}.chosen_for({1, 2})), 2);
    EXPECT_EQ((Versions{2, 3}.chosen_for({1, 1})), 2);
    EXPECT_EQ((Versions{2, 3}.chosen_for({4, 9})), 3);
    EXPECT_EQ((Versions{2, 3}.chosen_for({0, 255})), 3);
}

// Each version has its prologue; that of version 1 is what programs of that time have.
TEST(Versions, have_prologues) {
    EXPECT_EQ(prologue_of(1), "chatroom sealed 1");
    EXPECT_EQ(prologue_of(2), "chatroom sealed 2");
}

// Unknown flags and what should be zero are not looked at.
TEST(Datagram, unused_bits_are_ignored) {
    auto cookie = encode(CookieReply{1, client_index, false, sixteen_bytes()});
    cookie[6] = '\xfe';
    EXPECT_EQ(decode(cookie), Datagram(CookieReply{1, client_index, false, sixteen_bytes()}));
    cookie[6] = '\xff';
    EXPECT_EQ(decode(cookie), Datagram(CookieReply{1, client_index, true, sixteen_bytes()}));

    auto hello = encode(Hello{{1, 2}, client_index});
    hello.back() = 'x';
    EXPECT_EQ(decode(hello), Datagram(Hello{{1, 2}, client_index}));

    const Initiate initiate{1, client_index, sixteen_bytes(), pre_shared_message_1};
    auto bytes = encode(initiate);
    bytes.back() = 'x';
    EXPECT_EQ(decode(bytes), Datagram(initiate));
}

// FAILED gives a reason that there is.
TEST(Datagram, failed_has_a_known_reason) {
    auto bytes = encode(Failed{client_index, Failure::damaged, sixteen_bytes()});
    for (const char reason : {'\x00', '\x03', '\xff'}) {
        bytes[5] = reason;
        EXPECT_TRUE(is_malformed(bytes)) << to_hex(bytes);
    }
}

// What begins below the space is of this protocol, the rest and nothing at all is not.
TEST(Datagram, sealed_ones_begin_below_the_space) {
    EXPECT_TRUE(is_sealed(std::string_view("\0", 1)));
    EXPECT_TRUE(is_sealed("\x1f"));
    for (const std::string_view other : {"", " ", "L Bob", "\x7f", "\x80", "\xff"}) {
        EXPECT_FALSE(is_sealed(other));
    }
}

// The tag of FAILED is that of HMAC-SHA256 over the bytes before it, as another implementation
// says.
TEST(Datagram, failure_tag_is_an_hmac) {
    const auto wrong_passphrase = failure_tag(test_key(), 0x01020304, Failure::wrong_passphrase);
    const auto damaged = failure_tag(test_key(), 0x01020304, Failure::damaged);
    EXPECT_EQ(to_hex(encode(Failed{0x01020304, Failure::wrong_passphrase, wrong_passphrase})),
              "060102030401"
              "7b782f220213ba43565cebc956025dfd");
    EXPECT_EQ(to_hex(encode(Failed{0x01020304, Failure::damaged, damaged})),
              "060102030402"
              "716f517811ee86544c4b92b97d4a4d2b");
}

// Tags are equal if all their bits are.
TEST(Datagram, tags_are_compared_whole) {
    const Tag tag = sixteen_bytes();
    EXPECT_TRUE(equal(tag, sixteen_bytes()));
    for (std::size_t bit = 0; bit < 8 * tag.size(); ++bit) {
        auto other = tag;
        other[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(equal(tag, other));
    }
}

// UNKNOWN repeats the end of what it answers.
TEST(Datagram, unknown_repeats_the_end) {
    const auto transport = transport_of(40) + from_hex(cookie_hex);
    EXPECT_EQ(unknown_for(transport), Unknown{sixteen_bytes()});
}

// A cookie is keyed BLAKE2b-128, as another implementation says, so another key or text gives
// another one.
TEST(Datagram, cookie_is_a_keyed_hash) {
    const auto cookie = make_cookie(test_key(), "192.0.2.1 40000");
    EXPECT_EQ(to_hex(encode(CookieReply{1, 0, false, cookie})).substr(14),
              "bc2a6d601d6cac4eb518422daaeb2574");
    EXPECT_NE(make_cookie(test_key(), "192.0.2.1 40001"), cookie);
    EXPECT_NE(make_cookie(SecretKey(), "192.0.2.1 40000"), cookie);
}

} // namespace
} // namespace chatroom::sealed
