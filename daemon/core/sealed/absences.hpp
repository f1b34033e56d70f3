// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/deadline.hpp"
#include "daemon/core/time.hpp"

#include <map>
#include <optional>
#include <vector>

namespace chatroom {

/// Which sealed members cannot be reached, and since when.
class Absences {
public:
    /// The member cannot be reached. Whether that is new.
    bool begin(Sequence member, SteadyTime now) {
        return absences_.try_emplace(member, Absence{now}).second;
    }

    /// The member is there again, or is none any more.
    void end(Sequence member) { absences_.erase(member); }

    /// It was to leave and did not: it has another grace time.
    void begin_again(Sequence member, SteadyTime now) {
        if (const auto found = absences_.find(member); found != absences_.end()) {
            found->second = {now};
        }
    }

    bool contains(Sequence member) const {
        return !absences_.empty() && absences_.contains(member);
    }

    /// Those that cannot be reached for so long, each once.
    std::vector<Sequence> take_overdue(SteadyTime now, SteadyTime::duration grace) {
        std::vector<Sequence> overdue;
        for (auto& [member, absence] : absences_) {
            if (!absence.is_overdue && now >= absence.since + grace) {
                absence.is_overdue = true;
                overdue.push_back(member);
            }
        }
        return overdue;
    }

    /// When take_overdue() has something to tell.
    std::optional<SteadyTime> next_deadline(SteadyTime::duration grace) const {
        std::optional<SteadyTime> next;
        for (const auto& [member, absence] : absences_) {
            if (!absence.is_overdue) {
                next = earliest(next, std::optional(absence.since + grace));
            }
        }
        return next;
    }

private:
    struct Absence {
        SteadyTime since;
        bool is_overdue = false;
    };

    std::map<Sequence, Absence> absences_;
};

} // namespace chatroom
