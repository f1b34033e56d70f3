// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/refusals.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "protocol/address_range.hpp"
#include "protocol/name_keys.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

/// Of a name, which may be anything that was sent: one that is none is no longer than this twice.
constexpr std::size_t max_kept_name_bytes = 64;

std::string kept(std::string_view name) {
    return is_utf8(name) ? std::string(grapheme_prefix(name, max_kept_name_bytes))
                         : printable(name, max_kept_name_bytes);
}

std::string log_line(const Refusals::Entry& entry) {
    return "refused " + (entry.name.empty() ? "" : "\"" + printable(entry.name) + "\" from ") +
           to_string(entry.address) + ": " + printable(entry.words);
}

} // namespace

void Refusals::note(Now now, const Asker& asker, const answer::Refused& refused, LogKind kind) {
    ++counters_.refused;
    ++counts_.by_cause.at(static_cast<std::size_t>(refused.refusal));
    Entry entry{.time = now.wall,
                .cause = refused.refusal,
                .door = asker.door,
                .address = asker.address,
                .name = kept(asker.name),
                .key = asker.key,
                .words = refused.words(classic::Language::en)};
    log_.note(now, kind, log_line(entry));
    if (auto* same = same_as(entry)) {
        entry.times = same->times + 1;
        *same = std::move(entry);
        return;
    }
    if (entries_.size() >= max_remembered) {
        entries_.pop_front();
    }
    entries_.push_back(std::move(entry));
}

/// Null if it is not among the latest.
Refusals::Entry* Refusals::same_as(const Entry& entry) {
    const auto behind =
        entries_.rbegin() + static_cast<std::ptrdiff_t>(std::min(looked_back, entries_.size()));
    const auto found = std::find_if(entries_.rbegin(), behind, [&](const Entry& earlier) {
        return earlier.cause == entry.cause && earlier.door == entry.door &&
               earlier.address.ip == entry.address.ip && earlier.name == entry.name &&
               earlier.key == entry.key;
    });
    return found == behind ? nullptr : &*found;
}

control::RefusalCounts Refusals::counts_of(const Address& address,
                                           const std::optional<sealed::PublicKey>& key) const {
    control::RefusalCounts result;
    for (const auto& entry : entries_) {
        const bool is_meant =
            key ? entry.key == key : entry.door == DoorKind::classic && entry.address == address;
        result.by_cause.at(static_cast<std::size_t>(entry.cause)) += is_meant ? entry.times : 0;
    }
    return result;
}

std::vector<const Refusals::Entry*> Refusals::of(std::string_view whom, std::size_t most) const {
    const auto address = parse_address(whom);
    const auto network = AddressRange::parse(whom);
    const auto keys = whom.size() <= max_name_bytes ? name_keys(whom) : NameKeys{};
    const auto is_meant = [&](const Entry& entry) {
        return (address && entry.address == *address) ||
               (network && network->contains(entry.address)) ||
               (!entry.name.empty() &&
                (entry.name == whom || (entry.name.size() <= max_name_bytes &&
                                        have_common_key(keys, name_keys(entry.name)))));
    };
    std::vector<const Entry*> result;
    for (auto entry = entries_.rbegin(); entry != entries_.rend() && result.size() < most;
         ++entry) {
        if (is_meant(*entry)) {
            result.push_back(&*entry);
        }
    }
    std::reverse(result.begin(), result.end());
    return result;
}

} // namespace chatroom
