// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/stays.hpp"

#include <algorithm>

#include <sodium.h>

namespace chatroom {

namespace {

void fill_random(std::span<std::uint8_t> bytes) {
    ::randombytes_buf(bytes.data(), bytes.size());
}

} // namespace

std::shared_ptr<Stay> Stays::enter(const Hello& hello, PageSink& sink, const Address& address) {
    const auto keys = sealed::KeyPair::from_secret(hello.secret);
    const Key key(keys.key, hello.tab);
    auto found = stays_.find(key);
    if (found != stays_.end() && found->second->is_over()) {
        found->second->stop();
        stays_.erase(found);
        found = stays_.end();
    }
    if (found == stays_.end()) {
        if (stays_.size() >= most_ && !make_room()) {
            return nullptr;
        }
        PageSession session(std::chrono::steady_clock::now(), room_, keys, hello, gate_,
                            fill_random);
        found =
            stays_.emplace(key, std::make_shared<Stay>(io_, endpoints_, std::move(session))).first;
    }
    const auto stay = found->second;
    stay->attach(sink, address, hello.have);
    return stay;
}

void Stays::leave(const std::shared_ptr<Stay>& stay, const PageSink& sink) {
    stay->detach(sink);
    if (stay->has_page()) {
        return; // Another connection of the same tab has it.
    }
    if (stay->is_over()) {
        forget(*stay);
        return;
    }
    stay->when_abandoned(keep_time, [this, weak = std::weak_ptr<Stay>(stay)] {
        if (const auto abandoned = weak.lock()) {
            forget(*abandoned);
        }
    });
}

/// Without one whose page has gone, if there is any.
bool Stays::make_room() {
    const auto found =
        std::ranges::find_if(stays_, [](const auto& one) { return !one.second->has_page(); });
    if (found == stays_.end()) {
        return false;
    }
    found->second->stop();
    stays_.erase(found);
    return true;
}

void Stays::forget(const Stay& stay) {
    const auto found =
        std::ranges::find_if(stays_, [&](const auto& one) { return one.second.get() == &stay; });
    if (found != stays_.end()) {
        found->second->stop();
        stays_.erase(found);
    }
}

} // namespace chatroom
