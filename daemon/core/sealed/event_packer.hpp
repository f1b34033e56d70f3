// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/outputs.hpp"
#include "daemon/core/sealed/log_view.hpp"
#include "protocol/sealed/path_size.hpp"

#include <array>
#include <unordered_map>

namespace chatroom {

/// An EVENTS frame of this event alone, however long it is: nothing shorter says it.
sealed::EventsWriter event_alone(const Event& event, std::uint8_t version);

/// Packs events into full datagrams, once for all members of a version who stand at the same place
/// and get datagrams of the same size. It lives for one turn, since the next one has more events.
class EventPacker {
public:
    /// Both outlive the packer. What is packed is added to the outputs' payloads.
    EventPacker(EventLog& log, Outputs& outputs,
                std::uint8_t version = sealed::all_versions.highest,
                std::size_t max_bytes = sealed::max_plaintext_bytes)
        : log_(log), view_(log, version), outputs_(outputs), max_bytes_(max_bytes) {}

    struct Run {
        Sequence last;             ///< The number of its last event.
        std::uint32_t payload = 0; ///< The plaintext. It is filled up to the longest if others
                                   ///< follow it, so that all can be sent as pieces of one size,
        std::size_t bytes = 0;     ///< and so long without that.
    };

    /// As many events from that number on as a datagram holds, but at least one; null if there is
    /// none of that number (see EventLog::at). Valid as long as the packer.
    const Run* from(Sequence first);

    /// The events of the run, as a frame.
    std::string_view frame(const Run& run) const {
        return std::string_view(outputs_.payloads[run.payload]).substr(0, run.bytes);
    }

    /// What is in a datagram if so many bytes of other frames are to go with the run: both, if they
    /// have room, otherwise the run's payload.
    std::size_t bytes_beside(const Run& run, std::size_t beside) const {
        return go_together(run, beside) ? beside + run.bytes
                                        : outputs_.payloads[run.payload].size();
    }
    bool go_together(const Run& run, std::size_t beside) const {
        return beside > 0 && beside + run.bytes <= max_bytes_;
    }

    /// What the frames of a datagram may take.
    std::size_t max_bytes() const { return max_bytes_; }

    EventLog& log() { return log_; }
    LogView& view() { return view_; }
    Outputs& outputs() { return outputs_; }

private:
    EventLog& log_;
    LogView view_;
    Outputs& outputs_;
    std::size_t max_bytes_;
    std::unordered_map<std::uint64_t, Run> runs_; ///< By the number of the first event.
};

/// A packer for each version and each size of datagrams that are met in a turn.
class EventPackers {
public:
    /// Both outlive the packers.
    EventPackers(EventLog& log, Outputs& outputs) : log_(log), outputs_(outputs) {}

    /// The packer for sessions of that version, with datagrams of that size (PathSize::step()).
    /// Valid as long as this.
    EventPacker& of(std::uint8_t version, unsigned size_step = 0);

private:
    static constexpr std::size_t versions =
        sealed::all_versions.highest - sealed::all_versions.lowest + 1;

    EventLog& log_;
    Outputs& outputs_;
    using OfVersion = std::array<std::optional<EventPacker>, sealed::PathSize::sizes.size()>;
    std::array<OfVersion, versions> packers_;
};

} // namespace chatroom
