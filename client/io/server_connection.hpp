// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/asio/ip/udp.hpp>

namespace chatroom {

/// A UDP socket connected to the server: the kernel drops what others send to it.
class ServerConnection {
public:
    using Endpoints = std::vector<boost::asio::ip::udp::endpoint>;

    /// Connects to the first of the endpoints, of which there is at least one. If that is not
    /// possible, send() reports it.
    ServerConnection(boost::asio::io_context& io, Endpoints endpoints);

    /// Connects to the next endpoint, after the last to the first again: a host name may have an
    /// address where nobody listens, such as ::1 beside 127.0.0.1. If there is only one it is kept,
    /// as the server knows us by our address.
    void try_next_endpoint();

    /// The same, but with another socket in any case: the kernel chooses our address anew, as the
    /// machine may have got another one.
    void renew();

    /// Sends one datagram. If the network reports trouble, whether with this datagram or with an
    /// earlier one, it is the result; the datagram is sent all the same if that is possible.
    std::optional<Trouble> send(std::string_view bytes);

    /// The next datagram or trouble that waits; nothing if none does.
    std::optional<std::variant<std::string, Trouble>> receive();

    /// Calls back once, later, when there is something to receive().
    void wait(std::function<void()> on_readable);

private:
    void connect();
    void await_readable();

    boost::asio::ip::udp::socket socket_;
    Endpoints endpoints_;
    std::size_t current_ = 0;
    std::function<void()> on_readable_;
    std::vector<char> buffer_;
};

} // namespace chatroom
