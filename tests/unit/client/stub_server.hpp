// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <netinet/in.h>

namespace chatroom::testing_support {

/// A socket on the loopback interface with which a test plays the server, datagram by datagram.
class StubServer {
public:
    /// A bound socket; port 0 takes a free one.
    explicit StubServer(std::uint16_t port = 0);
    ~StubServer();
    StubServer(const StubServer&) = delete;
    StubServer& operator=(const StubServer&) = delete;

    std::uint16_t port() const { return port_; }
    /// "127.0.0.1:PORT", as the client's argument.
    std::string address() const;

    /// The next datagram. Throws if none comes for a time that only a failure takes.
    std::string receive();
    /// Sends to whoever sent the last datagram.
    void send(std::string_view bytes) const;

    /// From which port the last datagram came.
    std::uint16_t peer_port() const;

    /// Sends to whoever sent the last datagram to the other one.
    void send_to_peer_of(const StubServer& other, std::string_view bytes);

    /// Awaits `L NAME` and lets it in.
    void admit(std::string_view name);
    /// Awaits `Q NAME` and answers it.
    void dismiss(std::string_view name);

private:
    int socket_ = -1;
    std::uint16_t port_ = 0;
    sockaddr_in peer_{};
};

} // namespace chatroom::testing_support
