// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace chatroom::bench {

/// Counts durations, each to within 1 of 32 parts of itself.
class Histogram {
public:
    using Duration = std::chrono::nanoseconds;

    void add(Duration duration) {
        ++counts_[place_of(
            static_cast<std::uint64_t>(duration.count() > 0 ? duration.count() : 0))];
        ++total_;
    }

    std::uint64_t total() const { return total_; }

    /// What that share of them (0 to 1) is not longer than, in milliseconds; 0 if there is none.
    double milliseconds_at(double share) const {
        const auto wanted = share * static_cast<double>(total_);
        std::uint64_t passed = 0;
        for (std::size_t place = 0; place < counts_.size(); ++place) {
            passed += counts_[place];
            if (passed > 0 && static_cast<double>(passed) >= wanted) {
                return static_cast<double>(value_at(place)) / 1e6;
            }
        }
        return 0;
    }

private:
    static constexpr unsigned part_bits = 5;
    static constexpr std::uint64_t parts = std::uint64_t{1} << part_bits;

    /// Small values have a place each; then each power of two has `parts` places.
    static std::size_t place_of(std::uint64_t value) {
        if (value < parts) {
            return value;
        }
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - part_bits - 1;
        return (shift + 1) * parts + ((value >> shift) - parts);
    }

    /// The middle of the values of a place.
    static std::uint64_t value_at(std::size_t place) {
        if (place < parts) {
            return place;
        }
        const auto shift = place / parts - 1;
        return ((place % parts + parts) << shift) + ((std::uint64_t{1} << shift) >> 1);
    }

    std::array<std::uint64_t, (64 - part_bits + 1) * parts> counts_{};
    std::uint64_t total_ = 0;
};

} // namespace chatroom::bench
