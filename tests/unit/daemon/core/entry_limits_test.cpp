// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/entry_limits.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;

class EntryLimitsTest : public ::testing::Test {
protected:
    using Entrant = EntryLimits::Entrant;

    static Entrant classic_from(std::string_view address) {
        return {.door = DoorKind::classic, .address = parse_address(address).value(), .key = {}};
    }

    /// With a key of that number.
    static Entrant sealed_from(std::string_view address, int number) {
        sealed::PublicKey key;
        key.bytes[0] = static_cast<std::uint8_t>(number);
        key.bytes[1] = static_cast<std::uint8_t>(number >> 8);
        return {.door = DoorKind::sealed, .address = parse_address(address).value(), .key = key};
    }

    SteadyTime::duration wait(const Entrant& entrant) const {
        return limits.wait_for(now, entrant, drafted);
    }

    SteadyTime now{1h};
    EntryLimits limits;
    EntryLimits::Drafted drafted;
};

// So many come in from one address by the classic door; others and the other door are not
// concerned.
TEST_F(EntryLimitsTest, count_classic_entries_of_a_network) {
    for (int time = 0; time < EntryLimits::max_classic; ++time) {
        EXPECT_EQ(wait(classic_from("10.0.0.1:1")), 0s);
        limits.note(now, classic_from("10.0.0.1:1"));
    }
    EXPECT_EQ(wait(classic_from("10.0.0.1:2")), EntryLimits::forgotten_after);
    EXPECT_EQ(wait(classic_from("10.0.0.2:1")), 0s);
    EXPECT_EQ(wait(sealed_from("10.0.0.1:1", 1)), 0s);
}

// So many names that belonged to nobody one network takes, those of a draft among them; who has a
// name, or comes from elsewhere, is not concerned.
TEST_F(EntryLimitsTest, count_new_names_of_a_network) {
    auto entrant = sealed_from("127.0.0.1:1", 1);
    entrant.takes_name = true;
    for (int name = 1; name < EntryLimits::max_new_names; ++name) {
        limits.note(now, entrant);
    }
    EXPECT_FALSE(limits.has_too_many_names(now, entrant, drafted));
    drafted.add(entrant);
    EXPECT_TRUE(limits.has_too_many_names(now, entrant, drafted));
    EXPECT_FALSE(
        limits.has_too_many_names(now + EntryLimits::new_name_forgotten_after, entrant, drafted));
    EXPECT_FALSE(limits.has_too_many_names(now, sealed_from("127.0.0.1:1", 1), drafted));
    entrant.address = parse_address("8.0.0.1:1").value();
    EXPECT_FALSE(limits.has_too_many_names(now, entrant, drafted));
}

// So many sealed ones come from a network with however many keys, but regulars always.
TEST_F(EntryLimitsTest, count_sealed_entries_of_a_network) {
    for (int key = 0; key < EntryLimits::max_sealed; ++key) {
        limits.note(now, sealed_from("8.0.0.1:1", key));
    }
    auto next = sealed_from("8.0.0.1:1", EntryLimits::max_sealed);
    EXPECT_EQ(wait(next), EntryLimits::forgotten_after);
    next.is_regular = true;
    EXPECT_EQ(wait(next), 0s);
}

// Regulars take nothing from others, and the users of this machine are no network.
TEST_F(EntryLimitsTest, do_not_count_regulars_nor_this_machine) {
    for (int key = 0; key < EntryLimits::max_sealed; ++key) {
        auto regular = sealed_from("8.0.0.1:1", key);
        regular.is_regular = true;
        limits.note(now, regular);
        limits.note(now, classic_from("127.0.0.1:1"));
        limits.note(now, sealed_from("[::1]:1", key));
    }
    EXPECT_EQ(wait(sealed_from("8.0.0.1:1", 5000)), 0s);
    EXPECT_EQ(wait(classic_from("127.0.0.1:1")), 0s);
    EXPECT_EQ(wait(sealed_from("[::1]:1", 5000)), 0s);
}

// Of one key there are fewer, wherever it comes from and whoever it is.
TEST_F(EntryLimitsTest, count_entries_of_a_key) {
    auto ann = sealed_from("127.0.0.1:1", 1);
    ann.is_regular = true;
    for (int time = 0; time < EntryLimits::max_of_a_key; ++time) {
        EXPECT_EQ(wait(ann), 0s);
        limits.note(now, ann);
    }
    EXPECT_EQ(wait(ann), EntryLimits::of_a_key_forgotten_after);
    EXPECT_EQ(wait(sealed_from("8.0.0.1:1", 1)), EntryLimits::of_a_key_forgotten_after);
    EXPECT_EQ(wait(sealed_from("127.0.0.1:1", 2)), 0s);
}

// What is drafted counts as what has happened does.
TEST_F(EntryLimitsTest, count_what_is_drafted) {
    for (int time = 0; time < EntryLimits::max_classic; ++time) {
        drafted.add(classic_from("10.0.0.1:1"));
    }
    EXPECT_EQ(wait(classic_from("10.0.0.1:1")), EntryLimits::forgotten_after);
    for (int time = 0; time < EntryLimits::max_of_a_key; ++time) {
        drafted.add(sealed_from("127.0.0.1:1", 1));
    }
    EXPECT_EQ(wait(sealed_from("127.0.0.1:1", 1)), EntryLimits::of_a_key_forgotten_after);
    EXPECT_EQ(wait(sealed_from("127.0.0.1:1", 2)), 0s);
}

} // namespace
} // namespace chatroom
