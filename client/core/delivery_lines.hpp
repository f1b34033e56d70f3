// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "client/core/wording.hpp"

#include <string>
#include <vector>

namespace chatroom {

/// Who has an event, as lines. They are not displayable() yet.
std::vector<std::string> delivery_lines(const Wording& wording, const ShowDelivery& delivery);

/// What is asked for by a line that is a question and not to be said: "/who", or "/who 17". 0 is
/// one's own latest message; nothing if it is no question.
std::optional<Sequence> delivery_question(std::string_view line);

} // namespace chatroom
