// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/violation.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace chatroom::simulation {

/// Chance that is the same on every machine: SplitMix64 (Steele, Lea, Flood 2014), with
/// distributions of its own, since those of the standard library are not portable.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next();

    /// A number from 0 to one below the end, which is not 0.
    std::uint64_t below(std::uint64_t end) { return next() % end; }

    /// A number from low to high.
    std::uint64_t between(std::uint64_t low, std::uint64_t high) {
        return low + below(high - low + 1);
    }

    Duration between(Duration low, Duration high);

    /// A number from 0 to below 1.
    double fraction();

    bool chance(double probability) { return fraction() < probability; }

    template <typename Value>
    const Value& pick(const std::vector<Value>& values) {
        return values[below(values.size())];
    }

    void fill(std::span<std::uint8_t> bytes);

    /// Another source that depends on this one: what it is asked for changes nothing here.
    Random fork() { return Random(next()); }

private:
    std::uint64_t state_;
};

} // namespace chatroom::simulation
