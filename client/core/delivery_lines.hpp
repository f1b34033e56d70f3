// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "client/core/wording.hpp"

#include <string>
#include <vector>

namespace chatroom {

/// Who has an event, as lines. They are not displayable() yet.
std::vector<std::string> delivery_lines(const Wording& wording, const ShowDelivery& delivery);

} // namespace chatroom
