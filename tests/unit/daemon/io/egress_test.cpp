// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/egress.hpp"
#include "tests/unit/daemon/io/scripted_kernel.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <algorithm>
#include <cerrno>
#include <map>

#include <gmock/gmock.h>
#include <sys/socket.h>

namespace chatroom {
namespace {

using testing::IsEmpty;
using Flush = Egress::Flush;

class EgressTest : public testing::Test {
protected:
    /// So many datagrams to each of so many addresses at which nobody is. They differ in size, so
    /// that each is a message.
    static Outputs fan_out(std::uint16_t addresses, std::size_t each) {
        Outputs outputs;
        for (std::size_t number = 0; number < each; ++number) {
            outputs.add(std::string(number + 1, 'x'));
        }
        for (std::uint16_t port = 1; port <= addresses; ++port) {
            for (std::uint32_t payload = 0; payload < each; ++payload) {
                auto to = parse_address("127.0.0.1:0").value();
                to.port = port;
                outputs.deliveries.push_back({.to = to, .payload = payload});
            }
        }
        return outputs;
    }

    /// Notes what is sent instead of sending it.
    void swallow(std::deque<KernelCall> calls = {}) {
        kernel.swallow([this](const Address& to,
                              std::string_view datagram) { sent[to].push_back(datagram.size()); },
                       std::move(calls));
    }

    static std::vector<std::size_t> from_one_to(std::size_t most) {
        std::vector<std::size_t> sizes;
        for (std::size_t size = 1; size <= most; ++size) {
            sizes.push_back(size);
        }
        return sizes;
    }

    ScriptedKernel kernel;
    UdpPort port{{parse_address("[::]:0").value()}};
    std::map<Address, std::vector<std::size_t>> sent;
};

// However many workers send, each address gets everything once and in order.
TEST_F(EgressTest, KeepsTheOrderOfEachAddress) {
    for (const std::size_t workers : {1U, 2U, 3U, 8U}) {
        sent.clear();
        swallow();
        Egress egress(port.descriptor(), AF_INET6, workers);
        auto outputs = fan_out(1000, 7);
        egress.enqueue(outputs);
        EXPECT_THAT(outputs.deliveries, IsEmpty());
        auto flush = egress.flush();
        for (int times = 0; flush == Flush::more && times < 10; ++times) {
            flush = egress.flush();
        }
        EXPECT_EQ(flush, Flush::done);
        EXPECT_EQ(sent.size(), 1000U);
        for (const auto& [address, sizes] : sent) {
            EXPECT_EQ(sizes, from_one_to(7)) << to_string(address);
        }
    }
}

// Whatever part of a fan-out meets a full buffer, and whenever, nothing is lost or sent twice.
TEST_F(EgressTest, GoesOnWhereEachWorkerWas) {
    Egress egress(port.descriptor(), AF_INET6, 4);
    for (int round = 0; round < 20; ++round) {
        sent.clear();
        auto outputs = fan_out(200, 5);
        egress.enqueue(outputs);
        kernel.script({}); // Nothing is swallowed.
        kernel.fail_always(EAGAIN);
        EXPECT_EQ(egress.flush(), Flush::when_writable);
        auto later = fan_out(200, 1);
        std::for_each(later.deliveries.begin(), later.deliveries.end(),
                      [](Delivery& delivery) { delivery.to.port += 1000; });
        egress.enqueue(later);
        kernel.script({});
        swallow();
        EXPECT_EQ(egress.flush(), Flush::done);
        EXPECT_EQ(sent.size(), 400U);
        for (const auto& [address, sizes] : sent) {
            EXPECT_EQ(sizes, from_one_to(address.port > 1000 ? 1 : 5));
        }
    }
}

// The same when one worker meets it after a while, and the others go on or not.
TEST_F(EgressTest, GoesOnWhereOneWorkerStopped) {
    Egress egress(port.descriptor(), AF_INET6, 3);
    constexpr KernelCall takes{7, 0};
    for (std::size_t before = 0; before < 40; ++before) {
        sent.clear();
        auto outputs = fan_out(400, 5);
        egress.enqueue(outputs);
        std::deque<KernelCall> calls(before, takes);
        calls.push_back({0, EAGAIN});
        swallow(calls);
        EXPECT_EQ(egress.flush(), Flush::when_writable);
        swallow();
        EXPECT_EQ(egress.flush(), Flush::done);
        EXPECT_EQ(sent.size(), 400U);
        for (const auto& [address, sizes] : sent) {
            EXPECT_EQ(sizes, from_one_to(5)) << to_string(address);
        }
    }
}

// What is said while something waits goes behind it.
TEST_F(EgressTest, PutsMoreBehindWhatWaits) {
    Egress egress(port.descriptor(), AF_INET6, 2);
    UdpPeer peer("127.0.0.1");
    const auto say = [&](const std::string& text) {
        Outputs outputs;
        outputs.deliveries.push_back({.to = peer.address(), .payload = outputs.add(text)});
        egress.enqueue(outputs);
    };
    say("1");
    kernel.fail_always(ENOBUFS);
    EXPECT_EQ(egress.flush(), Flush::later);
    say("22");
    kernel.script({});
    EXPECT_EQ(egress.flush(), Flush::done);
    EXPECT_THAT(peer.receive(2), testing::ElementsAre("1", "22"));
}

} // namespace
} // namespace chatroom
