// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/datagram.hpp"
#include "tests/bench/load/udp_socket.hpp"
#include "tests/siege/attack.hpp"

#include <vector>

namespace chatroom::siege {

/// What a stranger can send.
enum class Ammunition { hello, initiate, transport, junk };

/// Attackers who are not in the room, each at an address of its own.
class Strangers final : public Attack {
public:
    Strangers(const Orders& orders, Ammunition ammunition);

    /// For INITIATE every address gets its cookie.
    void prepare() override;
    void aim(const sockaddr_in& target) override;
    void send(std::size_t count) override;

private:
    void fetch_cookie(std::size_t number);
    void take(std::size_t number, std::string_view datagram);
    std::string make(std::size_t number) const;
    std::string make_initiate(std::size_t number) const;

    Ammunition ammunition_;
    std::vector<bench::UdpSocket> sockets_;
    std::vector<std::optional<sealed::Cookie>> cookies_; ///< By socket.
    std::size_t next_ = 0;
};

} // namespace chatroom::siege
