// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/server_connection.hpp"

#include "base/fragmentation.hpp"

#include <cassert>
#include <utility>

#include <boost/asio/buffer.hpp>

namespace chatroom {

namespace {

namespace error = boost::asio::error;
using boost::asio::ip::udp;
using boost::system::error_code;

/// No UDP datagram is longer.
constexpr std::size_t max_datagram_bytes = 64 * 1024;

/// A pending error is reported instead of sending (socket(7), SO_ERROR), and another one can arrive
/// in between; what fails this often fails for a reason of its own.
constexpr int max_send_tries = 3;

Trouble trouble_from(const error_code& code) {
    return code == error::connection_refused ? Trouble::port_closed : Trouble::no_route;
}

} // namespace

ServerConnection::ServerConnection(boost::asio::io_context& io, Endpoints endpoints)
    : socket_(io), endpoints_(std::move(endpoints)), buffer_(max_datagram_bytes) {
    assert(!endpoints_.empty());
    connect();
}

void ServerConnection::connect() {
    // Every error here comes back, as no_route, from the send that always follows.
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

void ServerConnection::try_next_endpoint() {
    if (endpoints_.size() > 1) {
        renew();
    }
}

void ServerConnection::renew() {
    current_ = (current_ + 1) % endpoints_.size();
    connect();
    if (on_readable_) {
        await_readable();
    }
}

std::optional<Trouble> ServerConnection::send(std::string_view bytes) {
    std::optional<Trouble> trouble;
    for (int tries = 0; tries < max_send_tries; ++tries) {
        error_code code;
        socket_.send(boost::asio::buffer(bytes), 0, code);
        if (code == error::would_block) {
            // The machine's own queue is full; it drains at the speed of the network card.
            socket_.wait(udp::socket::wait_write, code);
            socket_.send(boost::asio::buffer(bytes), 0, code);
        }
        if (!code) {
            break;
        }
        trouble = trouble_from(code);
    }
    return trouble;
}

std::optional<std::variant<std::string, Trouble>> ServerConnection::receive() {
    error_code code;
    const auto size = socket_.receive(boost::asio::buffer(buffer_), 0, code);
    if (code == error::would_block) {
        return std::nullopt;
    }
    if (code) {
        return trouble_from(code);
    }
    return std::string(buffer_.data(), size);
}

void ServerConnection::wait(std::function<void()> on_readable) {
    on_readable_ = std::move(on_readable);
    await_readable();
}

void ServerConnection::await_readable() {
    socket_.async_wait(udp::socket::wait_read, [this](const error_code& code) {
        // A wait that fails is one on a socket that was replaced.
        if (!code && on_readable_) {
            std::exchange(on_readable_, nullptr)();
        }
    });
}

} // namespace chatroom
