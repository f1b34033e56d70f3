// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/handshake.hpp"

#include "client/core/random_number.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

Handshake::Handshake(SealedOptions options, sealed::FillRandom fill_random)
    : options_(std::move(options)), fill_random_(std::move(fill_random)) {}

HandshakeOutput Handshake::begin(TimePoint now) {
    client_index_ = random_number<std::uint32_t>(fill_random_);
    start_step(begun_at_ ? std::max(now, *begun_at_ + restart_interval) : now, Step::greeting,
               sealed::encode(
                   sealed::Hello{.versions = options_.versions, .client_index = client_index_}));
    return advance(now);
}

void Handshake::stop() {
    step_ = Step::idle;
    has_computed_ = false;
    repetition_.stop();
}

std::optional<TimePoint> Handshake::next_deadline() const {
    return has_computed_ ? std::optional(step_begun_at_) : repetition_.next_deadline();
}

HandshakeOutput Handshake::datagram(TimePoint now, const sealed::Datagram& datagram) {
    if (const auto* reply = std::get_if<sealed::CookieReply>(&datagram)) {
        return take(now, *reply);
    }
    if (const auto* answer = std::get_if<sealed::Answer>(&datagram)) {
        return take(now, *answer);
    }
    if (const auto* failed = std::get_if<sealed::Failed>(&datagram)) {
        return take(*failed);
    }
    return {};
}

HandshakeOutput Handshake::take(TimePoint now, const sealed::CookieReply& reply) {
    const bool is_initiating = step_ == Step::initiating;
    if (reply.client_index != client_index_ || !(step_ == Step::greeting || is_initiating)) {
        return {};
    }
    if (!options_.versions.contains(reply.version)) {
        return is_confirmed() ? Ended{EndReason::other_version, std::to_string(reply.version)}
                              : HandshakeOutput();
    }
    // The cookie that was taken comes again if HELLO was repeated. If the server never likes the
    // cookies it gives (a router may send each datagram from another port), INITIATE is sent no
    // faster than the first repetition would be.
    if (is_initiating && (reply == cookie_ || now < step_begun_at_ + Repetition::first_interval)) {
        return {};
    }
    cookie_ = reply;
    return initiate(now);
}

HandshakeOutput Handshake::initiate(TimePoint now) {
    noise_.emplace(sealed::NoiseHandshake::Role::initiator, cookie_.needs_passphrase,
                   sealed::prologue_of(cookie_.version), options_.identity,
                   sealed::KeyPair::generate(fill_random_));
    const auto message = noise_->write_message({});
    start_step(now, Step::initiating,
               sealed::encode(sealed::Initiate{.version = cookie_.version,
                                               .client_index = client_index_,
                                               .cookie = cookie_.cookie,
                                               .message = message}));
    return send(now);
}

HandshakeOutput Handshake::take(TimePoint now, const sealed::Answer& answer) {
    if (step_ != Step::initiating || answer.client_index != client_index_ ||
        !noise_->read_message(answer.message)) {
        return {};
    }
    const auto& server = noise_->remote_static();
    if (!is_expected(server)) {
        return Ended{options_.fingerprint ? EndReason::other_fingerprint
                                          : EndReason::server_key_changed,
                     sealed::fingerprint(server)};
    }
    options_.known_server = server;
    options_.fingerprint.reset();
    return cookie_.needs_passphrase && !has_passphrase() ? await_passphrase(false)
                                                         : establish(now, answer.server_index);
}

HandshakeOutput Handshake::establish(TimePoint now, std::uint32_t server_index) {
    const auto server = noise_->remote_static();
    failure_key_ = noise_->derive(sealed::failure_label);
    const bool computes = cookie_.needs_passphrase && !pre_shared_key_;
    if (cookie_.needs_passphrase) {
        noise_->set_pre_shared_key(pre_shared_key(server));
    }
    const auto message = noise_->write_message({});
    start_step(now, Step::finishing,
               sealed::encode(sealed::Finish{.server_index = server_index, .message = message}));
    send(now);
    has_computed_ = computes;
    Established established{.version = cookie_.version,
                            .keys = noise_->split(),
                            .client_index = client_index_,
                            .server_index = server_index,
                            .server = server,
                            .finish = latest_};
    noise_.reset();
    return established;
}

const sealed::SecretKey& Handshake::pre_shared_key(const sealed::PublicKey& server) {
    if (!pre_shared_key_) {
        pre_shared_key_ = options_.derive_passphrase_key(options_.passphrase->view(), server);
        options_.passphrase.reset();
    }
    return *pre_shared_key_;
}

bool Handshake::is_expected(const sealed::PublicKey& server) const {
    if (options_.fingerprint) {
        return sealed::fingerprint(server) == *options_.fingerprint;
    }
    return !options_.known_server || server == *options_.known_server;
}

HandshakeOutput Handshake::take(const sealed::Failed& failed) {
    if (step_ != Step::finishing || failed.client_index != client_index_ ||
        !sealed::equal(failed.tag,
                       sealed::failure_tag(failure_key_, client_index_, failed.reason))) {
        return {};
    }
    // A damaged FINISH may look like another passphrase, in a room without one, too.
    const bool is_wrong = failed.reason == sealed::Failure::wrong_passphrase &&
                          cookie_.needs_passphrase && is_confirmed();
    if (!is_wrong) {
        return {};
    }
    pre_shared_key_.reset();
    return await_passphrase(true);
}

HandshakeOutput Handshake::await_passphrase(bool was_wrong) {
    step_ = Step::awaiting_passphrase;
    has_computed_ = false;
    repetition_.stop();
    noise_.reset();
    return AwaitsPassphrase{*options_.known_server, was_wrong};
}

/// Bad news that anybody can forge, or that a damaged datagram leads to, is believed when it comes
/// again after the datagram it answers was repeated.
bool Handshake::is_confirmed() {
    if (!doubt_) {
        doubt_ = transmissions_;
    }
    return *doubt_ < transmissions_;
}

HandshakeOutput Handshake::passphrase(TimePoint now, std::string_view passphrase) {
    if (step_ != Step::awaiting_passphrase) {
        return {};
    }
    if (passphrase.empty() || passphrase.size() > sealed::max_passphrase_bytes) {
        return await_passphrase(false);
    }
    options_.passphrase.emplace(passphrase);
    return begin(now);
}

HandshakeOutput Handshake::retry(TimePoint now) {
    if (!next_deadline()) {
        return {};
    }
    repetition_.hurry();
    if (doubt_) {
        ++*doubt_; // Anybody can forge what leads to this, so it confirms nothing.
    }
    return send(now);
}

HandshakeOutput Handshake::advance(TimePoint now) {
    if (std::exchange(has_computed_, false)) {
        step_begun_at_ = now;
        repetition_.begin(now);
        repetition_.sent(now);
        return {};
    }
    return repetition_.is_due(now) ? send(now) : HandshakeOutput();
}

void Handshake::start_step(TimePoint at, Step step, std::string datagram) {
    step_ = step;
    step_begun_at_ = at;
    latest_ = std::move(datagram);
    transmissions_ = 0;
    doubt_.reset();
    has_computed_ = false;
    repetition_.begin(at);
}

HandshakeOutput Handshake::send(TimePoint now) {
    if (step_ == Step::greeting && transmissions_ == 0) {
        begun_at_ = now;
    }
    ++transmissions_;
    repetition_.sent(now);
    return SendDatagram{latest_};
}

} // namespace chatroom
