// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "client/core/wording.hpp"

#include <string>

namespace chatroom {

/// "Ann, Bob and 1 more". It is not displayable() yet.
std::string crowd_text(const Wording& wording, const sealed::Crowd& crowd);

/// Who is inside, as one line. It is not displayable() yet.
std::string members_line(const Wording& wording, const ShowMembers& shown);

} // namespace chatroom
