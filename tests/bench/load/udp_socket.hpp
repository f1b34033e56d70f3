// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <netinet/in.h>

namespace chatroom::bench {

/// A member's own socket, connected to the server. It receives into buffers that all share.
class UdpSocket {
public:
    /// With segments, several datagrams may come in one piece (UDP_GRO). With a source, it sends
    /// from there.
    UdpSocket(const sockaddr_in& server, std::size_t buffer_bytes, bool takes_segments,
              const std::optional<sockaddr_in>& source = std::nullopt);

    int get() const { return descriptor_.get(); }

    using OnDatagram = std::function<void(std::string_view)>;

    /// Hands out what waits, or the first part of much. Throws std::system_error when the network
    /// says that nobody listens.
    void receive(const OnDatagram& on_datagram);

    /// What the socket has no room for is lost.
    void send(std::string_view datagram);
    void send_all(const std::vector<std::string>& datagrams);

private:
    FileDescriptor descriptor_;
};

} // namespace chatroom::bench
