// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/request.hpp"
#include "daemon/core/room_state.hpp"
#include "daemon/core/time.hpp"

#include <optional>
#include <span>
#include <string>

namespace chatroom {

/// Notices that the room is older than a member has seen it: somebody has put an older copy of its
/// files back. Who comes back, owns the name and has seen numbers that are still to be given proves
/// it; those must not be given once more, as nobody would be shown what gets them.
class SeenProof {
public:
    /// Nobody is believed who is further ahead, so that numbers do not run out by lies.
    static constexpr std::uint64_t most_ahead = std::uint64_t{1} << 32;
    /// Others may have seen more: numbers go on so far above what is proved.
    static constexpr std::uint64_t margin = 1'000'000;
    /// For so long the next is not believed; the margin is enough for all who tell the truth.
    static constexpr std::chrono::hours interval{1};

    struct Proof {
        std::string name;
        Sequence seen;
        Sequence go_on_above; ///< No number up to this one is to be given.
    };

    /// The first of the requests that proves it, if it is to be believed.
    std::optional<Proof> find(SteadyTime now, std::span<const Request> requests,
                              const RoomState& state);

private:
    std::optional<SteadyTime> believed_at_;
};

} // namespace chatroom
