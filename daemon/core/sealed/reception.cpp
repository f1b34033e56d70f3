// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/reception.hpp"

#include <array>

namespace chatroom {

void Reception::take(Now now, const Address& sender, const sealed::Hello& hello) {
    send_cookie(now, sender, hello.client_index, hello.versions);
}

/// The client speaks these versions, or just the one that it has chosen.
void Reception::send_cookie(Now now, const Address& sender, std::uint32_t client_index,
                            sealed::Versions versions) {
    mail_.send(sender, sealed::encode(sealed::CookieReply{
                           .version = sealed::all_versions.chosen_for(versions),
                           .client_index = client_index,
                           .needs_passphrase = context_.options.pre_shared_key.has_value(),
                           .cookie = cookies_.cookie_for(now.steady, sender)}));
}

void Reception::take(Now now, const Address& sender, const sealed::Initiate& initiate) {
    if (!sealed::all_versions.contains(initiate.version) ||
        !cookies_.accepts(now.steady, sender, initiate.cookie)) {
        send_cookie(now, sender, initiate.client_index, {initiate.version, initiate.version});
        return;
    }
    if (const auto* answer = handshakes_.repeated_answer(sender, initiate)) {
        mail_.send(sender, *answer);
        return;
    }
    if (network_rate_.is_blocked(now.steady, sender) || !rate_.take(now.steady)) {
        ++context_.counters.ignored;
        return;
    }
    network_rate_.note(now.steady, sender);
    auto answer = handshakes_.begin(now.steady, sender, initiate, unused_index(),
                                    sealed::KeyPair::generate(secrets_.fill_random),
                                    context_.options.pre_shared_key);
    if (answer) {
        mail_.send(sender, std::move(*answer));
    } else {
        ++context_.counters.ignored;
    }
}

bool Reception::knows(Now now, const Address& sender, const sealed::Datagram& datagram) {
    if (const auto* initiate = std::get_if<sealed::Initiate>(&datagram)) {
        return cookies_.accepts(now.steady, sender, initiate->cookie);
    }
    const auto* finish = std::get_if<sealed::Finish>(&datagram);
    return finish != nullptr && handshakes_.is_begun_by(sender, *finish);
}

void Reception::take(Now now, const Address& sender, const sealed::Finish& finish) {
    if (const auto* failed = handshakes_.repeated_failure(sender, finish)) {
        mail_.send(sender, *failed);
        return;
    }
    const auto finished = handshakes_.finish(sender, finish);
    if (guesses_.is_blocked(now.steady, sender) && !is_known(finished)) {
        ++context_.counters.ignored; // Right or wrong, nobody learns it.
        return;
    }
    if (const auto* rejected = std::get_if<Handshakes::Rejected>(&finished)) {
        ++context_.counters.ignored;
        reject(now, sender, *rejected);
    } else if (const auto* made = std::get_if<Handshakes::Established>(&finished)) {
        ++context_.counters.handshakes;
        links_.add({.index = finish.server_index,
                    .key = made->client_key,
                    .sealer = sealed::Sealer(made->keys.responder_to_initiator, made->client_index),
                    .opener = sealed::Opener(made->keys.initiator_to_responder),
                    .address = sender,
                    .last_heard = now.steady,
                    .version = made->version});
    } else {
        ++context_.counters.ignored;
    }
}

/// Others behind the address of who guesses have to wait; but whoever owns a name has not guessed,
/// and proves that it has the key.
bool Reception::is_known(const Handshakes::Finished& finished) const {
    const auto* made = std::get_if<Handshakes::Established>(&finished);
    return made != nullptr && context_.state.names().count_of(made->client_key) > 0;
}

void Reception::reject(Now now, const Address& sender, const Handshakes::Rejected& rejected) {
    if (rejected.reason == sealed::Failure::wrong_passphrase) {
        guesses_.note(now.steady, sender);
        context_.refusals.note(now, {.door = DoorKind::sealed, .address = sender},
                               {classic::Refusal::wrong_passphrase});
    }
    mail_.send(sender, rejected.failed);
}

std::uint32_t Reception::unused_index() const {
    std::array<std::uint8_t, 4> bytes{};
    std::uint32_t index = 0;
    while (index == 0 || links_.contains(index) || handshakes_.contains(index)) {
        secrets_.fill_random(bytes);
        index = std::uint32_t{bytes[0]} | std::uint32_t{bytes[1]} << 8 |
                std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[3]} << 24;
    }
    return index;
}

} // namespace chatroom
