// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/wording.hpp"
#include "protocol/event.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// Who comes and goes, told in one line as long as nothing else happens. In a room where many do,
/// only those who have spoken lately are told of by name, and nothing at all if there are none.
class Comings {
public:
    /// So many come or go in busy_time where many do.
    static constexpr std::size_t busy_count = 10;
    static constexpr std::chrono::minutes busy_time{10};
    /// So long somebody who has spoken is known to people.
    static constexpr std::chrono::minutes lately{30};
    static constexpr std::size_t max_speakers = 1000;
    static constexpr std::size_t max_names = 3;
    /// So many people who are only counted are known apart.
    static constexpr std::size_t max_others = 10'000;

    void spoke(std::string_view name, WallTime when);

    /// Somebody has entered or left, another event than which it is not to be told.
    void add(const Event& event);

    /// What is to be told of all since begin_line(); empty if nothing is.
    std::string line(const Wording& wording) const;

    /// Something else has happened: what follows is told in a line of its own.
    void begin_line();

private:
    /// What somebody has done since the line began, by how it was before and is now.
    enum class Deed : std::uint8_t { entered, left, came_back, came_by };

    struct Person {
        std::string name;
        Deed deed;
    };

    static Deed deed_after(Deed before, bool has_entered);
    bool has_spoken_lately(const Event& event) const;
    std::string list(const Wording& wording, Deed deed) const;

    std::map<std::string, WallTime, std::less<>> speakers_;
    std::deque<WallTime> times_; ///< Of those who came or went, one more than makes it busy.
    std::vector<Person> people_; ///< To be told by name, the latest last.
    std::map<std::string, Deed, std::less<>> others_; ///< To be counted.
};

} // namespace chatroom
