// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstddef>
#include <optional>
#include <string>

#include <netinet/in.h>

namespace chatroom::siege {

/// What an attacker is told.
struct Orders {
    sockaddr_in server{};
    /// A port beside the room that nobody reads: the same datagrams go there to see what they cost
    /// the machine without the room.
    std::optional<sockaddr_in> beside;
    in_addr source{};        ///< The first address that is attacked from.
    std::size_t sources = 1; ///< How many, one behind the other.
    std::string name = "mallory";
    std::size_t text_bytes = 16;
    double rate = 0;         ///< Datagrams a second; 0: as fast as the kernel takes them.
    bool is_patient = false; ///< A sealed member says more only when it may.
};

/// The address of one of the sources; the kernel chooses the port.
sockaddr_in source_of(const Orders& orders, std::size_t number);

/// A way to disturb a room by many datagrams.
class Attack {
public:
    Attack() = default;
    virtual ~Attack() = default;
    Attack(const Attack&) = delete;
    Attack& operator=(const Attack&) = delete;

    /// Gets what the datagrams need: a place in the room, cookies. Throws std::runtime_error if the
    /// room does not give it.
    virtual void prepare() = 0;

    /// What is sent goes there from now on.
    virtual void aim(const sockaddr_in& target) = 0;

    /// Sends so many datagrams, and reads what has come.
    virtual void send(std::size_t count) = 0;
};

} // namespace chatroom::siege
