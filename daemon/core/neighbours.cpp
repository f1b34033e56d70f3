// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/neighbours.hpp"

#include "base/printable.hpp"
#include "daemon/core/facts.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

void Neighbours::happened(Now now, const Record& record) {
    for (const auto& fact : record.facts) {
        if (facts::Kind{fact.kind} == facts::Kind::node && fact.key == context_.options.node) {
            heard_itself(now);
        }
    }
}

/// What this node writes goes through the journal, so it hears the others, too.
void Neighbours::heard_itself(Now now) {
    const auto since = decided_ ? now.steady - *decided_ : SteadyTime::duration::zero();
    const auto heard_for = std::min<SteadyTime::duration>(since, beat_interval);
    decided_ = now.steady;
    const auto& nodes = context_.state.nodes();
    std::erase_if(heard_, [&](const auto& one) { return !nodes.contains(one.first); });
    for (const auto& [name, node] : nodes) {
        auto& heard = heard_[name];
        heard.silent = heard.beat == node.beat ? heard.silent + heard_for : heard_for.zero();
        heard.beat = node.beat;
        if (name != context_.options.node && heard.silent >= context_.options.node_timeout) {
            miss(name, node.beat);
        }
    }
    for (const auto& [name, members] : context_.state.roster().by_node()) {
        if (name != context_.options.node && !nodes.contains(name)) {
            miss(name, 0);
        }
    }
}

/// If too much waits, the next beat asks again.
void Neighbours::miss(const std::string& node, std::uint64_t beat) {
    context_.requests.push({{}, request::TakeOver{node, beat}});
}

void Neighbours::answered(Now now, const Request& request, const Answer& answer) {
    if (std::holds_alternative<request::Beat>(request.what)) {
        beat_at_ = now.steady + beat_interval;
    } else if (const auto* taken = std::get_if<answer::TakenOver>(&answer)) {
        const auto& node = std::get<request::TakeOver>(request.what).node;
        context_.log.note(now, LogKind::membership,
                          (node.empty() ? "members of no node"
                                        : "node " + printable(node) + " is silent: its members") +
                              " are this one's now: " + std::to_string(taken->members));
    }
}

void Neighbours::look(Now now, Sequence delivered) {
    const auto& nodes = context_.state.nodes();
    const auto own = nodes.find(context_.options.node);
    if (is_alone() || !beat_at_ || nodes.size() < 2 || own == nodes.end() ||
        own->second.delivered >= delivered) {
        return;
    }
    beat_at_ = std::min(*beat_at_, std::max(now.steady, last_beat_ + delivery_interval));
}

void Neighbours::advance(Now now) {
    if (is_alone() || !beat_at_ || now.steady < *beat_at_) {
        return;
    }
    last_beat_ = now.steady;
    const bool is_asked = context_.requests.push({{}, request::Beat{}});
    beat_at_ = is_asked ? std::nullopt : std::optional(now.steady + beat_interval);
}

std::optional<SteadyTime> Neighbours::next_deadline() const {
    return is_alone() ? std::nullopt : beat_at_;
}

} // namespace chatroom
