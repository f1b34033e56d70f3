// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/attention.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chatroom {

std::optional<Attention> attention_from(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, Attention>, 4> words{
        {{"off", Attention::none},
         {"bell", Attention::bell},
         {"osc9", Attention::osc9},
         {"osc777", Attention::osc777}}};
    const auto* const found = std::ranges::find(words, word, &decltype(words)::value_type::first);
    return found == words.end() ? std::nullopt : std::optional(found->second);
}

std::string attention_bytes(Attention attention, bool is_capable, std::string words) {
    const std::string bell = attention == Attention::none ? "" : "\a";
    std::ranges::replace(words, ';', ',');
    if (is_capable && attention == Attention::osc9) {
        return bell + "\x1b]9;" + words + "\x1b\\";
    }
    if (is_capable && attention == Attention::osc777) {
        return bell + "\x1b]777;notify;chatroom;" + words + "\x1b\\";
    }
    return bell;
}

} // namespace chatroom
