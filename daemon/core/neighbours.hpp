// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/request_queue.hpp"
#include "daemon/core/room_log.hpp"
#include "daemon/core/room_options.hpp"
#include "daemon/core/room_state.hpp"

#include <map>
#include <optional>

namespace chatroom {

/// Where several nodes share the room: says that this one is there, and asks for the members of
/// those that are not any more. How long a node was silent is counted by what this one could write
/// meanwhile: while the journal is away nobody is heard, and nobody is given up.
class Neighbours {
public:
    /// How often a node says that it is there,
    static constexpr std::chrono::seconds beat_interval{2};
    /// and how soon at most when its members have got more, which authors elsewhere wait for.
    static constexpr std::chrono::milliseconds delivery_interval{500};

    struct Context {
        const RoomOptions& options;
        const RoomState& state;
        RequestQueue& requests;
        RoomLog& log;
    };

    /// Everything outlives it.
    Neighbours(Context context, Now now) : context_(context), beat_at_(now.steady) {}

    /// The record is decided, and the state has it.
    void happened(Now now, const Record& record);

    /// What has become of a request.
    void answered(Now now, const Request& request, const Answer& answer);

    /// The turn ends; up to there the members here have all events now.
    void look(Now now, Sequence delivered);

    /// Time has passed.
    void advance(Now now);

    /// When advance() has something to do; nothing if never.
    std::optional<SteadyTime> next_deadline() const;

private:
    struct Heard {
        std::uint64_t beat = 0;
        SteadyTime::duration silent{}; ///< Since then, as far as this node could hear.
    };

    bool is_alone() const { return context_.options.node.empty(); }
    void heard_itself(Now now);
    void miss(const std::string& node, std::uint64_t beat);

    Context context_;
    std::optional<SteadyTime> beat_at_; ///< Nothing: it is being decided.
    SteadyTime last_beat_{};            ///< When the latest one was asked for,
    std::optional<SteadyTime> decided_; ///< and decided.
    std::map<std::string, Heard, std::less<>> heard_;
};

} // namespace chatroom
