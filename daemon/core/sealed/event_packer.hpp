// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/outputs.hpp"
#include "daemon/core/sealed/event_log.hpp"

#include <unordered_map>

namespace chatroom {

/// Packs events into full datagrams, once for all members who stand at the same place. It lives for
/// one turn, since the next one has more events.
class EventPacker {
public:
    /// Both outlive the packer. What is packed is added to the outputs' payloads.
    EventPacker(EventLog& log, Outputs& outputs) : log_(log), outputs_(outputs) {}

    struct Run {
        Sequence last;             ///< The number of its last event.
        std::uint32_t payload = 0; ///< The plaintext. It is filled up to the longest if others
                                   ///< follow it, so that all can be sent as pieces of one size,
        std::size_t bytes = 0;     ///< and so long without that.
    };

    /// As many events from that number on as a datagram holds; null if there is none of that number
    /// (see EventLog::at). Valid as long as the packer.
    const Run* from(Sequence first);

    /// The events of the run, as a frame.
    std::string_view frame(const Run& run) const {
        return std::string_view(outputs_.payloads[run.payload]).substr(0, run.bytes);
    }

    EventLog& log() { return log_; }
    Outputs& outputs() { return outputs_; }

private:
    EventLog& log_;
    Outputs& outputs_;
    std::unordered_map<std::uint64_t, Run> runs_; ///< By the number of the first event.
};

} // namespace chatroom
