// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
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
    /// What is shorter is not remembered: anybody guesses "OK" and "Exit".
    static constexpr std::size_t least_bytes = 8;
    /// So many are remembered: some seconds of a busy room's.
    static constexpr std::size_t max_remembered = 1024;

    void note(std::string_view datagram) {
        if (datagram.size() < least_bytes) {
            return;
        }
        const auto beginning = datagram.substr(0, quoted_bytes);
        sent_.at(next_) = {beginning.size(), hash_of(beginning)};
        next_ = (next_ + 1) % max_remembered;
    }

    /// Whether this begins with one that was sent: where several left together (UDP_SEGMENT), the
    /// others may follow. Of what is cut before that nobody can say.
    bool contains(std::string_view quoted) const {
        std::array<std::uint64_t, quoted_bytes + 1> wanted{};
        const auto most = std::min(quoted.size(), quoted_bytes);
        for (std::size_t bytes = least_bytes; bytes <= most; ++bytes) {
            wanted.at(bytes) = hash_of(quoted.substr(0, bytes));
        }
        return std::any_of(sent_.begin(), sent_.end(), [&](const Beginning& beginning) {
            return beginning.bytes > 0 && beginning.bytes <= most &&
                   beginning.hash == wanted.at(beginning.bytes);
        });
    }

private:
    static std::uint64_t hash_of(std::string_view datagram) {
        return std::hash<std::string_view>{}(datagram);
    }

    struct Beginning {
        std::size_t bytes = 0;
        std::uint64_t hash = 0;
    };

    std::array<Beginning, max_remembered> sent_{};
    std::size_t next_ = 0;
};

} // namespace chatroom
