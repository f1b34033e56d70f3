// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace chatroom {

/// What was sent lately, by how it begins. Whoever forges the network's report that a datagram was
/// not delivered has to quote one, and must have seen it for that.
class SentLately {
public:
    /// So much of a datagram is looked at; every network quotes as much of a short one.
    static constexpr std::size_t quoted_bytes = 32;
    /// So many are remembered: some seconds of a busy room's.
    static constexpr std::size_t max_remembered = 1024;

    void note(std::string_view datagram) {
        hashes_.at(next_) = hash_of(datagram);
        next_ = (next_ + 1) % max_remembered;
    }

    /// Whether one that was sent begins like this. Of what is cut before that nobody can say.
    bool contains(std::string_view quoted) const {
        const auto wanted = hash_of(quoted);
        for (const auto hash : hashes_) {
            if (hash == wanted) {
                return !quoted.empty();
            }
        }
        return false;
    }

private:
    static std::uint64_t hash_of(std::string_view datagram) {
        return std::hash<std::string_view>{}(datagram.substr(0, quoted_bytes));
    }

    std::array<std::uint64_t, max_remembered> hashes_{};
    std::size_t next_ = 0;
};

} // namespace chatroom
