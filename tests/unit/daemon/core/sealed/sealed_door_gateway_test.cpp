// SPDX-License-Identifier: GPL-3.0-or-later
// Gateways that say for whom they speak, and whether they are believed.
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::_;
using ::testing::Contains;
using ::testing::Not;
using ::testing::VariantWith;

class SealedDoorGatewayTest : public SealedDoorTest {
protected:
    /// The room believes the gateways there, and has so many places for each network.
    void believe(const char* gateways, std::size_t places = 1) {
        auto options = default_options();
        options.limits.sealed_of_a_network = places;
        options.gateways = {AddressRange::parse(gateways).value()};
        room.emplace(options, test_secrets(), journal, now());
        room->finish_turn(now());
    }

    /// What the client gets that enters for somebody there.
    Frames enter_for(SealedClient& client, const std::string& name, const char* there) {
        connect(client);
        return exchange(client, {sealed::From{parse_ip(there).value()}, client.enter(name)});
    }

    SealedClient one{address("192.0.2.80:1001"), 11};
    SealedClient other{address("192.0.2.80:1002"), 12};
    SealedClient third{address("192.0.2.80:1003"), 13};
};

// Places are those of the networks that people come from.
TEST_F(SealedDoorGatewayTest, counts_for_whom_it_speaks) {
    believe("192.0.2.80");
    EXPECT_THAT(enter_for(one, "Ann", "203.0.113.1"), Contains(VariantWith<sealed::Welcome>(_)));
    EXPECT_EQ(only_member().address, "203.0.113.1:0");
    EXPECT_THAT(enter_for(other, "Bob", "203.0.113.2"), Contains(VariantWith<sealed::Welcome>(_)));
    EXPECT_THAT(enter_for(third, "Carol", "203.0.113.1"),
                Contains(VariantWith<sealed::Refused>(::testing::Field(
                    &sealed::Refused::reason, sealed::RefusalReason::too_many_from_there))));
}

// Of everybody else it is passed over.
TEST_F(SealedDoorGatewayTest, believes_nobody_else) {
    believe("192.0.2.81");
    EXPECT_THAT(enter_for(one, "Ann", "203.0.113.1"), Contains(VariantWith<sealed::Welcome>(_)));
    EXPECT_EQ(only_member().address, "192.0.2.80:1001");
    EXPECT_THAT(enter_for(other, "Bob", "203.0.113.2"),
                Not(Contains(VariantWith<sealed::Welcome>(_))));
}

// A ban of a network is about those that a gateway speaks for, not about the gateway.
TEST_F(SealedDoorGatewayTest, bars_whom_it_speaks_for) {
    believe("192.0.2.80", 9);
    call(control::Ban{"203.0.113.0/24", "noise", {}});
    EXPECT_THAT(enter_for(one, "Ann", "203.0.113.1"),
                Contains(VariantWith<sealed::Refused>(
                    ::testing::Field(&sealed::Refused::reason, sealed::RefusalReason::banned))));
    EXPECT_THAT(enter_for(other, "Bob", "198.51.100.1"), Contains(VariantWith<sealed::Welcome>(_)));
}

// After a restart the gateway is told that the room is there, not the people it speaks for.
TEST_F(SealedDoorGatewayTest, is_woken_where_it_is) {
    believe("192.0.2.80");
    enter_for(one, "Ann", "203.0.113.1");
    const auto first = restart();
    ASSERT_EQ(first.deliveries.size(), 1U);
    EXPECT_EQ(first.deliveries[0].to, one.address);
    EXPECT_EQ(only_member().address, "203.0.113.1:0");
}

// Who goes elsewhere behind its gateway is there from then on, and put out if nobody may be there.
TEST_F(SealedDoorGatewayTest, follows_whom_it_speaks_for) {
    believe("192.0.2.80");
    enter_for(one, "Ann", "203.0.113.1");
    acknowledge(one);
    const sealed::From elsewhere{parse_ip("198.51.100.1").value()};
    exchange(one, {elsewhere, sealed::Ping{}});
    EXPECT_EQ(only_member().address, "198.51.100.1:0");
    call(control::Ban{"203.0.113.0/24", "noise", {}});
    EXPECT_THAT(exchange(one, {elsewhere, sealed::Ping{}}),
                Not(Contains(VariantWith<sealed::Closed>(_))));
    EXPECT_THAT(exchange(one, {sealed::From{parse_ip("203.0.113.7").value()}, sealed::Ping{}}),
                Contains(VariantWith<sealed::Closed>(_)));
}

// Where the session goes on at another address than a gateway's, that address counts.
TEST_F(SealedDoorGatewayTest, counts_no_more_elsewhere) {
    believe("192.0.2.80");
    enter_for(one, "Ann", "203.0.113.1");
    acknowledge(one);
    const auto token = question_at(one, address("198.51.100.7:7"));
    exchange(one, {sealed::Response{token}});
    EXPECT_EQ(only_member().address, "198.51.100.7:7");
}

} // namespace
} // namespace chatroom
