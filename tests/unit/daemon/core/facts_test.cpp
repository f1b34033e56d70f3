// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

Member some_member() {
    Member member{.entered = {0x0102030405060708},
                  .name = MemberName::from_journal("小明"),
                  .since = WallTime(std::chrono::milliseconds(-5)),
                  .door = DoorKind::sealed,
                  .address = parse_address("[fe80::1%2]:40123").value()};
    member.address.local = parse_ip("192.168.1.1").value();
    return member;
}

OwnedName some_name() {
    OwnedName name{.name = MemberName::from_journal("小明"),
                   .key = {},
                   .instance = {~std::uint64_t{7}},
                   .client_sequence = 8,
                   .cursor = {9},
                   .first_used = WallTime(std::chrono::milliseconds(10)),
                   .last_used = WallTime(std::chrono::milliseconds(11))};
    name.key.bytes.fill(12);
    return name;
}

// A member comes back as it was, with the address of ours that it talks to.
TEST(Facts, keep_members) {
    const auto fact = facts::put(some_member());
    EXPECT_EQ(fact.key, "\1\2\3\4\5\6\7\10");
    const auto read = facts::read_member(fact);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, some_member());
    EXPECT_EQ(read->address.local, some_member().address.local);
    EXPECT_EQ(facts::member_key(facts::erase_member(some_member().entered)), some_member().entered);
    EXPECT_FALSE(facts::erase_member({1}).bytes);
}

// So does one for whom a gateway speaks; one that a gateway does not speak for is written as ever.
TEST(Facts, keep_where_a_gateway_is) {
    auto member = some_member();
    member.reached_at = parse_address("192.0.2.1:7").value();
    const auto fact = facts::put(member);
    EXPECT_EQ(facts::read_member(fact), member);
    EXPECT_EQ(fact.bytes->at(0), 3);
    EXPECT_EQ(facts::put(some_member()).bytes->at(0), 1);
    member.node = "a";
    EXPECT_EQ(facts::read_member(facts::put(member)), member);
    for (std::size_t size = 0; size < fact.bytes->size() - member.name.text().size(); ++size) {
        EXPECT_FALSE(facts::read_member({fact.kind, fact.key, fact.bytes->substr(0, size)}));
    }
}

// A name comes back as it was; that its program was kicked is not the same as a kick without words.
TEST(Facts, keep_names) {
    using Reason = Rare<std::string>;
    for (const auto& kicked : {Reason(), Reason(std::string()), Reason(std::string("原因"))}) {
        auto name = some_name();
        name.kicked = kicked;
        EXPECT_EQ(facts::read_name(facts::put(name)), name);
        name.is_used = false;
        EXPECT_EQ(facts::read_name(facts::put(name)), name);
    }
    EXPECT_EQ(facts::put(some_name()).key, "小明");
    EXPECT_EQ(facts::erase_name("小明").key, "小明");
    EXPECT_FALSE(facts::erase_name("小明").bytes);
}

// A name of an older version counts as used, and is still written as that version did.
TEST(Facts, take_old_names_for_used) {
    const auto fact = facts::put(some_name());
    EXPECT_EQ(fact.bytes->at(0), 1);
    EXPECT_TRUE(facts::read_name(fact)->is_used);
}

// Bans, mutes and settings come back as they were, whether they end or not.
TEST(Facts, keep_rules) {
    for (const auto& until : {std::optional<WallTime>(), std::optional(WallTime{}),
                              std::optional(WallTime(std::chrono::milliseconds(-5)))}) {
        const Sanction sanction{.target = "10.0.0.0/8",
                                .whom = "小明",
                                .reason = "吵",
                                .since = WallTime(std::chrono::milliseconds(7)),
                                .until = until};
        const auto ban = facts::put(Measure::ban, sanction);
        EXPECT_EQ(facts::read_sanction(ban), sanction);
        EXPECT_NE(ban.kind, facts::put(Measure::mute, sanction).kind);
        EXPECT_EQ(facts::erase_sanction(Measure::ban, sanction.target),
                  (Fact{ban.kind, "10.0.0.0/8", std::nullopt}));
        const Settings settings{.is_locked = true,
                                .silence = Silence{until},
                                .slow = std::chrono::seconds(9),
                                .topic = "考试",
                                .pinned = "八点",
                                .pinned_event = {5}};
        EXPECT_EQ(facts::read_settings(facts::put(settings)), settings);
    }
    EXPECT_EQ(facts::read_settings(facts::put(Settings{})), Settings{});
}

// What is cut short, or of a newer form, is neither.
TEST(Facts, refuse_what_they_cannot_read) {
    auto member = facts::put(some_member());
    auto name = facts::put(some_name());
    for (std::size_t size = 0; size < member.bytes->size() - some_member().name.text().size();
         ++size) {
        EXPECT_FALSE(facts::read_member({member.kind, member.key, member.bytes->substr(0, size)}));
    }
    for (std::size_t size = 0; size < name.bytes->size(); ++size) {
        EXPECT_FALSE(facts::read_name({name.kind, name.key, name.bytes->substr(0, size)}));
    }
    EXPECT_FALSE(facts::read_member({member.kind, "short", member.bytes}));
    EXPECT_FALSE(facts::member_key({member.kind, "short", {}}));
    EXPECT_FALSE(facts::read_name({name.kind, "", name.bytes}));
    auto ban = facts::put(Measure::ban, {.target = "10.0.0.1", .since = {}});
    auto settings = facts::put(Settings{});
    for (std::size_t size = 0; size < ban.bytes->size(); ++size) {
        EXPECT_FALSE(facts::read_sanction({ban.kind, ban.key, ban.bytes->substr(0, size)}));
    }
    for (std::size_t size = 0; size < settings.bytes->size(); ++size) {
        EXPECT_FALSE(facts::read_settings({settings.kind, {}, settings.bytes->substr(0, size)}));
    }
    EXPECT_FALSE(facts::read_sanction({ban.kind, "", ban.bytes}));
    ban.bytes->at(0) = settings.bytes->at(0) = 2;
    EXPECT_FALSE(facts::read_sanction(ban));
    EXPECT_FALSE(facts::read_settings(settings));
    member.bytes->at(0) = 2;
    name.bytes->at(0) = 3;
    EXPECT_FALSE(facts::read_member(member));
    EXPECT_FALSE(facts::read_name(name));
}

// A door that this version does not have is none.
TEST(Facts, know_their_doors) {
    auto fact = facts::put(some_member());
    fact.bytes->at(1) = 2;
    EXPECT_FALSE(facts::read_member(fact));
}

} // namespace
} // namespace chatroom
