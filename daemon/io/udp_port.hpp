// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "daemon/core/flood_meter.hpp"
#include "daemon/core/outputs.hpp"
#include "daemon/core/room.hpp"
#include "daemon/io/egress.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// The chat port: a UDP socket that is never waited on here. It receives in batches, and reads the
/// kernel's error queue, so that an ICMP error about one address is never taken for the failure of
/// a datagram to another. Sending is its Egress's.
class UdpPort {
public:
    /// The most datagrams one receive() returns.
    static constexpr std::size_t batch_size = 32;

    /// What is kept of one datagram: more than the longest valid request, less than would make a
    /// batch large. A longer datagram arrives cut.
    static constexpr std::size_t max_received_bytes = 8 * 1024;

    /// What the kernel is to keep for the port, either way, with so many members.
    static int buffer_bytes(std::size_t max_members);

    struct Received {
        Address sender;
        std::string_view datagram; ///< Valid until the next receive().
    };

    struct Setup {
        Address listen;
        /// The kernel keeps what the members send at once, and what they are sent.
        std::size_t max_members = 1000;
        std::size_t workers = 1; ///< How many threads send, the caller's included.
    };

    /// Binds the port; "[::]" serves IPv4 as well. A socket that is bound already is taken as it
    /// is. Throws std::system_error.
    explicit UdpPort(const Setup& setup, FileDescriptor bound = {});
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

    using Flush = Egress::Flush;

    /// See Egress.
    void enqueue(Outputs& outputs) { egress_.enqueue(outputs); }
    Flush flush() { return egress_.flush(); }
    Outputs take_emptied() { return egress_.take_emptied(); }

    /// What receive() and flush() learnt about addresses that cannot be reached, since the last
    /// call.
    std::vector<DeliveryFailure> take_failures();

    /// Looks who floods the port, as time has passed. Whether anybody does, so that it is to be
    /// called again.
    bool watch_floods(SteadyTime now);

    /// Those of whom the kernel drops most from now on, if they may be others than at the last
    /// call.
    std::optional<std::vector<Flooder>> take_flooders();

    /// In words for the administrator that the kernel does not drop what all of them send; once,
    /// and nothing if it does.
    std::optional<std::string> take_filter_warning();

    /// How many threads send, the caller's included.
    std::size_t workers() const { return egress_.workers(); }

    /// What is wrong with the socket, in words for the administrator: the kernel has granted less
    /// memory than was asked for. Nothing if it has not.
    std::optional<std::string> warning() const;

private:
    struct Batch;

    bool read_error_queue();
    void note_senders();
    void filter();

    Setup setup_;
    int family_;
    FileDescriptor socket_;
    std::unique_ptr<Batch> batch_;
    std::vector<Received> received_;
    std::vector<DeliveryFailure> failures_;
    FloodMeter floods_;
    bool have_floods_changed_ = false;
    std::size_t kept_out_ = 0; ///< How many of the flooders, the first ones.
    bool has_warned_of_filter_ = false;
    Egress egress_;
};

} // namespace chatroom
