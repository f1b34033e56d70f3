// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/datagram_sender.hpp"
#include "daemon/io/worker_pool.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace chatroom {

/// What waits to be sent through the chat port. Much of it is shared among several threads, slice
/// by slice; what goes to one address stays in its order.
class Egress {
public:
    /// Some 20 ms of sending, so that whoever calls this stays able to listen.
    static constexpr std::size_t max_flushed_at_once = 4096;

    /// Fewer deliveries are sent sooner than another thread is awake.
    static constexpr std::size_t least_slice = 128;

    /// More slices even out better, and each costs a little.
    static constexpr std::size_t slices_for_a_worker = 4;

    /// The socket, of the family, outlives this.
    Egress(int socket, int family, std::size_t workers);

    enum class Flush : std::uint8_t {
        done,          ///< Everything is sent.
        more,          ///< Much is sent and more waits: go on after looking at other things.
        when_writable, ///< The socket's buffer is full: go on when it is writable.
        later,         ///< The kernel is out of memory or queue: go on in a moment.
    };

    /// Adds what is to be sent, and takes it out of the outputs. Nothing is lost or reordered;
    /// whoever calls this bounds it by not producing more before flush() has said done.
    void enqueue(Outputs& outputs);

    /// What was sent, without its contents: its memory can be used again.
    Outputs take_emptied();

    /// Sends as much as the kernel takes, but no more than max_flushed_at_once datagrams for each
    /// worker.
    Flush flush();

    /// What flush() learnt about addresses that cannot be reached, since the last call.
    std::vector<DeliveryFailure> take_failures();

    std::size_t workers() const { return pool_.size(); }

private:
    /// A part of deliveries_ that one worker sends.
    struct Slice {
        std::size_t first = 0;
        std::size_t end = 0;
        DatagramSender::State state = DatagramSender::State::done; ///< Of the latest attempt.
    };

    void remove_ipv6(std::vector<Delivery>& deliveries);
    void slice(std::size_t end);
    std::size_t unsent() const;
    std::size_t send_slices();

    int family_;
    std::vector<std::string> payloads_;
    std::vector<Delivery> deliveries_;
    std::size_t sliced_ = 0; ///< So many of them are sent or in slices_.
    std::vector<Slice> slices_;
    std::vector<std::unique_ptr<DatagramSender>> senders_; ///< One for each worker.
    std::vector<DeliveryFailure> failures_;
    WorkerPool pool_;
};

} // namespace chatroom
