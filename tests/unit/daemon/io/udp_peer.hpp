// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "daemon/io/udp_port.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What UdpPort::flush() returns when everything has left.
constexpr auto flushed = UdpPort::Flush::done;

/// A member's UDP socket on loopback.
class UdpPeer {
public:
    /// "127.0.0.1" or "::1", or another loopback address.
    explicit UdpPeer(const char* ip);

    Address address() const;

    /// From now on the kernel answers with ICMP port unreachable, as if nobody were there. The port
    /// stays taken, so that no other program can get what is sent to it.
    void die();

    /// From now on it hears only what comes from exactly this address.
    void connect(const Address& to);

    void send(const Address& to, std::string_view datagram);

    /// The next datagrams, awaited; "nothing came" in the place of one that does not come.
    std::vector<std::string> receive(std::size_t count);

    /// Whether a datagram waits.
    bool has_more() const;

private:
    FileDescriptor socket_;
};

/// The address at which the peer reaches a port that is bound to all addresses.
Address seen_from(const UdpPeer& peer, const UdpPort& port);

/// Sends the text to each of the addresses.
struct Transmission {
    std::string text;
    std::vector<Address> to;
};
void enqueue(UdpPort& port, const std::vector<Transmission>& transmissions);

/// What arrives at the port until there are so many datagrams, or nothing comes any more.
struct Arrived {
    Address sender;
    std::string datagram;

    bool operator==(const Arrived&) const = default;
};
std::vector<Arrived> receive_all(UdpPort& port, std::size_t count);

/// The addresses of the port's failures, awaited until there are so many; those with an open port
/// are marked by the port 0.
std::vector<Address> closed_ports(UdpPort& port, std::size_t count);

/// Waits for the event or an error on the descriptor, with a bound that only a failure reaches.
bool await(int descriptor, short events);

} // namespace chatroom
