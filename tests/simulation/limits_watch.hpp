// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/frame.hpp"
#include "tests/simulation/simulated_journal.hpp"

#include <span>
#include <string_view>

namespace chatroom::simulation {

/// Sees to it that the limits of the room are exact: nobody gets in who is one too many, and nobody
/// is turned away as such who is not; and that who comes from where is believed of gateways alone.
class LimitsWatch {
public:
    static constexpr std::size_t most_names_of_a_key = 16;
    static constexpr std::size_t places_kept_of = 10; ///< One more of so many for owners.

    /// The disk outlives the watch.
    LimitsWatch(const Disk& disk, std::size_t max_members)
        : disk_(disk), max_members_(max_members) {}

    /// From now on so many may be inside; who is inside stays, and what the journal thinks about
    /// was decided when it was as many as before.
    void configured(std::size_t max_members) {
        full_from_ = std::min(full_from_, max_members);
        max_members_ = max_members;
    }

    /// A daemon has been started on the disk.
    void started() { turn_over(true); }

    /// The disk has got the batch.
    void decided(const DecidedBatch& batch);

    /// Something leaves the room: without a seal, or before it is sealed.
    void sent(std::string_view classic) const;
    void sent(std::span<const sealed::ServerFrame> frames) const;

    /// What is true now is what the next turn begins with. Whether nobody waits for the journal.
    void turn_over(bool is_settled);

private:
    std::size_t most_names() const;
    void require_full() const;
    void require_origins() const;

    const Disk& disk_;
    std::size_t max_members_;
    std::size_t full_from_ = max_members_; ///< With so many the room may be called full.
    std::size_t members_ = 0;              ///< So many at most have been inside in this turn,
    std::size_t names_ = 0;                ///< and so many names has had who has most.
};

} // namespace chatroom::simulation
