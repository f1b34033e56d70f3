// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/outputs.hpp"
#include "daemon/core/room.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace chatroom {

/// Seals deliveries and sends them through a UDP socket, many at a call. Several of these, each in
/// a thread of its own, may share a socket.
class DatagramSender {
public:
    /// So many datagrams to different addresses leave in one call. More saves nothing.
    static constexpr std::size_t max_messages = 64;

    /// So many datagrams to one address leave as one, cut by the kernel or the network card
    /// (UDP_SEGMENT, which allows no more before Linux 6.9).
    static constexpr std::size_t max_segments = 64;

    /// The socket has IP_RECVERR or IPV6_RECVERR set, and outlives the sender.
    DatagramSender(int socket, int family);
    ~DatagramSender();
    DatagramSender(const DatagramSender&) = delete;
    DatagramSender& operator=(const DatagramSender&) = delete;

    /// Why no more is sent just now.
    enum class State : std::uint8_t {
        done,          ///< Everything is sent.
        when_writable, ///< The socket's buffer is full: go on when it is writable.
        later,         ///< The kernel is out of memory or queue: go on in a moment.
    };

    struct Progress {
        std::size_t sent = 0; ///< So many of the deliveries, from the first on, are dealt with.
        State state = State::done;
    };

    /// Sends the deliveries, whose payloads are those, in their order. One that cannot be sent
    /// from its own address may get another.
    Progress send(std::span<const std::string> payloads, std::span<Delivery> deliveries);

    /// Reads the kernel's error queue. Whether it held anything.
    bool read_error_queue();

    /// What has been learnt since the last call about addresses that cannot be reached.
    std::vector<DeliveryFailure> take_failures();

private:
    struct Batch;
    enum class Verdict : std::uint8_t { try_again, give_up_on_first };

    std::size_t fill(std::span<const std::string> payloads, std::span<const Delivery> deliveries);
    std::size_t count_segments(std::span<const std::string> payloads,
                               std::span<const Delivery> deliveries) const;
    void add_message(std::span<const std::string> payloads, std::span<const Delivery> segments);
    Verdict judge(int error, std::span<Delivery> segments);

    int socket_;
    int family_;
    /// The only address that the socket sends from, which it need not be told; or unspecified.
    std::array<std::uint8_t, 16> own_ip_;
    bool can_segment_ = true;
    std::size_t unsegmented_ = 0; ///< So many of the next deliveries have to go one by one.
    int tries_ = 0;
    std::unique_ptr<Batch> batch_;
    std::vector<DeliveryFailure> failures_;
};

} // namespace chatroom
