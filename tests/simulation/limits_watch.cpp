// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/limits_watch.hpp"

#include "protocol/address_range.hpp"
#include "protocol/classic_wording.hpp"
#include "tests/simulation/plan.hpp"

#include <algorithm>

namespace chatroom::simulation {

void LimitsWatch::decided(const DecidedBatch& batch) {
    auto inside = disk_.members.size();
    for (auto record = batch.records.rbegin(); record != batch.records.rend(); ++record) {
        const auto kind = record->event.kind;
        members_ = std::max(members_, inside);
        if (kind == EventKind::entered) {
            const auto kept = record->key ? max_members_ / places_kept_of + 1 : 0;
            require(inside <= max_members_ + kept, "somebody is let into a room that is full");
            --inside;
        } else if (kind == EventKind::left || kind == EventKind::kicked) {
            ++inside;
        }
    }
    members_ = std::max(members_, inside);
    require_origins();
    if (!batch.names.empty() || !batch.released.empty()) {
        names_ = std::max(names_, most_names());
        require(names_ <= most_names_of_a_key, "somebody owns more names than anybody may");
    }
}

void LimitsWatch::require_origins() const {
    const auto gateways = AddressRange::parse(believed_gateways);
    const auto said = AddressRange::parse(said_origins);
    for (const auto& member : disk_.members) {
        if (member.reached_at.has_value()) {
            require(gateways->contains(*member.reached_at),
                    "somebody is believed who is no gateway");
            require(said->contains(member.address), "somebody comes from where nobody said");
        } else {
            require(!said->contains(member.address), "a gateway is not where it is reached");
        }
    }
}

/// Or more, as long as nobody can own too many.
std::size_t LimitsWatch::most_names() const {
    if (disk_.names.size() < most_names_of_a_key) {
        return disk_.names.size();
    }
    std::map<sealed::PublicKey, std::size_t> counts;
    std::size_t most = 0;
    for (const auto& [text, name] : disk_.names) {
        most = std::max(most, ++counts[name.key]);
    }
    return most;
}

void LimitsWatch::sent(std::string_view classic) const {
    if (classic == classic::refusal_text(classic::Language::zh, classic::Refusal::room_full)) {
        require_full();
    }
}

void LimitsWatch::sent(std::span<const sealed::ServerFrame> frames) const {
    for (const auto& frame : frames) {
        const auto* refused = std::get_if<sealed::Refused>(&frame);
        if (refused != nullptr && refused->reason == sealed::RefusalReason::room_full) {
            require_full();
        } else if (refused != nullptr && refused->reason == sealed::RefusalReason::too_many_names) {
            require(names_ >= most_names_of_a_key,
                    "somebody is told to own too many names who does not");
        }
    }
}

void LimitsWatch::require_full() const {
    require(members_ >= full_from_, "a room is called full that is not");
}

void LimitsWatch::turn_over(bool is_settled) {
    full_from_ = is_settled ? max_members_ : std::min(full_from_, max_members_);
    members_ = disk_.members.size();
    names_ = most_names();
}

} // namespace chatroom::simulation
