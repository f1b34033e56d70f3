// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/room_socket.hpp"

#include "base/fragmentation.hpp"
#include "protocol/sealed/datagram.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>

namespace chatroom {

namespace {

namespace error = boost::asio::error;
using boost::asio::ip::udp;
using boost::system::error_code;

/// A pending error is reported instead of sending (socket(7), SO_ERROR).
constexpr int max_send_tries = 2;

Trouble trouble_from(const error_code& code) {
    return code == error::connection_refused ? Trouble::port_closed : Trouble::no_route;
}

} // namespace

RoomSocket::RoomSocket(boost::asio::io_context& io, const Endpoints& endpoints)
    : socket_(io), endpoints_(endpoints) {
    connect();
}

void RoomSocket::connect() {
    // Every error here comes back, as no_route, from the send that follows.
    error_code ignored;
    const auto& endpoint = endpoints_[current_];
    socket_.close(ignored);
    socket_.open(endpoint.protocol(), ignored);
    socket_.non_blocking(true, ignored);
    if (endpoint.protocol() == udp::v4()) { // IPv6 takes whatever we send.
        let_routers_cut(socket_.native_handle());
    }
    socket_.connect(endpoint, ignored);
}

void RoomSocket::try_next_endpoint() {
    if (endpoints_.size() > 1) {
        renew();
    }
}

void RoomSocket::renew() {
    current_ = (current_ + 1) % endpoints_.size();
    connect();
    if (on_readable_) {
        await_readable();
    }
}

std::optional<Trouble> RoomSocket::send(std::string_view bytes) {
    std::optional<Trouble> trouble;
    for (int tries = 0; tries < max_send_tries; ++tries) {
        error_code code;
        socket_.send(boost::asio::buffer(bytes), 0, code);
        if (!code || code == error::would_block || code == error::no_buffer_space) {
            break;
        }
        trouble = trouble_from(code);
    }
    return trouble;
}

std::optional<std::variant<std::string_view, Trouble>> RoomSocket::receive() {
    // One for all: there is one thread, and what is longer is no datagram of the room.
    static std::array<char, sealed::max_datagram_bytes + 1> buffer;
    error_code code;
    const auto size = socket_.receive(boost::asio::buffer(buffer), 0, code);
    if (code == error::would_block || code == error::bad_descriptor) {
        return std::nullopt;
    }
    if (code) {
        return trouble_from(code);
    }
    return std::string_view(buffer.data(), size);
}

void RoomSocket::wait(std::function<void()> on_readable) {
    on_readable_ = std::move(on_readable);
    await_readable();
}

void RoomSocket::await_readable() {
    const std::weak_ptr<const bool> there = is_there_;
    socket_.async_wait(udp::socket::wait_read, [this, there](const error_code& code) {
        // A wait that fails is one on a socket that was replaced.
        if (!code && !there.expired() && on_readable_) {
            std::exchange(on_readable_, nullptr)();
        }
    });
}

} // namespace chatroom
