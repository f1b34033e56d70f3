// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr WallTime noon{std::chrono::hours(12)};

bool any(const Sanction& /*sanction*/) {
    return true;
}

Subject from(std::string_view address) {
    return {parse_address(address).value(), std::nullopt};
}

sealed::PublicKey some_key(std::uint8_t first) {
    sealed::PublicKey key;
    key.bytes[0] = first;
    return key;
}

std::string hit(const Sanctions& sanctions, const Subject& subject) {
    const auto* found = sanctions.find_on(subject, any);
    return found == nullptr ? "" : found->target;
}

// A host is written as an address alone, a network with its prefix.
TEST(TargetText, IsWhatPeopleWrite) {
    for (const auto* text : {"192.168.1.7", "10.0.0.0/8", "2001:db8::1", "2001:db8::/64"}) {
        EXPECT_EQ(target_text(AddressRange::parse(text).value()), text);
    }
    EXPECT_EQ(target_text(AddressRange::parse("10.0.0.1/32").value()), "10.0.0.1");
    EXPECT_EQ(target_text(AddressRange::parse("::1/128").value()), "::1");
}

// Whoever is in a network that is named is hit, at its edges, too, and nobody else; of several the
// narrowest is found.
TEST(Sanctions, HitNetworks) {
    Sanctions sanctions;
    for (const auto* target : {"10.0.0.0/8", "10.1.2.3", "2001:db8::/64"}) {
        sanctions.put({.target = target, .since = noon});
    }
    EXPECT_EQ(hit(sanctions, from("10.1.2.3:9")), "10.1.2.3");
    EXPECT_EQ(hit(sanctions, from("10.255.255.255:1")), "10.0.0.0/8");
    EXPECT_EQ(hit(sanctions, from("11.0.0.0:1")), "");
    EXPECT_EQ(hit(sanctions, from("[2001:db8::ffff]:1")), "2001:db8::/64");
    EXPECT_EQ(hit(sanctions, from("[2001:db8:0:1::]:1")), "");
    EXPECT_EQ(hit(sanctions, {}), "");
    sanctions.remove("10.1.2.3");
    EXPECT_EQ(hit(sanctions, from("10.1.2.3:9")), "10.0.0.0/8");
    sanctions.remove("10.0.0.0/8");
    sanctions.remove("10.0.0.0/8");
    EXPECT_EQ(hit(sanctions, from("10.1.2.3:9")), "");
    EXPECT_EQ(sanctions.size(), 1U);
}

// A key is hit wherever its owner comes from, and nobody else there.
TEST(Sanctions, HitKeys) {
    Sanctions sanctions;
    const auto target = sealed::fingerprint(some_key(1));
    sanctions.put({.target = target, .since = noon});
    auto subject = from("10.0.0.1:1");
    EXPECT_EQ(hit(sanctions, subject), "");
    subject.key = some_key(1);
    EXPECT_EQ(hit(sanctions, subject), target);
    EXPECT_EQ(hit(sanctions, {std::nullopt, some_key(2)}), "");
}

// A sanction takes the place of the one against the same target; what the predicate does not want
// is as if it were not there.
TEST(Sanctions, AreOneForEachTarget) {
    Sanctions sanctions;
    sanctions.put({.target = "10.0.0.1", .reason = "a", .since = noon});
    sanctions.put({.target = "10.0.0.1", .reason = "b", .since = noon});
    EXPECT_EQ(sanctions.size(), 1U);
    EXPECT_EQ(sanctions.find("10.0.0.1")->reason, "b");
    EXPECT_EQ(sanctions.find_on(from("10.0.0.1:1"), [](const Sanction&) { return false; }),
              nullptr);
    sanctions.remove("10.0.0.1");
    EXPECT_EQ(hit(sanctions, from("10.0.0.1:1")), "");
    EXPECT_TRUE(sanctions.empty());
}

// What ends is over from that moment on, and not a millisecond sooner; the rest never is.
TEST(Rules, KnowWhatIsOver) {
    EXPECT_FALSE(is_over(std::nullopt, WallTime::max()));
    EXPECT_FALSE(is_over(noon, noon - std::chrono::milliseconds(1)));
    EXPECT_TRUE(is_over(noon, noon));
    Rules rules;
    EXPECT_FALSE(rules.may_end());
    rules.put(Measure::ban, {.target = "10.0.0.1", .since = {}, .until = noon});
    rules.put(Measure::ban, {.target = "10.0.0.2", .since = {}});
    rules.put(Measure::mute, {.target = "10.0.0.3", .since = {}, .until = noon});
    EXPECT_THAT(rules.over_at(Measure::ban, noon - std::chrono::milliseconds(1)), IsEmpty());
    EXPECT_THAT(rules.over_at(Measure::ban, noon), ElementsAre("10.0.0.1"));
    EXPECT_THAT(rules.over_at(Measure::mute, WallTime::max()), ElementsAre("10.0.0.3"));
    EXPECT_TRUE(rules.may_end());
    rules.lift(Measure::mute, "10.0.0.3");
    EXPECT_TRUE(rules.of(Measure::mute).empty());
}

} // namespace
} // namespace chatroom
