// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/io/control_client.hpp"

#include "tests/unit/daemon/io/udp_peer.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <boost/asio/local/stream_protocol.hpp>
#include <poll.h>
#include <sys/socket.h>

namespace chatroom {

namespace {

/// How long to wait for something that a failure alone keeps from happening.
constexpr std::chrono::seconds patience{20};

} // namespace

std::string limit_error(const std::string& message) {
    return R"({"jsonrpc":"2.0","id":null,"error":{"code":4,"message":")" + message + R"("}})";
}

bool run_until(boost::asio::io_context& context, const std::function<bool()>& condition) {
    context.restart();
    while (!condition()) {
        if (context.run_one_for(patience) == 0) {
            return false;
        }
    }
    return true;
}

ControlClient::ControlClient(boost::asio::io_context& context, const std::filesystem::path& socket)
    : ControlClient(socket) {
    context_ = &context;
}

ControlClient::ControlClient(const std::filesystem::path& socket)
    : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    boost::asio::local::stream_protocol::endpoint endpoint(socket.string());
    if (::connect(socket_.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0) {
        throw std::system_error(errno, std::generic_category(), "connect");
    }
}

void ControlClient::send(std::string_view bytes) {
    const auto all_sent = [&] {
        const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return bytes.empty() || (sent < 0 && errno != EAGAIN);
    };
    run_until(all_sent, POLLOUT);
}

std::string ControlClient::line() {
    std::string result = "nothing came";
    const auto line_arrived = [&] {
        const bool open = take();
        if (const auto end = input_.find('\n'); end != std::string::npos) {
            result = input_.substr(0, end);
            input_.erase(0, end + 1);
            return true;
        }
        if (!open) {
            result = input_.empty() ? "closed" : "closed in the middle of a line";
        }
        return !open;
    };
    run_until(line_arrived, POLLIN);
    return result;
}

void ControlClient::run_until(const std::function<bool()>& condition, short events) {
    if (context_ != nullptr) {
        chatroom::run_until(*context_, condition);
        return;
    }
    while (!condition() && await(socket_.get(), events)) {
    }
}

bool ControlClient::has_more() const {
    pollfd waiting{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    return !input_.empty() || ::poll(&waiting, 1, 0) > 0;
}

void ControlClient::finish_sending() {
    ::shutdown(socket_.get(), SHUT_WR);
}

bool ControlClient::take() {
    std::array<char, 65'536> buffer{};
    while (true) {
        const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (size <= 0) {
            return size < 0 && errno == EAGAIN;
        }
        input_.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

} // namespace chatroom
