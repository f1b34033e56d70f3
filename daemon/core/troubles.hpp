// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace chatroom {

/// What a trouble is about, the worst first. There is one of a kind at a time.
enum class TroubleKind : std::uint8_t {
    journal_not_writable, ///< Nothing can be said, and nobody comes in.
    journal_gone,         ///< What is said goes into files that nobody will find again.
    journal_damaged,      ///< Some of what was said is lost.
    journal_set_back,     ///< The room is older than its members have seen it.
    clock_not_trusted,    ///< The clock has jumped lately.
};

/// Something that the room cannot do as it should, for as long as that is so.
struct RoomTrouble {
    TroubleKind kind = TroubleKind::journal_not_writable;
    std::string words; ///< What, and what mends it: an English sentence without a full stop.
    WallTime since;

    bool operator==(const RoomTrouble&) const = default;
};

/// What is wrong with the room now. STATUS of the service, `status` and the log tell it.
class Troubles {
public:
    /// It is so, in these words from now on. True if it was not so before.
    bool note(TroubleKind kind, WallTime now, std::string words) {
        const auto place = place_of(kind);
        if (place != all_.end() && place->kind == kind) {
            place->words = std::move(words);
            return false;
        }
        all_.insert(place, {kind, std::move(words), now});
        return true;
    }

    /// It is not so any more. True if it was so before.
    bool end(TroubleKind kind) {
        const auto place = place_of(kind);
        const bool was_there = place != all_.end() && place->kind == kind;
        if (was_there) {
            all_.erase(place);
        }
        return was_there;
    }

    bool has(TroubleKind kind) const {
        return std::any_of(all_.begin(), all_.end(),
                           [&](const RoomTrouble& trouble) { return trouble.kind == kind; });
    }

    /// The worst first.
    const std::vector<RoomTrouble>& all() const { return all_; }

private:
    std::vector<RoomTrouble>::iterator place_of(TroubleKind kind) {
        return std::find_if(all_.begin(), all_.end(),
                            [&](const RoomTrouble& trouble) { return trouble.kind >= kind; });
    }

    std::vector<RoomTrouble> all_;
};

} // namespace chatroom
