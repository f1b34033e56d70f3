// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/rules.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

std::string target_text(const AddressRange& network) {
    constexpr unsigned bits_of_a_host = 128;
    auto text = to_string(network);
    return network.prefix_bits() == bits_of_a_host ? text.substr(0, text.find('/')) : text;
}

const Sanction* Sanctions::find(std::string_view target) const {
    const auto found = by_target_.find(target);
    return found == by_target_.end() ? nullptr : &found->second;
}

void Sanctions::put(Sanction sanction) {
    auto target = sanction.target;
    const auto [place, is_new] =
        by_target_.insert_or_assign(std::move(target), std::move(sanction));
    if (!is_new) {
        return;
    }
    if (const auto network = AddressRange::parse(place->first)) {
        ++with_prefix_[network->prefix_bits()];
    }
}

void Sanctions::remove(std::string_view target) {
    const auto found = by_target_.find(target);
    if (found == by_target_.end()) {
        return;
    }
    if (const auto network = AddressRange::parse(found->first)) {
        const auto count = with_prefix_.find(network->prefix_bits());
        if (--count->second == 0) {
            with_prefix_.erase(count);
        }
    }
    by_target_.erase(found);
}

bool Rules::hits(Measure measure, const Subject& subject, WallTime time) const {
    const auto holds = [&](const Sanction& found) { return !is_over(found.until, time); };
    return of(measure).find_on(subject, holds) != nullptr;
}

std::size_t Rules::count_at(Measure measure, WallTime time) const {
    const auto& all = of(measure).all();
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const auto& entry) {
        return !is_over(entry.second.until, time);
    }));
}

std::vector<std::string> Rules::over_at(Measure measure, WallTime time) const {
    std::vector<std::string> over;
    for (const auto& [target, sanction] : of(measure).all()) {
        if (is_over(sanction.until, time)) {
            over.push_back(target);
        }
    }
    return over;
}

std::vector<std::string> Rules::against(Measure measure, std::string_view whom) const {
    std::vector<std::string> targets;
    for (const auto& [target, sanction] : of(measure).all()) {
        if (sanction.whom == whom) {
            targets.push_back(target);
        }
    }
    return targets;
}

bool Rules::may_end() const {
    return settings_.silence ||
           std::any_of(sanctions_.begin(), sanctions_.end(),
                       [](const Sanctions& sanctions) { return !sanctions.empty(); });
}

} // namespace chatroom
