// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/speaking_limits.hpp"

namespace chatroom {

/// What members have used of their limits, as it would be if the journal agreed to what was drafted
/// so far: what is different lies over the limits, which are not touched.
class SpeakingDraft {
public:
    /// The limits outlive the draft and do not change meanwhile.
    explicit SpeakingDraft(const SpeakingLimits& limits) : limits_(limits) {}

    /// The member comes in, and takes over what those have used who left with one of its traces.
    void entered(Sequence member, const std::vector<Trace>& traces);

    /// The member leaves.
    void left(Sequence member, const std::vector<Trace>& traces);

    /// The member says a line of so many bytes. Whoever is exempt uses nothing.
    void said(SteadyTime now, const Member& member, std::size_t bytes, bool is_exempt);

    SpeakingLimits::Use use_of(Sequence member) const;

    /// How long the member has to wait before it may say a line of so many bytes; nothing of a time
    /// if it need not.
    SteadyTime::duration wait_for(SteadyTime now, const Member& member, std::size_t bytes) const;

    /// How much longer the member's sentence is; nothing of a time if it has none.
    SteadyTime::duration silenced_for(SteadyTime now, Sequence member) const;

private:
    SpeakingLimits::Use use_of(const Source& network) const;

    const SpeakingLimits& limits_;
    std::map<Sequence, SpeakingLimits::Use> uses_; ///< Of who has said something or come in.
    std::map<Source, SpeakingLimits::Use> networks_;
    std::map<Trace, SpeakingLimits::Use> left_;
};

} // namespace chatroom
