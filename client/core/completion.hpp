// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What the Tab key makes of what is being typed.
struct Completion {
    std::size_t begin = 0; ///< Where the word begins that is to be replaced; it ends at the caret.
    std::string word;      ///< What takes its place.
    std::vector<std::string> candidates; ///< Set if there are several and no letter can be added.
    bool operator==(const Completion&) const = default;
};

/// The word in front of the caret, as far as it can be made one of the names, or at the beginning
/// of the line one of the commands, which begin with "/". The case of names does not matter.
Completion complete(std::string_view text, std::size_t caret, std::span<const std::string> names,
                    std::span<const std::string_view> commands);

/// Whether it looks like somebody's name and nothing else, so that it may get into what is being
/// typed: a server may say anything, and a line break or a key in it would say things for whoever
/// types. Empty is none.
bool is_fit_to_type(std::string_view name);

/// The names of people that can be completed, those that were heard of last first.
class KnownNames {
public:
    static constexpr std::size_t max_names = 1000;

    /// Something happened to, or was said by, whoever has the name: who has gone is forgotten.
    void learn(EventKind kind, std::string_view name);
    /// It is not kept unless it is_fit_to_type().
    void heard_of(std::string_view name);
    void forget(std::string_view name);
    std::vector<std::string> names() const { return {names_.begin(), names_.end()}; }

private:
    std::deque<std::string> names_;
};

} // namespace chatroom
