// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace chatroom {

/// How many connections there may be: of all, and of one network. Those of a proxy that is believed
/// count for whom they come from, once that is known.
class ConnectionPlaces {
public:
    ConnectionPlaces(std::size_t of_all, std::size_t of_a_network)
        : of_all_(of_all), of_a_network_(of_a_network) {}

    /// Takes a place for a connection from that address; false if there is none.
    bool take(const Address& address);

    /// Gives back a place that was taken.
    void give_back(const Address& address);

private:
    std::size_t of_all_;
    std::size_t of_a_network_;
    std::size_t taken_ = 0;
    std::map<std::string, std::size_t> networks_; ///< Those that have any.
};

} // namespace chatroom
