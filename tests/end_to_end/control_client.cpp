// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/control_client.hpp"

#include "tests/end_to_end/child_process.hpp"

#include <array>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace chatroom::end_to_end {

ControlClient::ControlClient(const std::filesystem::path& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = socket.string();
    if (path.size() >= sizeof address.sun_path) {
        throw std::runtime_error("too long for a socket: " + path);
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0 ||
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::system_error(errno, std::generic_category(), "connecting to " + path);
    }
}

ControlClient::~ControlClient() {
    if (socket_ >= 0) {
        ::close(socket_);
    }
}

ControlClient::ControlClient(ControlClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

void ControlClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && (errno == EPIPE || errno == ECONNRESET)) {
            return;
        }
        if (count < 0) {
            throw std::system_error(errno, std::generic_category(), "send");
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool ControlClient::read_more() {
    pollfd waiting{socket_, POLLIN, 0};
    const auto timeout_ms = static_cast<int>(std::chrono::milliseconds(patience).count());
    if (::poll(&waiting, 1, timeout_ms) != 1) {
        throw std::runtime_error("the control socket says nothing and stays open");
    }
    std::array<char, 65536> bytes{};
    const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0) { // ECONNRESET: closed while bytes of ours were still unread.
        return false;
    }
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
}

std::string ControlClient::receive_line() {
    std::size_t end = buffer_.find('\n');
    while (end == std::string::npos) {
        const std::size_t known = buffer_.size();
        if (!read_more()) {
            throw std::runtime_error("the control socket was closed, after: " + buffer_);
        }
        end = buffer_.find('\n', known);
    }
    const std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    return line;
}

bool ControlClient::closed() {
    return buffer_.empty() && !read_more();
}

void ControlClient::finish_sending() {
    ::shutdown(socket_, SHUT_WR);
}

} // namespace chatroom::end_to_end
