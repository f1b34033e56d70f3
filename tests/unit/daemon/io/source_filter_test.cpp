// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.hpp"
#include "daemon/io/socket_address.hpp"
#include "daemon/io/source_filter.hpp"

#include <cerrno>
#include <string>

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <sys/socket.h>

namespace chatroom {
namespace {

/// One in so many that hardly any comes through.
constexpr std::uint32_t hardly_any = 1U << 31U;
constexpr std::size_t datagrams_sent = 50;

/// How many instructions a filter has for a port of IPv6, the largest kind.
constexpr std::size_t one_ipv6_sender = 18;

/// For as long as it exists, a socket is granted so many instructions for its filter and the one
/// that takes its place, as by a kernel with little net.core.optmem_max.
class FilterMemory {
public:
    explicit FilterMemory(std::size_t granted_instructions) {
        granted() = granted_instructions;
        used() = detached() = 0;
    }
    ~FilterMemory() { granted() = unlimited; }
    FilterMemory(const FilterMemory&) = delete;
    FilterMemory& operator=(const FilterMemory&) = delete;

    static std::size_t& granted() {
        static std::size_t instructions = unlimited;
        return instructions;
    }
    static std::size_t& used() {
        static std::size_t instructions = 0;
        return instructions;
    }
    /// How often a filter was taken away.
    static std::size_t& detached() {
        static std::size_t times = 0;
        return times;
    }

private:
    static constexpr std::size_t unlimited = 1U << 20U;
};

/// Whether the kernel would take the filter; then the socket has it.
bool takes_filter(const sock_fprog& program) {
    const bool fits = FilterMemory::used() + program.len <= FilterMemory::granted();
    FilterMemory::used() = fits ? program.len : FilterMemory::used();
    return fits;
}

} // namespace
} // namespace chatroom

extern "C" {
// The linker gives the calls of setsockopt to the first and the C library's to the second (ld(1),
// --wrap).
int __real_setsockopt(int socket, int level, int name, const void* value, // NOLINT
                      socklen_t length);

int __wrap_setsockopt(int socket, int level, int name, const void* value, // NOLINT
                      socklen_t length) {
    using namespace chatroom;
    if (level == SOL_SOCKET && name == SO_ATTACH_FILTER &&
        !takes_filter(*static_cast<const sock_fprog*>(value))) {
        errno = ENOMEM;
        return -1;
    }
    if (level == SOL_SOCKET && name == SO_DETACH_FILTER) {
        FilterMemory::used() = 0;
        ++FilterMemory::detached();
    }
    return __real_setsockopt(socket, level, name, value, length);
}
}

namespace chatroom {
namespace {

/// A socket that receives on loopback, IPv4 as well, and two that send to it.
class SourceFilterTest : public ::testing::TestWithParam<const char*> {
protected:
    static FileDescriptor open(int family, const Address& address) {
        FileDescriptor socket(::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const auto name = to_socket_address(address, family);
        EXPECT_EQ(::bind(socket.get(), name.get(), name.length), 0);
        return socket;
    }

    FileDescriptor open_sender() const {
        const auto address = parse_address(GetParam()).value();
        return open(address.is_ipv4() ? AF_INET : AF_INET6, address);
    }

    void send_from(const FileDescriptor& sender) const {
        auto to = parse_address(GetParam()).value();
        to.port = bound_address(receiver.get()).port;
        const auto name = to_socket_address(to, to.is_ipv4() ? AF_INET : AF_INET6);
        for (std::size_t number = 0; number < datagrams_sent; ++number) {
            EXPECT_EQ(::sendto(sender.get(), "x", 1, 0, name.get(), name.length), 1);
        }
    }

    std::size_t received() const {
        std::size_t result = 0;
        char byte = 0;
        while (::recv(receiver.get(), &byte, 1, MSG_DONTWAIT) == 1) {
            ++result;
        }
        return result;
    }

    /// Whether all of them are kept out.
    static bool filter(const FileDescriptor& socket, const std::vector<Flooder>& flooders) {
        return filter_sources(socket.get(), flooders) == flooders.size();
    }

    /// So many others, of the largest kind.
    static std::vector<Flooder> others(std::size_t count) {
        std::vector<Flooder> flooders;
        while (flooders.size() < count) {
            auto address = parse_address("[2001:db8::1]:1").value();
            address.port = static_cast<std::uint16_t>(flooders.size() + 1);
            flooders.push_back({address, false, hardly_any});
        }
        return flooders;
    }

    const FileDescriptor receiver = open(AF_INET6, Address{});
    const FileDescriptor flooder = open_sender();
    const FileDescriptor other = open_sender();
};

INSTANTIATE_TEST_SUITE_P(Loopback, SourceFilterTest, ::testing::Values("127.0.0.1:0", "[::1]:0"),
                         [](const auto& test) {
                             return std::string(test.index == 0 ? "ipv4" : "ipv6");
                         });

// The port of the sender is kept out, and no other.
TEST_P(SourceFilterTest, keeps_a_sender_out) {
    ASSERT_TRUE(filter(receiver, {{bound_address(flooder.get()), false, hardly_any}}));
    send_from(flooder);
    EXPECT_EQ(received(), 0U);
    send_from(other);
    EXPECT_EQ(received(), datagrams_sent);
}

// All ports of a network are, and no other network's.
TEST_P(SourceFilterTest, keeps_a_network_out) {
    ASSERT_TRUE(filter(receiver, {{bound_address(flooder.get()), true, hardly_any}}));
    send_from(flooder);
    send_from(other);
    EXPECT_EQ(received(), 0U);
    ASSERT_TRUE(filter(receiver, {{parse_address("10.9.8.7:1").value(), true, hardly_any},
                                  {parse_address("[2001:db8::1]:1").value(), true, hardly_any}}));
    send_from(other);
    EXPECT_EQ(received(), datagrams_sent);
}

// As many as there may be have room in one filter, and the last counts as the first does.
TEST_P(SourceFilterTest, keeps_many_senders_out) {
    auto flooders = others(FloodMeter::max_flooders - 1);
    flooders.push_back({bound_address(flooder.get()), false, hardly_any});
    ASSERT_TRUE(filter(receiver, flooders));
    ASSERT_TRUE(filter(receiver, flooders)); // One takes the other's place.
    send_from(flooder);
    EXPECT_EQ(received(), 0U);
    send_from(other);
    EXPECT_EQ(received(), datagrams_sent);
}

// One in one is everything; and nobody is kept out by no filter.
TEST_P(SourceFilterTest, lets_everybody_in_again) {
    ASSERT_TRUE(filter(receiver, {{bound_address(flooder.get()), false, 1}}));
    send_from(flooder);
    EXPECT_EQ(received(), datagrams_sent);
    ASSERT_TRUE(filter(receiver, {{bound_address(flooder.get()), false, hardly_any}}));
    ASSERT_TRUE(filter(receiver, {}));
    send_from(flooder);
    EXPECT_EQ(received(), datagrams_sent);
}

// Where the kernel grants no memory for two filters at once, the new one takes the old one's place
// all the same.
TEST_P(SourceFilterTest, replaces_a_filter_where_there_is_memory_for_one) {
    const FilterMemory memory(9 * one_ipv6_sender);
    auto flooders = others(5);
    ASSERT_TRUE(filter(receiver, flooders));
    flooders.push_back({bound_address(flooder.get()), false, hardly_any});
    ASSERT_TRUE(filter(receiver, flooders));
    send_from(flooder);
    EXPECT_EQ(received(), 0U);
    send_from(other);
    EXPECT_EQ(received(), datagrams_sent);
}

// Where it grants less, the first are kept out, as many as may be; and where it grants none, nobody
// is, whoever was before.
TEST_P(SourceFilterTest, keeps_out_as_many_as_there_is_memory_for) {
    std::vector<Flooder> flooders{{bound_address(flooder.get()), false, hardly_any}};
    const auto more = others(7);
    flooders.insert(flooders.end(), more.begin(), more.end());
    {
        const FilterMemory memory(5 * one_ipv6_sender);
        EXPECT_EQ(filter_sources(receiver.get(), flooders), 4U);
        send_from(flooder);
        EXPECT_EQ(received(), 0U);
    }
    const FilterMemory memory(1);
    EXPECT_EQ(filter_sources(receiver.get(), flooders), 0U);
    send_from(flooder);
    EXPECT_EQ(received(), datagrams_sent);
}

// Two filters of as many as there may be fit what the kernels grant that grant least.
TEST_P(SourceFilterTest, fits_the_least_that_kernels_grant) {
    // Measured with optmem_max 20480: 19 senders of IPv6 in the place of 18 were too many.
    constexpr std::size_t granted_senders = 17 + 18;
    const FilterMemory memory(granted_senders * one_ipv6_sender);
    const auto flooders = others(FloodMeter::max_flooders);
    EXPECT_EQ(filter_sources(receiver.get(), flooders), flooders.size());
    EXPECT_EQ(FilterMemory::detached(), 0U);
    EXPECT_EQ(filter_sources(receiver.get(), flooders), flooders.size());
    EXPECT_EQ(FilterMemory::detached(), 0U);
}

} // namespace
} // namespace chatroom
