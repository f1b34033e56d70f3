// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/nearest_word.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace chatroom {

namespace {

/// The cost grows with the product of the lengths.
constexpr std::size_t max_word_bytes = 64;

std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const auto replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
        }
    }
    return row.back();
}

} // namespace

std::optional<std::string_view> nearest_word(std::string_view misspelt,
                                             std::span<const std::string_view> words) {
    if (misspelt.size() > max_word_bytes) {
        return std::nullopt;
    }
    std::optional<std::string_view> best;
    std::size_t best_distance = misspelt.size() / 4 + 2; // More is another word, not a slip.
    for (const auto word : words) {
        const auto distance = edit_distance(misspelt, word);
        if (distance < best_distance) {
            best = word;
            best_distance = distance;
        }
    }
    return best;
}

} // namespace chatroom
