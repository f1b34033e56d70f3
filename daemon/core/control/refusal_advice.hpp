// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/admission.hpp"
#include "daemon/core/refusals.hpp"
#include "daemon/core/room_state.hpp"

#include <string>

namespace chatroom {

/// What the administrator can do about the refusal, as the room is now: an English sentence without
/// a full stop, with the command where there is one.
std::string advice_on(const Refusals::Entry& refusal, const RoomState& state,
                      const Admission& admission, Now now);

} // namespace chatroom
