// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/udp_port.hpp"
#include "tests/unit/daemon/io/scripted_kernel.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <poll.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Flush = UdpPort::Flush;

class UdpPortFlush : public testing::Test {
protected:
    void enqueue(const std::vector<std::string>& datagrams) {
        for (const auto& datagram : datagrams) {
            chatroom::enqueue(port, {{datagram, {first.address(), second.address()}}});
        }
    }

    ScriptedKernel kernel;
    UdpPort port{{parse_address("[::]:0").value()}};
    UdpPeer first{"127.0.0.1"};
    UdpPeer second{"::1"};
};

// With nothing to send, flushing is done and asks the kernel nothing.
TEST_F(UdpPortFlush, NothingToSend) {
    kernel.script({{0, EIO}});
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_EQ(kernel.calls_left(), 1U);
    EXPECT_THAT(port.take_failures(), IsEmpty());
}

// A full socket buffer stops the flush in the middle of a transmission; it goes on exactly there.
TEST_F(UdpPortFlush, GoesOnWhereTheBufferWasFull) {
    enqueue({"1", "2", "3"});
    kernel.script({{3, 0}, {0, EAGAIN}});
    EXPECT_EQ(port.flush(), Flush::when_writable);
    EXPECT_THAT(first.receive(2), ElementsAre("1", "2"));
    EXPECT_THAT(second.receive(1), ElementsAre("1"));
    EXPECT_FALSE(first.has_more());
    EXPECT_FALSE(second.has_more());

    enqueue({"4"});
    kernel.script({{0, EAGAIN}});
    EXPECT_EQ(port.flush(), Flush::when_writable);
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_THAT(first.receive(2), ElementsAre("3", "4"));
    EXPECT_THAT(second.receive(3), ElementsAre("2", "3", "4"));
    EXPECT_THAT(port.take_failures(), IsEmpty());
}

// An ICMP error that comes while the buffer is full is read: whoever waits for room waits.
TEST_F(UdpPortFlush, LeavesNoErrorUnreadWhenFull) {
    first.die();
    enqueue({"1"});
    kernel.script({{1, 0}, {0, EAGAIN}});
    EXPECT_EQ(port.flush(), Flush::when_writable);
    pollfd waiting{.fd = port.descriptor(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&waiting, 1, 0), 0) << "events " << waiting.revents;
    EXPECT_THAT(closed_ports(port, 1), ElementsAre(first.address()));
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_THAT(second.receive(1), ElementsAre("1"));
}

// A kernel out of memory or queue is tried again later, and nothing is lost or reported.
TEST_F(UdpPortFlush, WaitsForMemory) {
    for (const int error : {ENOBUFS, ENOMEM}) {
        enqueue({"1"});
        kernel.script({{1, 0}, {0, error}});
        EXPECT_EQ(port.flush(), Flush::later);
        EXPECT_EQ(port.flush(), Flush::done);
        EXPECT_THAT(first.receive(1), ElementsAre("1"));
        EXPECT_THAT(second.receive(1), ElementsAre("1"));
        EXPECT_THAT(port.take_failures(), IsEmpty());
    }
}

// An error that the kernel reports once is an earlier datagram's, even if the error queue had no
// room to say so: the datagram at hand is sent again.
TEST_F(UdpPortFlush, TriesAgainAfterSomebodyElsesError) {
    for (const int error : {ECONNREFUSED, EHOSTUNREACH, EINTR}) {
        enqueue({"1"});
        kernel.script({{0, error}});
        EXPECT_EQ(port.flush(), Flush::done);
        EXPECT_THAT(first.receive(1), ElementsAre("1"));
        EXPECT_THAT(second.receive(1), ElementsAre("1"));
        EXPECT_THAT(port.take_failures(), IsEmpty());
    }
}

// An error that stays is the datagram's own: it is skipped and its address reported, once.
TEST_F(UdpPortFlush, SkipsWhatFailsTwice) {
    enqueue({"1"});
    kernel.script({{0, EPERM}, {0, EPERM}});
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_THAT(second.receive(1), ElementsAre("1"));
    EXPECT_FALSE(first.has_more());
    const auto failures = port.take_failures();
    ASSERT_EQ(failures.size(), 1U);
    EXPECT_EQ(failures.front().address, first.address());
    EXPECT_FALSE(failures.front().port_closed);
}

// An error that never ends holds nobody up for ever.
TEST_F(UdpPortFlush, GivesUpAtLast) {
    enqueue({"1"});
    kernel.script(std::deque<KernelCall>(64, {0, ECONNREFUSED}));
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_THAT(second.receive(1), ElementsAre("1"));
    EXPECT_FALSE(first.has_more());
}

/// What left the port, in its order.
using Sent = std::vector<std::pair<Address, std::string>>;

// Much is sent in several calls, each of which leaves the loop in time; all of it leaves, in order.
TEST_F(UdpPortFlush, SendsMuchInPieces) {
    Sent sent;
    kernel.swallow([&](const Address& to, std::string_view datagram) {
        sent.emplace_back(to, std::string(datagram));
    });
    constexpr auto most = Egress::max_flushed_at_once;
    Sent expected;
    for (std::size_t number = 0; expected.size() < 2 * most + 100; ++number) {
        enqueue({std::to_string(number)});
        expected.emplace_back(first.address(), std::to_string(number));
        expected.emplace_back(second.address(), std::to_string(number));
    }
    EXPECT_EQ(port.flush(), Flush::more);
    EXPECT_EQ(sent.size(), most);
    EXPECT_EQ(port.flush(), Flush::more);
    EXPECT_EQ(sent.size(), 2 * most);
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_EQ(sent, expected);
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_EQ(sent.size(), expected.size());
}

// When exactly as much waits as one call may send, nothing more waits afterwards.
TEST_F(UdpPortFlush, SendsAsMuchAsOneCallMay) {
    std::size_t sent = 0;
    kernel.swallow([&](const Address&, std::string_view) { ++sent; });
    enqueue(std::vector<std::string>(Egress::max_flushed_at_once / 2, "x"));
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_EQ(sent, Egress::max_flushed_at_once);
}

} // namespace
} // namespace chatroom
