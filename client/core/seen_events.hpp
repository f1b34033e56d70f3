// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "protocol/name_keys.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What this program has shown of the room, for looking something up in it.
class SeenEvents {
public:
    /// Two megabytes or so; what is older is forgotten.
    static constexpr std::size_t max_events = 5000;
    /// So many of the latest are found: a screen or two.
    static constexpr std::size_t max_found = 50;

    /// It was shown. What it recalls loses its text here, too.
    void add(const Event& event);

    /// They were shown now, in order, and happened before all others that were.
    void add_older(const std::vector<Event>& events);

    /// The latest whose name or text contains the word, in order.
    std::vector<Event> find(std::string_view word) const;

    /// The latest that others have said with that name in it, in order.
    std::vector<Event> mentions(std::string_view name) const;

    /// How somebody whose name has one of the keys writes it; nothing if nobody was seen.
    std::optional<std::string> spelling_of(const NameKeys& keys) const;

private:
    std::deque<Event> events_;
};

} // namespace chatroom
