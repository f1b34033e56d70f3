// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/udp_port.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <algorithm>
#include <cerrno>
#include <deque>

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>

namespace {

/// What the kernel does with one call of sendmmsg: takes at most so many, or fails.
struct Call {
    unsigned most = 0;
    int error = 0;
};

/// The calls to come; when there is none left, the kernel does as it likes.
std::deque<Call> script; // NOLINT: the linker's seam has no other place.

} // namespace

extern "C" {
// The linker gives the calls of sendmmsg to the first and the C library's to the second (ld(1),
// --wrap).
int __real_sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags); // NOLINT

int __wrap_sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags) { // NOLINT
    if (script.empty()) {
        return __real_sendmmsg(socket, messages, count, flags);
    }
    const auto call = script.front();
    script.pop_front();
    if (call.error != 0) {
        errno = call.error;
        return -1;
    }
    return __real_sendmmsg(socket, messages, std::min(count, call.most), flags);
}
}

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Flush = UdpPort::Flush;

class UdpPortFlush : public testing::Test {
protected:
    ~UdpPortFlush() override { script.clear(); }

    void enqueue(const std::vector<std::string>& datagrams) {
        for (const auto& datagram : datagrams) {
            port.enqueue({{datagram, {first.address(), second.address()}}});
        }
    }

    UdpPort port{parse_address("[::]:0").value()};
    UdpPeer first{"127.0.0.1"};
    UdpPeer second{"::1"};
};

// With nothing to send, flushing is done and asks the kernel nothing.
TEST_F(UdpPortFlush, NothingToSend) {
    script = {{0, EIO}};
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_EQ(script.size(), 1U);
    EXPECT_THAT(port.take_failures(), IsEmpty());
}

// A full socket buffer stops the flush in the middle of a transmission; it goes on exactly there.
TEST_F(UdpPortFlush, GoesOnWhereTheBufferWasFull) {
    enqueue({"1", "2", "3"});
    script = {{3, 0}, {0, EAGAIN}};
    EXPECT_EQ(port.flush(), Flush::when_writable);
    EXPECT_THAT(first.receive(2), ElementsAre("1", "2"));
    EXPECT_THAT(second.receive(1), ElementsAre("1"));
    EXPECT_FALSE(first.has_more());
    EXPECT_FALSE(second.has_more());

    enqueue({"4"});
    script = {{0, EAGAIN}};
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
    script = {{1, 0}, {0, EAGAIN}};
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
        script = {{1, 0}, {0, error}};
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
        script = {{0, error}};
        EXPECT_EQ(port.flush(), Flush::done);
        EXPECT_THAT(first.receive(1), ElementsAre("1"));
        EXPECT_THAT(second.receive(1), ElementsAre("1"));
        EXPECT_THAT(port.take_failures(), IsEmpty());
    }
}

// An error that stays is the datagram's own: it is skipped and its address reported, once.
TEST_F(UdpPortFlush, SkipsWhatFailsTwice) {
    enqueue({"1"});
    script = {{0, EPERM}, {0, EPERM}};
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
    script.assign(64, {0, ECONNREFUSED});
    EXPECT_EQ(port.flush(), Flush::done);
    EXPECT_THAT(second.receive(1), ElementsAre("1"));
    EXPECT_FALSE(first.has_more());
}

} // namespace
} // namespace chatroom
