// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/siege/attack.hpp"
#include "tests/siege/commands.hpp"

#include <nlohmann/json.hpp>

/// What is done by coming into the room, and not by sending much.
namespace chatroom::siege {

/// Takes one name after the other until it is told to stop: a new key for every 16 of them, and
/// leaves at once. Counts the names, the refusals, and has the last of them.
nlohmann::ordered_json squat(const Orders& orders, Commands& commands);

/// Tries passphrases, none of which is right, until it is told to stop. Counts the answers.
nlohmann::ordered_json guess(const Orders& orders, Commands& commands);

/// One visit of somebody whose key is made of that number, and what became of it.
struct Visit {
    unsigned identity = 0;
    std::string passphrase; ///< Empty: has none.
    bool speaks = false;    ///< Says a line before it leaves.
    double patience_s = 10;
};
nlohmann::ordered_json visit(const Orders& orders, const Visit& wanted);

} // namespace chatroom::siege
