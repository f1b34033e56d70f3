// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/catch_up.hpp"

#include <algorithm>
#include <tuple>

namespace chatroom {

bool CatchUp::is_far_behind(const SealedLink& link, const EventLog& log) {
    return link.state == SealedLink::State::serving && link.events.may_send() &&
           log.is_old(link.events.next());
}

std::vector<SealedLink*> CatchUp::serve(std::vector<SealedLink*> links, EventPacker& packer,
                                        const std::function<void(SealedLink&)>& serve_one) {
    if (links.empty()) {
        return links;
    }
    ++turn_;
    for (auto* link : links) {
        link->waits_since = link->waits_since == 0 ? turn_ : link->waits_since;
    }
    std::sort(links.begin(), links.end(), [](const SealedLink* left, const SealedLink* right) {
        const auto place = [](const SealedLink& link) {
            return std::tuple(link.waits_since, link.events.next(), link.index);
        };
        return place(*left) < place(*right);
    });
    const auto& deliveries = packer.outputs().deliveries;
    const auto last_read = packer.log().reads() + max_reads;
    const auto last_datagram = deliveries.size() + max_datagrams;
    auto link = links.begin();
    while (link != links.end() && packer.log().reads() < last_read &&
           deliveries.size() < last_datagram) {
        (*link)->waits_since = 0;
        serve_one(**link++);
    }
    links.erase(links.begin(), link);
    return links;
}

} // namespace chatroom
