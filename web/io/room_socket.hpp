// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/asio/ip/udp.hpp>

namespace chatroom {

/// The socket of one stay: connected to the daemon, so that the kernel drops what others send.
class RoomSocket {
public:
    using Endpoints = std::vector<boost::asio::ip::udp::endpoint>;

    /// There is at least one endpoint, and they outlive the link. If the socket cannot be opened
    /// send() reports it.
    RoomSocket(boost::asio::io_context& io, const Endpoints& endpoints);

    /// Connects to the next endpoint, after the last to the first again; to the only one it stays.
    void try_next_endpoint();

    /// The same, but with another socket in any case.
    void renew();

    /// Sends a datagram, or drops it when the machine has no room for it, as it is sent again.
    std::optional<Trouble> send(std::string_view bytes);

    /// The next datagram, which is there until the next call for any link, or trouble; nothing if
    /// nothing waits.
    std::optional<std::variant<std::string_view, Trouble>> receive();

    /// Calls back once, later, when there is something to receive().
    void wait(std::function<void()> on_readable);

private:
    void connect();
    void await_readable();

    boost::asio::ip::udp::socket socket_;
    const Endpoints& endpoints_;
    std::size_t current_ = 0;
    std::function<void()> on_readable_;
    /// What is ready may be on its way to us when we go.
    std::shared_ptr<const bool> is_there_ = std::make_shared<const bool>(true);
};

} // namespace chatroom
