// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/sealed/event_log.hpp"
#include "protocol/sealed/version.hpp"

namespace chatroom {

/// The journal as the members of one version of the protocol see it: an event of a kind that their
/// version does not have is to them a number that was never given.
class LogView {
public:
    /// The log outlives the view, which may be made anew for every call.
    LogView(EventLog& log, std::uint8_t version = sealed::all_versions.highest)
        : log_(log), version_(version) {}

    Sequence head() const { return log_.head(); }

    /// As EventLog has them.
    const Event* at(Sequence sequence) const;
    bool is_trimmed(Sequence sequence) const { return log_.is_trimmed(sequence); }
    bool is_lost(const NumberRange& numbers) const { return log_.is_lost(numbers); }

    /// The number of the first event there may be from that one on, at which there is none. There
    /// may be another gap, of another reason or far from here.
    std::optional<Sequence> gap_end(Sequence sequence) const;

    std::uint8_t version() const { return version_; }

private:
    bool is_hidden(const Event* event) const {
        return event != nullptr && !sealed::has_kind(version_, event->kind);
    }

    EventLog& log_;
    std::uint8_t version_;
};

} // namespace chatroom
