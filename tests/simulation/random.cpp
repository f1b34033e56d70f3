// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/random.hpp"

namespace chatroom::simulation {

std::uint64_t Random::next() {
    state_ += 0x9E3779B97F4A7C15U;
    auto result = state_;
    result = (result ^ result >> 30) * 0xBF58476D1CE4E5B9U;
    result = (result ^ result >> 27) * 0x94D049BB133111EBU;
    return result ^ result >> 31;
}

Duration Random::between(Duration low, Duration high) {
    using std::chrono::microseconds;
    const auto steps = std::chrono::duration_cast<microseconds>(high - low).count();
    return low + microseconds(below(static_cast<std::uint64_t>(steps) + 1));
}

double Random::fraction() {
    constexpr double step = 1.0 / (std::uint64_t{1} << 53);
    return static_cast<double>(next() >> 11) * step;
}

void Random::fill(std::span<std::uint8_t> bytes) {
    std::uint64_t rest = 0;
    for (std::size_t index = 0; index < bytes.size(); ++index, rest >>= 8) {
        if (index % sizeof(rest) == 0) {
            rest = next();
        }
        bytes[index] = static_cast<std::uint8_t>(rest);
    }
}

} // namespace chatroom::simulation
