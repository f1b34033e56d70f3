// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/datagram_sender.hpp"
#include "tests/unit/daemon/io/scripted_kernel.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <sys/socket.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using State = DatagramSender::State;

class DatagramSenderTest : public testing::Test {
protected:
    void add(const UdpPeer& to, const std::string& text) {
        outputs.deliveries.push_back({.to = to.address(), .payload = outputs.add(text)});
    }

    DatagramSender::Progress send() { return sender.send(outputs.payloads, outputs.deliveries); }

    /// Everything is sent, in so many calls of the kernel's.
    void expect_sent_in(std::size_t calls) {
        kernel.script(std::deque<KernelCall>(calls, {DatagramSender::max_messages, 0}));
        const auto progress = send();
        EXPECT_EQ(progress.sent, outputs.deliveries.size());
        EXPECT_EQ(progress.state, State::done);
        EXPECT_EQ(kernel.calls_left(), 0U);
        EXPECT_THAT(sender.take_failures(), IsEmpty());
    }

    ScriptedKernel kernel;
    UdpPort port{{parse_address("[::]:0").value()}};
    DatagramSender sender{port.descriptor(), AF_INET6};
    UdpPeer first{"127.0.0.1"};
    UdpPeer second{"::1"};
    Outputs outputs;
};

// Datagrams of one size to one address leave as one message, the last may be shorter; each arrives
// by itself.
TEST_F(DatagramSenderTest, SendsEqualSizesTogether) {
    for (const auto* text : {"aaaa", "bbbb", "cc", "dddd"}) {
        add(first, text);
    }
    add(second, "eeee");
    kernel.script({{2, 0}, {1, 0}});
    EXPECT_EQ(send().sent, 5U);
    EXPECT_EQ(kernel.calls_left(), 0U); // Three messages: abc, d, e.
    EXPECT_THAT(first.receive(4), ElementsAre("aaaa", "bbbb", "cc", "dddd"));
    EXPECT_THAT(second.receive(1), ElementsAre("eeee"));
}

// A longer datagram begins a message of its own.
TEST_F(DatagramSenderTest, KeepsLongerOnesApart) {
    for (const auto* text : {"a", "bb", "bb", "a"}) {
        add(first, text);
    }
    kernel.script({{1, 0}, {1, 0}});
    EXPECT_EQ(send().sent, 4U);
    EXPECT_EQ(kernel.calls_left(), 0U); // Two messages: a, bba.
    EXPECT_THAT(first.receive(4), ElementsAre("a", "bb", "bb", "a"));
}

// No message has more datagrams than the kernel cuts, nor more bytes than it takes; none is lost.
TEST_F(DatagramSenderTest, KeepsToTheKernelsLimits) {
    // Not more than the peer's socket has room for.
    for (const auto& [size, count] : {std::pair{std::size_t{5}, 2 * DatagramSender::max_segments},
                                      std::pair{std::size_t{1171}, std::size_t{60}}}) {
        outputs = {};
        std::vector<std::string> expected;
        for (std::size_t number = 0; number < count; ++number) {
            expected.push_back(std::string(size, 'x') + std::to_string(100 + number));
            add(first, expected.back());
        }
        EXPECT_EQ(send().sent, expected.size());
        EXPECT_EQ(first.receive(expected.size()), expected);
    }
}

// Where the kernel or the device cannot cut, everything goes one by one from then on.
TEST_F(DatagramSenderTest, GoesOnWithoutSegmentation) {
    for (const int error : {EIO, EOPNOTSUPP}) {
        DatagramSender other(port.descriptor(), AF_INET6);
        outputs = {};
        add(first, "aaaa");
        add(first, "bbbb");
        kernel.script({{0, error}, {2, 0}});
        EXPECT_EQ(other.send(outputs.payloads, outputs.deliveries).sent, 2U);
        EXPECT_EQ(kernel.calls_left(), 0U);
        kernel.script({{2, 0}});
        EXPECT_EQ(other.send(outputs.payloads, outputs.deliveries).sent, 2U);
        EXPECT_EQ(kernel.calls_left(), 0U);
        EXPECT_THAT(other.take_failures(), IsEmpty());
        EXPECT_THAT(first.receive(4), ElementsAre("aaaa", "bbbb", "aaaa", "bbbb"));
    }
}

// Where the way is too narrow for the pieces, these go one by one and others together as before.
TEST_F(DatagramSenderTest, GoesRoundANarrowWay) {
    for (const int error : {EINVAL, EMSGSIZE}) {
        outputs = {};
        for (const auto* text : {"aaaa", "bbbb"}) {
            add(first, text);
            outputs.deliveries.push_back(outputs.deliveries.back());
        }
        add(second, "cccc");
        add(second, "dddd");
        kernel.script({{0, error}, {4, 0}, {1, 0}});
        EXPECT_EQ(send().sent, 6U);
        EXPECT_EQ(kernel.calls_left(), 0U);
        EXPECT_THAT(first.receive(4), ElementsAre("aaaa", "aaaa", "bbbb", "bbbb"));
        EXPECT_THAT(second.receive(2), ElementsAre("cccc", "dddd"));
        EXPECT_THAT(sender.take_failures(), IsEmpty());
    }
}

// What carries a ticket is sealed on the way, also when it has to be sent twice.
TEST_F(DatagramSenderTest, SealsWhatHasATicket) {
    sealed::SecretKey key;
    key.bytes().fill(7);
    sealed::Sealer sealer(key, 9);
    const auto payload = outputs.add("text");
    for (int count = 0; count < 3; ++count) {
        outputs.deliveries.push_back(
            {.to = first.address(), .payload = payload, .ticket = sealer.next_ticket()});
    }
    kernel.script({{0, EAGAIN}});
    EXPECT_EQ(send().state, State::when_writable);
    expect_sent_in(1);
    sealed::Sealer same(key, 9);
    for (const auto& datagram : first.receive(3)) {
        EXPECT_EQ(datagram, same.seal("text"));
    }
}

// A member whose port is closed costs one report, however many datagrams go there at once.
TEST_F(DatagramSenderTest, ReportsAClosedPort) {
    second.die();
    for (int count = 0; count < 3; ++count) {
        add(second, "to nobody");
        add(first, "to somebody");
    }
    add(second, "to nobody");
    add(second, "to nobody");
    EXPECT_EQ(send().sent, 8U);
    EXPECT_THAT(first.receive(3), ElementsAre("to somebody", "to somebody", "to somebody"));
    for (const auto& failure : sender.take_failures()) {
        EXPECT_EQ(failure.address, second.address());
        EXPECT_TRUE(failure.port_closed);
    }
}

} // namespace
} // namespace chatroom
