// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.hpp"
#include "daemon/io/egress.hpp"
#include "daemon/io/socket_address.hpp"
#include "tests/bench/descriptor_limit.hpp"

#include <array>
#include <stdexcept>
#include <vector>

#include <benchmark/benchmark.h>
#include <netinet/udp.h>
#include <sys/socket.h>

namespace chatroom::bench {

namespace {

constexpr std::size_t crowd_size = 1000;
constexpr std::size_t other_descriptors = 50;

/// As a line of 64 bytes by itself, and as a full datagram.
constexpr std::size_t line_bytes = 106;

FileDescriptor open_socket() {
    FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto any_port = to_socket_address(parse_address("127.0.0.1:0").value(), AF_INET);
    if (socket.get() < 0 || ::bind(socket.get(), any_port.get(), any_port.length) != 0) {
        throw std::runtime_error("cannot open a UDP socket");
    }
    // As in the load generator: what leaves as one piece arrives as one.
    const int yes = 1;
    ::setsockopt(socket.get(), SOL_UDP, UDP_GRO, &yes, sizeof yes);
    return socket;
}

/// The sockets of a crowd. Nobody reads them while it is measured, and they have room.
class Crowd {
public:
    Crowd() {
        raise_descriptor_limit(crowd_size, other_descriptors);
        for (std::size_t number = 0; number < crowd_size; ++number) {
            sockets_.push_back(open_socket());
            addresses_.push_back(bound_address(sockets_.back().get()));
        }
    }

    /// So many sealed datagrams to each.
    Outputs fan_out(std::size_t each, std::size_t bytes) {
        Outputs outputs;
        for (std::size_t number = 0; number < each; ++number) {
            outputs.add(std::string(bytes, 'x'));
        }
        for (const auto& address : addresses_) {
            for (std::uint32_t payload = 0; payload < each; ++payload) {
                outputs.deliveries.push_back({.to = address,
                                              .payload = payload,
                                              .ticket = sealed::SealTicket{.key = {},
                                                                           .receiver_index = 1,
                                                                           .counter = counter_++}});
            }
        }
        return outputs;
    }

    /// How many bytes have come since the last call.
    std::size_t drain() {
        std::size_t total = 0;
        for (const auto& socket : sockets_) {
            for (ssize_t bytes = 0; bytes >= 0;) {
                bytes = ::recv(socket.get(), buffer_.data(), buffer_.size(), 0);
                total += bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
            }
        }
        return total;
    }

private:
    std::vector<FileDescriptor> sockets_;
    std::vector<Address> addresses_;
    std::uint64_t counter_ = 0;
    std::array<char, 65536> buffer_{};
};

/// Sealing and sending so many datagrams of such a length to each of 1,000 members, by so many
/// workers. Unlike under the load generator all cores are the workers'.
void flush(benchmark::State& state) {
    sealed::initialise_cryptography();
    Crowd crowd;
    const auto own = open_socket();
    Egress egress(own.get(), AF_INET, static_cast<std::size_t>(state.range(0)));
    const auto each = static_cast<std::size_t>(state.range(1));
    const auto bytes = static_cast<std::size_t>(state.range(2));
    const auto expected = each * sealed::sealed_bytes(bytes) * crowd_size;
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        auto outputs = crowd.fan_out(each, bytes);
        egress.enqueue(outputs);
        state.ResumeTiming();
        auto result = egress.flush();
        while (result == Egress::Flush::more) {
            result = egress.flush();
        }
        state.PauseTiming();
        if (result != Egress::Flush::done || crowd.drain() != expected) {
            state.SkipWithError("something was not sent");
        }
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * state.range(1) *
                            static_cast<std::int64_t>(crowd_size));
}
BENCHMARK(flush)
    ->ArgNames({"workers", "datagrams", "bytes"})
    ->ArgsProduct({{1, 2}, {1}, {line_bytes}})
    ->ArgsProduct({{1, 2}, {10}, {sealed::max_plaintext_bytes}})
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();

} // namespace

} // namespace chatroom::bench
