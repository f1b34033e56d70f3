// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/flood_meter.hpp"

#include <algorithm>
#include <bit>

namespace chatroom {

bool FloodMeter::note(SteadyTime now, const Address& sender) {
    const bool has_changed = advance(now);
    const auto network = Source::of_network(sender);
    const Sender port{network, sender.port};
    const bool is_known = find(port) != nullptr;
    const bool is_port = count(now, port, sender, max_of_a_sender);
    // What is dropped, or was sent before it could be, makes no other port of the host a flooder.
    const bool is_network = !is_known && !sender.is_loopback() &&
                            count(now, {network, std::uint16_t{0}}, sender, max_of_a_network);
    return has_changed || is_port || is_network;
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
        if (backlogs_.contains(sender_of(flooder))) {
            return false; // Its datagrams are not counted.
        }
        const auto most = flooder.is_network ? max_of_a_network : max_of_a_sender;
        const auto sent = std::uint64_t{come_through(flooder)} * flooder.keep_one_in;
        return sent < static_cast<std::uint64_t>(windows) * most / 4;
    });
    counts_.clear();
    settle(now);
    return flooders_.size() != before;
}

/// Whose datagrams come through their filter by now are counted from here on.
void FloodMeter::settle(SteadyTime now) {
    std::erase_if(backlogs_, [&](const auto& backlog) {
        return drained_at_ > backlog.second || now >= backlog.second + longest_backlog;
    });
}

/// True if the sender is a flooder from now on, or is to be kept out more than before.
bool FloodMeter::count(SteadyTime now, const Sender& sender, const Address& from,
                       std::uint32_t most) {
    auto found = counts_.find(sender);
    if (found == counts_.end()) {
        if (counts_.size() >= max_counted) {
            return false;
        }
        found = counts_.emplace(sender, Count{from}).first;
    }
    const auto datagrams = ++found->second.datagrams;
    if (auto* flooder = find(sender)) {
        return datagrams >= 4 * kept && keep_out_more(now, sender, *flooder);
    }
    if (datagrams < most || flooders_.size() >= max_flooders) {
        return false;
    }
    const auto keep_one_in = std::bit_ceil(most / kept);
    flooders_.push_back(
        {.from = from, .is_network = sender.second == 0, .keep_one_in = keep_one_in});
    backlogs_[sender] = now;
    return true;
}

/// Whether it is: not for what may have come through the filter that it had before.
bool FloodMeter::keep_out_more(SteadyTime now, const Sender& sender, Flooder& flooder) {
    if (flooder.keep_one_in >= max_keep_one_in || backlogs_.contains(sender)) {
        return false;
    }
    flooder.keep_one_in = std::min(4 * flooder.keep_one_in, max_keep_one_in);
    backlogs_[sender] = now;
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
