// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/temporary_directory.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <array>
#include <cstdlib>
#include <string>
#include <system_error>

#include <boost/asio/local/datagram_protocol.hpp>
#include <poll.h>
#include <sys/socket.h>

namespace chatroom {

/// Plays systemd: what the process says to its service manager arrives here.
class NotifySocket {
public:
    NotifySocket() {
        const auto path = (directory_.path() / "notify").string();
        const boost::asio::local::datagram_protocol::endpoint endpoint(path);
        if (::bind(socket_.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0) {
            throw std::system_error(errno, std::generic_category(), "bind");
        }
        ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }
    ~NotifySocket() { ::unsetenv("NOTIFY_SOCKET"); }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    /// The next message, awaited; "nothing came" if none comes.
    std::string message() {
        if (!await(socket_.get(), POLLIN)) {
            return "nothing came";
        }
        std::array<char, 4096> buffer{};
        const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    }

    /// Whether a message waits.
    bool has_more() const {
        pollfd waiting{.fd = socket_.get(), .events = POLLIN, .revents = 0};
        return ::poll(&waiting, 1, 0) > 0;
    }

private:
    TemporaryDirectory directory_;
    FileDescriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

} // namespace chatroom
