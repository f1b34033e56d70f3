// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/passphrase_gate.hpp"

#include "protocol/sealed/keyed_digest.hpp"
#include "web/core/network.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

sealed::SecretKey random_key(const sealed::FillRandom& fill_random) {
    sealed::SecretKey key;
    fill_random(key.bytes());
    return key;
}

} // namespace

PassphraseGate::PassphraseGate(const sealed::FillRandom& fill_random, Derive derive)
    : derive_(std::move(derive)), mark_key_(random_key(fill_random)) {}

PassphraseGate::Mark PassphraseGate::mark_of(std::string_view passphrase) const {
    return sealed::keyed_digest(mark_key_, passphrase);
}

std::chrono::seconds PassphraseGate::Allowance::wait(TimePoint now, unsigned at_once,
                                                     std::chrono::seconds interval) const {
    const auto may_at = forgiven_at - (at_once - 1) * interval;
    return std::max(std::chrono::ceil<std::chrono::seconds>(may_at - now), std::chrono::seconds{0});
}

void PassphraseGate::Allowance::use(TimePoint now, std::chrono::seconds interval) {
    forgiven_at = std::max(forgiven_at, now) + interval;
}

std::chrono::seconds PassphraseGate::wait_before(TimePoint now, const Address& address,
                                                 std::string_view passphrase) {
    if (right_ == mark_of(passphrase)) {
        return std::chrono::seconds{0};
    }
    forget_forgiven(now);
    const auto network = network_of(address);
    const auto found = networks_.find(network);
    auto wait = all_.wait(now, tries_of_all, try_interval_of_all);
    if (found != networks_.end()) {
        wait =
            std::max(wait, found->second.wait(now, tries_of_a_network, try_interval_of_a_network));
    } else if (networks_.size() >= max_networks) {
        wait = std::max(wait, try_interval_of_a_network);
    }
    if (wait == std::chrono::seconds{0}) {
        networks_[network].use(now, try_interval_of_a_network);
        all_.use(now, try_interval_of_all);
    }
    return wait;
}

void PassphraseGate::is_right(std::string_view passphrase) {
    right_ = mark_of(passphrase);
}

void PassphraseGate::is_wrong(std::string_view passphrase) {
    const auto mark = mark_of(passphrase);
    if (right_ == mark) {
        right_.reset(); // The room has another one now.
    }
    known_.remove_if([&](const Known& known) { return known.mark == mark; });
}

sealed::SecretKey PassphraseGate::key_of(std::string_view passphrase,
                                         const sealed::PublicKey& server) {
    const auto mark = mark_of(passphrase);
    const auto found = std::ranges::find_if(
        known_, [&](const Known& known) { return known.server == server && known.mark == mark; });
    if (found != known_.end()) {
        known_.splice(known_.begin(), known_, found);
        return known_.front().key;
    }
    known_.push_front({mark, server, derive_(passphrase, server)});
    if (known_.size() > max_known) {
        known_.pop_back();
    }
    return known_.front().key;
}

void PassphraseGate::forget_forgiven(TimePoint now) {
    std::erase_if(networks_, [&](const auto& one) { return one.second.forgiven_at <= now; });
}

} // namespace chatroom
