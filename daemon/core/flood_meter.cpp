// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/flood_meter.hpp"

#include <algorithm>
#include <bit>

namespace chatroom {

bool FloodMeter::note(SteadyTime now, const Address& sender) {
    const bool has_changed = advance(now);
    const auto network = Source::of_network(sender);
    const bool is_sender = count({network, sender.port}, sender, max_of_a_sender);
    const bool is_network =
        !sender.is_loopback() && count({network, std::uint16_t{0}}, sender, max_of_a_network);
    return has_changed || is_sender || is_network;
}

bool FloodMeter::advance(SteadyTime now) {
    if (now < began_at_ + window) {
        return false;
    }
    const auto windows = (now - began_at_) / window;
    began_at_ = now;
    // Whoever has become quiet comes through again. A flood that goes on is found again at once.
    const auto before = flooders_.size();
    std::erase_if(flooders_, [&](const Flooder& flooder) {
        const auto most = flooder.is_network ? max_of_a_network : max_of_a_sender;
        const auto sent = std::uint64_t{come_through(flooder)} * flooder.keep_one_in;
        return sent < static_cast<std::uint64_t>(windows) * most / 4;
    });
    counts_.clear();
    return flooders_.size() != before;
}

/// True if the sender is a flooder from now on, or is to be kept out more than before.
bool FloodMeter::count(const Sender& sender, const Address& from, std::uint32_t most) {
    auto found = counts_.find(sender);
    if (found == counts_.end()) {
        if (counts_.size() >= max_counted) {
            return false;
        }
        found = counts_.emplace(sender, Count{from}).first;
    }
    const auto datagrams = ++found->second.datagrams;
    if (auto* flooder = find(sender)) {
        if (datagrams < 4 * kept) {
            return false;
        }
        found->second.datagrams /= 4;
        flooder->keep_one_in *= 4;
        return true;
    }
    if (datagrams < most || flooders_.size() >= max_flooders) {
        return false;
    }
    const auto keep_one_in = std::bit_ceil(most / kept);
    found->second.datagrams /= keep_one_in; // As if the kernel had dropped the others already.
    flooders_.push_back(
        {.from = from, .is_network = sender.second == 0, .keep_one_in = keep_one_in});
    return true;
}

Flooder* FloodMeter::find(const Sender& sender) {
    const auto found =
        std::find_if(flooders_.begin(), flooders_.end(),
                     [&](const Flooder& flooder) { return sender_of(flooder) == sender; });
    return found != flooders_.end() ? &*found : nullptr;
}

FloodMeter::Sender FloodMeter::sender_of(const Flooder& flooder) {
    return {Source::of_network(flooder.from),
            flooder.is_network ? std::uint16_t{0} : flooder.from.port};
}

std::uint32_t FloodMeter::come_through(const Flooder& flooder) const {
    const auto found = counts_.find(sender_of(flooder));
    return found != counts_.end() ? found->second.datagrams : 0;
}

} // namespace chatroom
