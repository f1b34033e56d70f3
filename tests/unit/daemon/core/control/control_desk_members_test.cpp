// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/sealed/sealed_client.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;

/// What the administrator is told of members.
class DeskMembersTest : public SealedRoomTest {
protected:
    control::MemberDetails show(const std::string& name) {
        return std::get<control::MemberDetails>(call(control::Show{name}).value());
    }

    control::StatsInfo stats() {
        return std::get<control::StatsInfo>(call(control::Stats{}).value());
    }

    static std::uint64_t count(const control::RefusalCounts& counts, classic::Refusal cause) {
        return counts.by_cause.at(static_cast<std::size_t>(cause));
    }
};

// Of a classic member there is what its address tells, and nothing that only a session could.
TEST_F(DeskMembersTest, shows_a_classic_member) {
    send(ann, "L Ann");
    elapsed += 5s;
    send(ann, std::string("C Ann ") + std::string(4000, 'x') + std::string(4000, 'y'));
    elapsed += 7s;
    const auto shown = show("ann");
    EXPECT_EQ(shown.name, "Ann");
    EXPECT_EQ(shown.address, ann);
    EXPECT_EQ(shown.protocol, "classic");
    EXPECT_EQ(shown.entered, Sequence{1});
    EXPECT_EQ(shown.since, now().wall - 12s);
    EXPECT_EQ(shown.idle_seconds, 7U);
    EXPECT_TRUE(shown.reachable);
    EXPECT_EQ(count(shown.refused, classic::Refusal::text_too_long), 1U);
    EXPECT_EQ(shown.fingerprint, "");
    EXPECT_EQ(shown.protocol_version, 0U);
    EXPECT_EQ(shown.sent, 0U);
    EXPECT_EQ(shown.cursor, Sequence{});
    EXPECT_EQ(shown.behind, 0U);
}

// Of a sealed member there is also its key, its protocol, how well it is reached, and how far it
// is.
TEST_F(DeskMembersTest, shows_a_sealed_member) {
    connect(ann_client);
    exchange(ann_client, {ann_client.enter("Ann"), sealed::Program{"chatroom-client 9"}});
    elapsed += 30ms;
    acknowledge(ann_client);
    auto shown = show("Ann");
    EXPECT_EQ(shown.protocol, "sealed");
    EXPECT_EQ(shown.fingerprint, sealed::fingerprint(ann_client.identity.key));
    EXPECT_EQ(shown.protocol_version, sealed::all_versions.highest);
    EXPECT_EQ(shown.program, "chatroom-client 9");
    EXPECT_EQ(shown.round_trip_us, 30'000U);
    EXPECT_EQ(shown.sent, 1U);
    EXPECT_EQ(shown.lost, 0U);
    EXPECT_EQ(shown.cursor, Sequence{1});
    EXPECT_EQ(shown.behind, 0U);
    send(bob, "L Bob");
    pass(ann_client, 1s); // It is sent again, as nothing was acknowledged.
    shown = show("Ann");
    EXPECT_EQ(shown.sent, 3U);
    EXPECT_EQ(shown.lost, 1U);
    EXPECT_EQ(shown.cursor, Sequence{1});
    EXPECT_EQ(shown.behind, 1U);
    elapsed += 4s;
    EXPECT_GE(show("Ann").lag, 4s);
    acknowledge(ann_client);
    EXPECT_EQ(show("Ann").lag, 0s);
}

// A member that no session serves, as after a restart, is shown as far as it is known.
TEST_F(DeskMembersTest, shows_a_member_without_a_session) {
    come_in(ann_client, "Ann");
    open(default_options());
    const auto shown = show("Ann");
    EXPECT_FALSE(shown.reachable);
    EXPECT_EQ(shown.protocol_version, 0U);
    EXPECT_EQ(shown.round_trip_us, 0U);
    EXPECT_EQ(shown.fingerprint, sealed::fingerprint(ann_client.identity.key));
}

// What the administrator has laid down for a member is shown with it.
TEST_F(DeskMembersTest, shows_measures) {
    come_in(ann_client, "Ann");
    EXPECT_FALSE(show("Ann").muted);
    EXPECT_FALSE(show("Ann").exempt);
    call(control::Mute{"Ann", false, {}});
    call(control::Exempt{"Ann"});
    EXPECT_TRUE(show("Ann").muted);
    EXPECT_TRUE(show("Ann").exempt);
}

// What one member is refused is not shown as another's.
TEST_F(DeskMembersTest, shows_the_refusals_of_one_member) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    call(control::Mute{"Ann", false, {}});
    exchange(ann_client, {sealed::Say{1, {"hi"}}});
    EXPECT_EQ(count(show("Ann").refused, classic::Refusal::muted), 1U);
    EXPECT_EQ(show("Bob").refused, control::RefusalCounts{});
}

// Nobody can be shown who is not there.
TEST_F(DeskMembersTest, shows_nobody_who_is_not_inside) {
    EXPECT_EQ(call(control::Show{"Eve"}).error(),
              (control::Error{control::ErrorCode::no_such_member,
                              "nobody named \"Eve\" is in the room"}));
}

// The numbers tell members apart by how they are reached.
TEST_F(DeskMembersTest, counts_members) {
    send(ann, "L Zoe");
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    call(control::Ban{"10.9.9.9", "", {}});
    auto numbers = stats();
    EXPECT_EQ(numbers.members, 3U);
    EXPECT_EQ(numbers.sealed, 2U);
    EXPECT_EQ(numbers.classic, 1U);
    EXPECT_EQ(numbers.unreachable, 0U);
    EXPECT_EQ(numbers.names, 2U);
    EXPECT_EQ(numbers.bans, 1U);
    EXPECT_EQ(numbers.sequence, journal.head());
    EXPECT_EQ(numbers.oldest, Sequence{1});
    EXPECT_EQ(numbers.max_members, default_options().max_members);
    EXPECT_GT(numbers.counters.handshakes, 0U);
    open(default_options());
    EXPECT_EQ(stats().unreachable, 2U);
}

} // namespace
} // namespace chatroom
