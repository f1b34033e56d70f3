// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/sealed/event_packer.hpp"
#include "daemon/core/sealed/sealed_link.hpp"

namespace chatroom {

/// Turns what a link owes its client into deliveries, packed as full as they go. `watermark` is
/// what every sealed member has.
void deliver(SteadyTime now, SealedLink& link, EventPacker& packer, Sequence watermark);

/// Sends what happened earlier to whoever has asked for it.
void deliver(SealedLink& link, const sealed::Older& older, Outputs& outputs);

/// What a link owes its client but for events.
void deliver_answers(SteadyTime now, SealedLink& link, Outputs& outputs, Sequence watermark);

} // namespace chatroom
