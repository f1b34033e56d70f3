// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"
#include "protocol/name_keys.hpp"

#include <map>

namespace chatroom {

/// Chooses events, in the same way at both ends of the control socket.
class EventFilter {
public:
    /// What an event must be; what is empty, or WallTime{}, lets all through.
    struct Wanted {
        WallTime since{};
        WallTime until{};
        std::string_view user{}; ///< Whom it is about, in any spelling.
        std::string_view text{}; ///< A part of its text, in small or capital letters.
    };

    explicit EventFilter(const Wanted& wanted);

    bool lets_through(WallTime time, const std::string& name, std::string_view text);

private:
    bool is_user(const std::string& name);

    WallTime since_;
    WallTime until_;
    std::string user_;
    NameKeys user_keys_;
    std::u16string text_;                ///< Folded.
    std::map<std::string, bool> judged_; ///< Names are compared by keys, which take long to make.
};

} // namespace chatroom
