// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace chatroom {

/// How people read a name, which is UTF-8: whether it would let its bearer speak as the room
/// itself, not as a member.
class NameReading {
public:
    explicit NameReading(std::string_view name);

    /// Whether it reads as a word for who keeps the room, for what the room tells, or for everybody
    /// in it.
    bool is_reserved() const;

    /// Whether it has in it what the room puts around names in what it tells: a colon, or the words
    /// for entering and leaving.
    bool has_notice_wording() const;

private:
    std::u32string letters_;
    std::set<std::string> words_;
    bool has_colon_;
    bool is_administrator_;
};

} // namespace chatroom
