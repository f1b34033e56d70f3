// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/udp_port.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <algorithm>
#include <system_error>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Address any_address() {
    return parse_address("[::]:0").value();
}

/// Numbered datagrams, as many, with a word in front.
std::vector<std::string> numbered(const std::string& word, std::size_t count) {
    std::vector<std::string> result;
    for (std::size_t number = 0; number < count; ++number) {
        result.push_back(word + std::to_string(number));
    }
    return result;
}

// A port on all addresses gets datagrams of both families, IPv4 ones from mapped addresses.
TEST(UdpPort, ServesBothFamilies) {
    UdpPort port({any_address()});
    UdpPeer ipv4("127.0.0.1");
    UdpPeer ipv6("::1");
    ipv4.send(seen_from(ipv4, port), "四");
    ipv6.send(seen_from(ipv6, port), "六");
    EXPECT_THAT(receive_all(port, 2), testing::UnorderedElementsAre(Arrived{ipv4.address(), "四"},
                                                                    Arrived{ipv6.address(), "六"}));
    EXPECT_EQ(to_string(ipv4.address()), "127.0.0.1:" + std::to_string(ipv4.address().port));

    enqueue(port, {{"给两位", {ipv4.address(), ipv6.address()}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(ipv4.receive(1), ElementsAre("给两位"));
    EXPECT_THAT(ipv6.receive(1), ElementsAre("给两位"));
}

// A port on an IPv4 address serves IPv4, and its address says which port was picked.
TEST(UdpPort, ServesOneIpv4Address) {
    UdpPort port({parse_address("127.0.0.1:0").value()});
    UdpPeer peer("127.0.0.1");
    EXPECT_NE(port.local_address().port, 0);
    EXPECT_EQ(port.local_address().ip, parse_ip("127.0.0.1"));
    peer.send(port.local_address(), "L a");
    EXPECT_THAT(receive_all(port, 1), ElementsAre(Arrived{peer.address(), "L a"}));
    enqueue(port, {{"OK", {peer.address()}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(peer.receive(1), ElementsAre("OK"));
}

// What the port sends may be cut into fragments on the way, whatever ICMP says of the path.
TEST(UdpPort, LetsItsDatagramsBeCut) {
    const auto option = [](const UdpPort& port, int level, int name) {
        int value = -1;
        socklen_t length = sizeof value;
        EXPECT_EQ(::getsockopt(port.descriptor(), level, name, &value, &length), 0);
        return value;
    };
    const UdpPort ipv4({parse_address("127.0.0.1:0").value()});
    EXPECT_EQ(option(ipv4, SOL_IP, IP_MTU_DISCOVER), IP_PMTUDISC_OMIT);
    const UdpPort both({any_address()});
    EXPECT_EQ(option(both, SOL_IP, IP_MTU_DISCOVER), IP_PMTUDISC_OMIT);
    EXPECT_EQ(option(both, SOL_IPV6, IPV6_MTU_DISCOVER), IPV6_PMTUDISC_OMIT);
}

// A port that is taken is refused in words that name it.
TEST(UdpPort, SaysWhichPortIsTaken) {
    UdpPort first({parse_address("127.0.0.1:0").value()});
    try {
        UdpPort second({first.local_address()});
        FAIL() << "two ports share one address";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::address_in_use);
        EXPECT_THAT(error.what(), HasSubstr(to_string(first.local_address())));
    }
}

// More datagrams than one batch holds arrive in their order, empty ones included.
TEST(UdpPort, ReceivesInBatches) {
    UdpPort port({any_address()});
    UdpPeer peer("127.0.0.1");
    auto sent = numbered("C a ", UdpPort::batch_size + 6);
    sent.back().clear();
    std::vector<Arrived> expected;
    for (const auto& datagram : sent) {
        peer.send(seen_from(peer, port), datagram);
        expected.push_back({peer.address(), datagram});
    }
    EXPECT_EQ(receive_all(port, sent.size()), expected);
    EXPECT_THAT(port.receive(), IsEmpty());
}

// The longest datagram there is arrives cut and harms nothing that comes after it.
TEST(UdpPort, CutsWhatIsTooLong) {
    UdpPort port({any_address()});
    UdpPeer peer("127.0.0.1");
    const std::string longest(65'507, 'x');
    peer.send(seen_from(peer, port), longest);
    peer.send(seen_from(peer, port), "next");
    EXPECT_THAT(receive_all(port, 2),
                ElementsAre(Arrived{peer.address(), longest.substr(0, UdpPort::max_received_bytes)},
                            Arrived{peer.address(), "next"}));
}

// Many transmissions to many addresses reach each of them in their order.
TEST(UdpPort, KeepsTheOrder) {
    UdpPort port({any_address()});
    UdpPeer first("127.0.0.1");
    UdpPeer second("::1");
    const auto datagrams = numbered("text ", 100);
    std::vector<Transmission> transmissions;
    for (const auto& datagram : datagrams) {
        transmissions.push_back({datagram, {first.address(), second.address()}});
        transmissions.push_back({"to nobody", {}});
    }
    enqueue(port, transmissions);
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_EQ(first.receive(datagrams.size()), datagrams);
    EXPECT_EQ(second.receive(datagrams.size()), datagrams);
    EXPECT_THAT(port.take_failures(), IsEmpty());
}

// The ICMP errors of closed ports never cost a living member a datagram, whatever the order of the
// addresses, and name exactly the closed ones.
TEST(UdpPort, DeadMembersCostNobodyAnything) {
    constexpr std::size_t rounds = 5;
    constexpr std::size_t members = 150;
    UdpPort port({any_address()});
    std::vector<UdpPeer> living;
    std::vector<Address> dead;
    std::vector<UdpPeer> kept;
    std::vector<Address> everybody;
    for (std::size_t index = 0; index < members; ++index) {
        UdpPeer peer(index % 4 < 2 ? "127.0.0.1" : "::1");
        everybody.push_back(peer.address());
        // Alone, in pairs and in a long run: each place in a batch is tried.
        const bool dies = index % 2 == 0 || index % 7 == 0 || (index > 60 && index < 90);
        if (dies) {
            peer.die();
            dead.push_back(peer.address());
        }
        (dies ? kept : living).push_back(std::move(peer));
    }
    const auto datagrams = numbered("round ", rounds);
    for (const auto& datagram : datagrams) {
        enqueue(port, {{datagram, everybody}});
        EXPECT_EQ(port.flush(), flushed);
        auto closed = closed_ports(port, dead.size());
        std::sort(closed.begin(), closed.end());
        auto expected = dead;
        std::sort(expected.begin(), expected.end());
        EXPECT_EQ(closed, expected) << datagram;
    }
    for (auto& peer : living) {
        EXPECT_EQ(peer.receive(rounds), datagrams);
        EXPECT_FALSE(peer.has_more());
    }
}

// Once a dead member is reported, the port has nothing left to tell: waiting on it waits.
TEST(UdpPort, LeavesNoErrorUnread) {
    UdpPort port({any_address()});
    UdpPeer dead("127.0.0.1");
    UdpPeer living("127.0.0.1");
    dead.die();
    enqueue(port, {{"hello", {dead.address(), living.address()}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(living.receive(1), ElementsAre("hello"));
    EXPECT_THAT(closed_ports(port, 1), ElementsAre(dead.address()));
    pollfd waiting{.fd = port.descriptor(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&waiting, 1, 0), 0) << "events " << waiting.revents;
}

// An ICMP error that waits does not keep the port from receiving.
TEST(UdpPort, ReceivesInSpiteOfErrors) {
    UdpPort port({any_address()});
    UdpPeer dead("::1");
    UdpPeer living("127.0.0.1");
    dead.die();
    enqueue(port, {{"hello", {dead.address()}}});
    EXPECT_EQ(port.flush(), flushed);
    living.send(seen_from(living, port), "L a");
    EXPECT_THAT(receive_all(port, 1), ElementsAre(Arrived{living.address(), "L a"}));
    EXPECT_THAT(closed_ports(port, 1), ElementsAre(dead.address()));
}

// An address to which the kernel sends nothing is skipped and reported, the others are served.
TEST(UdpPort, SkipsWhatCannotBeSent) {
    UdpPort port({any_address()});
    UdpPeer ipv4("127.0.0.1");
    UdpPeer ipv6("::1");
    const auto no_port = parse_address("127.0.0.1:0").value();
    const auto broadcast = parse_address("255.255.255.255:9").value();
    const auto no_port_either = parse_address("[::1]:0").value();
    enqueue(port,
            {{"hello", {no_port, ipv4.address(), broadcast, no_port_either, ipv6.address()}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(ipv4.receive(1), ElementsAre("hello"));
    EXPECT_THAT(ipv6.receive(1), ElementsAre("hello"));
    std::vector<Address> unreachable;
    for (const auto& [address, port_closed, quoted] : port.take_failures()) {
        unreachable.push_back(address);
        EXPECT_FALSE(port_closed) << to_string(address);
    }
    EXPECT_THAT(unreachable, ElementsAre(no_port, broadcast, no_port_either));
}

// An IPv6 address that a journal remembers is unreachable from an IPv4 port; it must not be taken
// for the IPv4 address that its last bytes make.
TEST(UdpPort, SendsNoIpv6AddressOverIpv4) {
    UdpPort port({parse_address("127.0.0.1:0").value()});
    UdpPeer bystander("127.0.0.1");
    UdpPeer member("127.0.0.1");
    auto address = parse_address("[2001:db8::7f00:1]:9").value();
    address.port = bystander.address().port;
    enqueue(port, {{"hello", {address, member.address()}}, {"hello", {address}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(member.receive(1), ElementsAre("hello"));
    EXPECT_FALSE(bystander.has_more());
    std::vector<Address> unreachable;
    for (const auto& failure : port.take_failures()) {
        unreachable.push_back(failure.address);
        EXPECT_FALSE(failure.port_closed);
    }
    EXPECT_THAT(unreachable, ElementsAre(address, address));
}

// A datagram that is too long for the network is our own fault: it is dropped, and nobody is
// reported as unreachable for it.
TEST(UdpPort, BlamesNobodyForALongDatagram) {
    UdpPort port({any_address()});
    UdpPeer peer("127.0.0.1");
    enqueue(port, {{std::string(70'000, 'x'), {peer.address()}}, {"next", {peer.address()}}});
    EXPECT_EQ(port.flush(), flushed);
    EXPECT_THAT(peer.receive(1), ElementsAre("next"));
    EXPECT_THAT(port.take_failures(), IsEmpty());
}

} // namespace
} // namespace chatroom
