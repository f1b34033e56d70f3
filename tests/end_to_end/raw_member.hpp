// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

namespace chatroom::end_to_end {

/// Where a UDP socket is; the host is a numeric address without brackets.
struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
};

/// "127.0.0.1:40123" or "[::1]:40123", the way the daemon writes it too.
std::string to_string(const Endpoint& endpoint);

/// The reverse of to_string(); throws if the text is no such thing.
Endpoint endpoint_from(std::string_view text);

/// An IPv4 loopback address that no other test process uses, so that its ports are this test's own:
/// a port that was just closed is not opened again by somebody else.
std::string own_loopback_host();

/// A program of the classic protocol: one UDP socket, one datagram at a time.
class RawMember {
public:
    /// A socket on a free port of the own address (by default the own loopback address of the
    /// server's family) that talks to the server.
    explicit RawMember(const Endpoint& server, const std::string& own_host = "");
    ~RawMember();
    RawMember(RawMember&& other) noexcept;
    RawMember& operator=(RawMember&&) = delete;
    RawMember(const RawMember&) = delete;
    RawMember& operator=(const RawMember&) = delete;

    void send(std::string_view datagram) const;

    /// The next datagram; throws if none of the server's comes within `patience`.
    std::string receive() const;

    /// All the datagrams that have already been delivered to the socket.
    std::vector<std::string> received() const;

    /// Sends `L NAME` and expects `OK`; throws if the answer is another one.
    void enter(std::string_view name) const;

    /// Sends `L` alone and expects that the next datagram is the refusal to it, twice: the server
    /// answers in order, so whatever it had to say before, it would have said now. The socket's
    /// address must be one that may enter.
    void expect_nothing() const;

    /// Closes the socket without a word, as a program that crashes does.
    void vanish();

    /// The own address as the server sees it.
    Endpoint endpoint() const;

private:
    int socket_ = -1;
    sockaddr_storage server_{};
    socklen_t server_length_ = 0;
};

/// Everybody receives this as their next datagram.
void expect_all(const std::vector<const RawMember*>& members, std::string_view datagram);

} // namespace chatroom::end_to_end
