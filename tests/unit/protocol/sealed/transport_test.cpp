// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/transport.hpp"
#include "tests/unit/protocol/sealed/hexadecimal.hpp"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t epoch = std::uint64_t{1} << epoch_bits;
constexpr std::uint32_t receiver = 0x01020304;

/// The bytes 0 to 31.
SecretKey test_key() {
    SecretKey key;
    std::iota(key.bytes().begin(), key.bytes().end(), std::uint8_t{0});
    return key;
}

/// The key after so many changes.
SecretKey key_of_epoch(unsigned number) {
    SecretKey key = test_key();
    for (unsigned changes = 0; changes < number; ++changes) {
        key = rekey(key);
    }
    return key;
}

/// A datagram with that counter, as a correct sender makes it; its plaintext is the counter.
std::string datagram_of(std::uint64_t counter) {
    const SecretKey key = key_of_epoch(static_cast<unsigned>(counter >> epoch_bits));
    return Sealer(key, receiver, counter).seal(std::to_string(counter)).value();
}

/// Opens the datagrams of these counters in that order. Of each: "new", "late" or "ignored".
std::vector<std::string> open(Opener& opener, const std::vector<std::uint64_t>& counters) {
    std::vector<std::string> results;
    for (const auto counter : counters) {
        const auto opened = opener.open(datagram_of(counter));
        if (opened) {
            EXPECT_EQ(opened->plaintext, std::to_string(counter));
        }
        results.emplace_back(!opened ? "ignored" : opened->is_newest ? "new" : "late");
    }
    return results;
}

// The bytes are the ones that another implementation of ChaCha20-Poly1305 makes, in the first epoch
// and in the next.
TEST(Transport, datagrams_have_the_form_of_the_protocol) {
    EXPECT_EQ(Sealer(test_key(), receiver).seal("hello"),
              from_hex("10 01020304 0000000000000000"
                       "70dd2e5dc2acba5b1d77e60365cc2096c5a122fa3e"));
    EXPECT_EQ(Sealer(key_of_epoch(1), receiver, epoch + 1).seal("hello"),
              from_hex("10 01020304 0000000000010001"
                       "cc2d090063ece78c43d3f04b6afd18bba25e62f6c6"));
}

// What is sealed is opened, from nothing to a full datagram.
TEST(Transport, opens_what_was_sealed) {
    Sealer sealer(test_key(), receiver);
    Opener opener(test_key());
    for (std::size_t size = 0; size <= max_plaintext_bytes; ++size) {
        const std::string plaintext(size, static_cast<char>(size));
        const auto datagram = sealer.seal(plaintext);
        ASSERT_TRUE(datagram);
        EXPECT_EQ(datagram->size(), transport_header_bytes + size + tag_bytes);
        const auto opened = opener.open(*datagram);
        ASSERT_TRUE(opened) << size;
        EXPECT_EQ(opened->plaintext, plaintext);
        EXPECT_TRUE(opened->is_newest);
    }
    EXPECT_EQ(transport_header_bytes + max_plaintext_bytes + tag_bytes, max_datagram_bytes);
}

// Datagrams out of order are opened too, but the late ones are not the newest.
TEST(Transport, opens_in_any_order) {
    Opener opener(test_key());
    EXPECT_THAT(open(opener, {1, 0, 4, 3, 2, 5}),
                ElementsAre("new", "late", "new", "late", "late", "new"));
}

// Each datagram is opened once, and none that is older than the window.
TEST(Transport, ignores_replays) {
    Opener opener(test_key());
    EXPECT_THAT(open(opener, {0, 0, 2, 0, 2, 1, 1}),
                ElementsAre("new", "ignored", "new", "ignored", "ignored", "late", "ignored"));
    EXPECT_THAT(open(opener, {2'000, 2'000 - 128, 2'000 - 127}),
                ElementsAre("new", "ignored", "late"));
}

// A datagram with any one bit changed is ignored, and the right one is opened afterwards.
TEST(Transport, ignores_every_flipped_bit) {
    const std::string datagram = datagram_of(3);
    Opener opener(test_key());
    for (std::size_t bit = 0; bit < 8 * datagram.size(); ++bit) {
        std::string damaged = datagram;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
        EXPECT_FALSE(opener.open(damaged)) << "bit " << bit;
    }
    EXPECT_TRUE(opener.open(datagram));
}

// A datagram that was cut anywhere or lengthened is ignored.
TEST(Transport, ignores_every_other_length) {
    const std::string datagram = datagram_of(3);
    Opener opener(test_key());
    for (std::size_t size = 0; size < datagram.size(); ++size) {
        EXPECT_FALSE(opener.open(datagram.substr(0, size))) << size;
    }
    EXPECT_FALSE(opener.open(datagram + '\0'));
    EXPECT_TRUE(opener.open(datagram));
}

// The direction has its own key: what one side has sent does not open with the other key.
TEST(Transport, ignores_other_keys) {
    EXPECT_FALSE(Opener(key_of_epoch(1)).open(datagram_of(0)));
}

// The sender changes its key after 65,536 datagrams, and the receiver follows.
TEST(Transport, key_changes) {
    Sealer sealer(test_key(), receiver);
    Opener opener(test_key());
    for (std::uint64_t counter = 0; counter < 2 * epoch + 2; ++counter) {
        const auto datagram = sealer.seal(std::to_string(counter));
        if (counter % epoch <= 1) {
            EXPECT_EQ(datagram, datagram_of(counter));
        }
        const auto opened = opener.open(*datagram);
        ASSERT_TRUE(opened) << counter;
        ASSERT_EQ(opened->plaintext, std::to_string(counter));
    }
}

// A datagram of the new epoch with the old key is ignored: the change is no option.
TEST(Transport, old_key_is_not_used_on) {
    Opener opener(test_key());
    EXPECT_FALSE(opener.open(*Sealer(test_key(), receiver, epoch).seal("old")));
    EXPECT_EQ(open(opener, {epoch}).front(), "new");
}

// Around the change datagrams may overtake each other as anywhere else.
TEST(Transport, opens_in_any_order_across_the_change_of_keys) {
    Opener opener(test_key());
    EXPECT_THAT(open(opener, {epoch - 2, epoch + 1, epoch - 1, epoch, epoch - 1, epoch - 3}),
                ElementsAre("new", "new", "late", "late", "ignored", "late"));
    EXPECT_THAT(open(opener, {2 * epoch + 1, 2 * epoch, 2 * epoch - 1, epoch + 2}),
                ElementsAre("new", "late", "late", "ignored"));
}

// A key two epochs ahead of what was received is not tried; a lost epoch ends a session.
TEST(Transport, ignores_two_epochs_ahead) {
    Opener opener(test_key());
    EXPECT_THAT(open(opener, {2 * epoch, 3 * epoch - 1, 3 * epoch, 2 * epoch - 1, 3 * epoch - 1}),
                ElementsAre("ignored", "ignored", "ignored", "new", "new"));
}

// A forged datagram from the next epoch does not change the keys.
TEST(Transport, forged_datagrams_change_no_key) {
    Opener opener(test_key());
    std::string forged = datagram_of(epoch);
    forged.back() = static_cast<char>(forged.back() ^ 1);
    EXPECT_FALSE(opener.open(forged));
    EXPECT_THAT(open(opener, {0, 2 * epoch}), ElementsAre("new", "ignored"));
}

// A sender whose counter is used up is silent.
TEST(Transport, counter_ends) {
    Sealer sealer(test_key(), receiver, max_counter - 1);
    const auto last = sealer.seal("last");
    ASSERT_TRUE(last);
    EXPECT_EQ(last->substr(0, transport_header_bytes), from_hex("10 01020304 0000ffffffffffff"));
    EXPECT_EQ(sealer.seal("too much"), std::nullopt);
    EXPECT_EQ(sealer.seal("too much"), std::nullopt);
}

} // namespace
} // namespace chatroom::sealed
