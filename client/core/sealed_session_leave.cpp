// SPDX-License-Identifier: GPL-3.0-or-later
// The way out of the room.
#include "client/core/sealed_session.hpp"

namespace chatroom {

void SealedSession::finish(TimePoint now) {
    depart(now, true);
}

void SealedSession::leave(TimePoint now) {
    depart(now, false);
}

void SealedSession::depart(TimePoint now, bool is_patient) {
    if (state_ == State::ended) {
        return;
    }
    const bool hurries = departure_ && departure_->is_patient() && !is_patient;
    if ((departure_ && !hurries) || (is_member_ && handshake_.awaits_passphrase())) {
        end(EndReason::left_unconfirmed);
    } else if (state_ == State::outside || (!is_member_ && !channel_)) {
        if (channel_) { // ENTER was repeated, and what is still on the way may let us in.
            send(now, sealed::Leave{conversation_.last_in_journal()});
        }
        end(EndReason::never_entered);
    } else {
        // If we are still on the way in, the server may have let us in without our knowing it.
        departure_.emplace(now, conversation_.pending(), is_patient);
        give_up_at_.reset();
        settle(now);
    }
}

void SealedSession::leave_if_due(TimePoint now) {
    if (!departure_) {
        return;
    }
    departure_->progress(now, conversation_.pending(), conversation_.held_until());
    if (departure_->gives_up(now)) {
        output(conversation_.give_up(now));
        departure_->progress(now, 0);
    }
    if (departure_->is_leave_due(now)) {
        departure_->leave_sent(now);
        send(now, conversation_.acknowledgement() + given_up_frame() +
                      sealed::encode(
                          sealed::ClientFrame(sealed::Leave{conversation_.last_in_journal()})));
    }
}

/// What is not to be said any more, though it may be on the way; empty if nothing is. In version 1
/// there is no such frame.
std::string SealedSession::given_up_frame() const {
    const auto given_up = conversation_.given_up();
    return given_up && sealed::can_grow(channel_->version())
               ? sealed::encode(sealed::ClientFrame(*given_up))
               : std::string();
}

} // namespace chatroom
