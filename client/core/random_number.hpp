// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>

namespace chatroom {

/// An unpredictable number that is not 0, which the sealed protocol keeps for "none".
template <std::unsigned_integral Number>
Number random_number(const sealed::FillRandom& fill_random) {
    std::array<std::uint8_t, sizeof(Number)> bytes{};
    fill_random(bytes);
    return std::max(std::bit_cast<Number>(bytes), Number{1});
}

} // namespace chatroom
