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
    const auto place = [this](const SealedLink* link) {
        const auto next = link->events.next();
        return std::tuple(next < from_, next, link->index);
    };
    std::sort(links.begin(), links.end(),
              [&](const auto* left, const auto* right) { return place(left) < place(right); });
    const auto& deliveries = packer.outputs().deliveries;
    const auto last_read = packer.log().reads() + max_reads;
    const auto last_datagram = deliveries.size() + max_datagrams;
    auto link = links.begin();
    while (link != links.end() && packer.log().reads() < last_read &&
           deliveries.size() < last_datagram) {
        serve_one(**link++);
    }
    links.erase(links.begin(), link);
    from_ = links.empty() ? Sequence{} : links.front()->events.next();
    return links;
}

} // namespace chatroom
