// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/packet_info.hpp"
#include "daemon/io/udp_port.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <utility>

#include <gmock/gmock.h>
#include <poll.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Address at(const char* ip, const UdpPort& port) {
    return {.ip = parse_ip(ip).value(), .port = port.local_address().port};
}

/// Who sent the next datagram that the port gets, with the address that was asked.
Address next_sender(UdpPort& port) {
    if (!await(port.descriptor(), POLLIN)) {
        return {};
    }
    const auto received = port.receive();
    return received.size() == 1 ? received.front().sender : Address{};
}

/// A port on all addresses: as an IPv6 socket that serves IPv4, too, and as an IPv4 socket.
class PacketInfoOf : public testing::TestWithParam<const char*> {
protected:
    UdpPort port{{parse_address(GetParam()).value()}};
};

// A member who hears only the address it asked is answered from there.
TEST_P(PacketInfoOf, AnswersFromTheAddressThatWasAsked) {
    UdpPeer peer("127.0.0.1");
    const auto asked = at("127.0.0.2", port);
    peer.connect(asked);
    peer.send(asked, "L a");
    const auto sender = next_sender(port);
    EXPECT_EQ(sender, peer.address());
    EXPECT_EQ(sender.local, asked.ip);
    enqueue(port, {{"OK", {sender}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(peer.receive(1), ElementsAre("OK"));
}

// Members who asked different addresses hear the same from where each of them asked.
TEST_P(PacketInfoOf, AnswersEachFromItsAddress) {
    UdpPeer first("127.0.0.1");
    UdpPeer second("127.0.0.1");
    first.connect(at("127.0.0.2", port));
    second.connect(at("127.0.0.3", port));
    first.send(at("127.0.0.2", port), "L a");
    const auto first_sender = next_sender(port);
    second.send(at("127.0.0.3", port), "L b");
    const auto second_sender = next_sender(port);
    EXPECT_EQ(ip_to_string(first_sender.local), "127.0.0.2");
    EXPECT_EQ(ip_to_string(second_sender.local), "127.0.0.3");
    enqueue(port, {{"1", {first_sender, second_sender}}, {"2", {second_sender, first_sender}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(first.receive(2), ElementsAre("1", "2"));
    EXPECT_THAT(second.receive(2), ElementsAre("1", "2"));
}

// An address that is not ours any more keeps no datagram back, nor one to somebody else.
TEST_P(PacketInfoOf, SendsWithoutAnAddressThatIsNotOurs) {
    UdpPeer first("127.0.0.1");
    UdpPeer second("127.0.0.1");
    auto moved = first.address();
    moved.local = parse_ip("192.0.2.1").value();
    enqueue(port, {{"1", {second.address(), moved, second.address()}}, {"2", {moved}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(first.receive(2), ElementsAre("1", "2"));
    EXPECT_THAT(second.receive(2), ElementsAre("1", "1"));
    EXPECT_THAT(port.take_failures(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Ports, PacketInfoOf, testing::Values("[::]:0", "0.0.0.0:0"),
                         [](const auto& port) {
                             return std::string(port.index == 0 ? "all" : "ipv4");
                         });

// The same holds for IPv6: the address that was asked is known and answers.
TEST(PacketInfo, AnswersIpv6FromTheAddressThatWasAsked) {
    UdpPort port({parse_address("[::]:0").value()});
    UdpPeer peer("::1");
    peer.connect(at("::1", port));
    peer.send(at("::1", port), "L a");
    auto sender = next_sender(port);
    EXPECT_EQ(sender, peer.address());
    EXPECT_EQ(ip_to_string(sender.local), "::1");
    enqueue(port, {{"OK", {sender}}});
    sender.local = parse_ip("2001:db8::1").value();
    enqueue(port, {{"again", {sender}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(peer.receive(2), ElementsAre("OK", "again"));
    EXPECT_THAT(port.take_failures(), IsEmpty());
}

// Who asked a port on one address is remembered to have asked that one, as the port may be on
// several after a restart.
TEST(PacketInfo, IsKnownOnOneAddress) {
    for (const std::string ip : {"127.0.0.2", "::1"}) {
        UdpPort port({{.ip = parse_ip(ip).value()}});
        UdpPeer peer(ip == "::1" ? "::1" : "127.0.0.1");
        peer.connect(port.local_address());
        peer.send(port.local_address(), "L a");
        const auto sender = next_sender(port);
        EXPECT_EQ(sender, peer.address());
        EXPECT_EQ(ip_to_string(sender.local), ip);
        enqueue(port, {{"OK", {sender}}});
        EXPECT_EQ(port.flush(), flushed);
        EXPECT_THAT(peer.receive(1), ElementsAre("OK"));
    }
}

// A datagram without control data leaves the choice to the kernel, and so does no address.
TEST(PacketInfo, MayBeUnknown) {
    msghdr header{};
    EXPECT_EQ(local_ip(header), Address{}.local);
    PacketInfo info;
    info.send_with(header, Address{}.local, AF_INET6);
    EXPECT_EQ(header.msg_control, nullptr);
    EXPECT_EQ(header.msg_controllen, 0U);
}

// What is attached for sending is what is read on receiving, in both families.
TEST(PacketInfo, RoundTrip) {
    const auto ipv4 = parse_ip("127.0.0.2").value();
    const auto ipv6 = parse_ip("2001:db8::1").value();
    for (const auto& [family, ip] :
         {std::pair{AF_INET, ipv4}, std::pair{AF_INET6, ipv4}, std::pair{AF_INET6, ipv6}}) {
        msghdr header{};
        PacketInfo info;
        info.send_with(header, ip, family);
        EXPECT_EQ(ip_to_string(local_ip(header)), ip_to_string(ip)) << family;
    }
}

} // namespace
} // namespace chatroom
