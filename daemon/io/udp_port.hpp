// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/outputs.hpp"
#include "daemon/core/room.hpp"
#include "daemon/io/file_descriptor.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace chatroom {

/// The chat port: a UDP socket that is never waited on here. It receives and sends in batches, and
/// reads the kernel's error queue, so that an ICMP error about one address is never taken for the
/// failure of a datagram to another.
class UdpPort {
public:
    /// The most datagrams one receive() returns.
    static constexpr std::size_t batch_size = 64;

    /// Some 20 ms of sending, so that whoever calls this stays able to listen.
    static constexpr std::size_t max_flushed_at_once = 4096;

    /// What is kept of one datagram: more than the longest valid request, less than would make a
    /// batch large. A longer datagram arrives cut.
    static constexpr std::size_t max_received_bytes = 8 * 1024;

    struct Received {
        Address sender;
        std::string_view datagram; ///< Valid until the next receive().
    };

    /// Binds the port; "[::]" serves IPv4 as well. Throws std::system_error.
    explicit UdpPort(const Address& listen);
    ~UdpPort();
    UdpPort(const UdpPort&) = delete;
    UdpPort& operator=(const UdpPort&) = delete;

    /// To wait on. It stays owned.
    int descriptor() const { return socket_.get(); }

    /// The address and port it is really bound to.
    Address local_address() const;

    /// What waits to be received, at most batch_size datagrams. Fewer means that nothing more
    /// waits.
    std::span<const Received> receive();

    enum class Flush : std::uint8_t {
        done,          ///< Everything is sent.
        more,          ///< Much is sent and more waits: go on after looking at other things.
        when_writable, ///< The socket's buffer is full: go on when it is writable.
        later,         ///< The kernel is out of memory or queue: go on in a moment.
    };

    /// Adds to what is to be sent. Nothing is lost or reordered; whoever calls this bounds it by
    /// not producing more before flush() has said done.
    void enqueue(std::vector<Transmission> transmissions);

    /// Sends as much as the kernel takes, but no more than max_flushed_at_once datagrams.
    Flush flush();

    /// What receive() and flush() learnt about addresses that cannot be reached, since the last
    /// call.
    std::vector<DeliveryFailure> take_failures();

private:
    struct Batch;

    void remove_ipv6(std::vector<Address>& addresses);
    std::size_t fill_batch();
    void drop_sent(std::size_t count);
    bool read_error_queue();

    int family_;
    FileDescriptor socket_;
    std::unique_ptr<Batch> batch_;
    std::vector<Received> received_;
    std::deque<Transmission> unsent_;
    std::size_t first_unsent_recipient_ = 0; ///< In the first transmission.
    std::vector<DeliveryFailure> failures_;
};

} // namespace chatroom
