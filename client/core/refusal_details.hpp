// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "client/core/wording.hpp"
#include "protocol/classic_wording.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// What only the room knows of a refusal (until when, why), taken out of its words in either
/// language. Nothing if these are not the words of that refusal.
std::optional<classic::RefusalDetails> details_in(classic::Refusal refusal, std::string_view words);

/// Which refusal these words are; nothing if they are none of this program's.
std::optional<classic::Refusal> refusal_in(std::string_view words);

/// The refusal in the user's language and with times on the user's clock, as seen now; the room's
/// words if we have none. It is not displayable() yet.
std::string refusal_line(const Wording& wording, const NameRefused& refused, WallTime now);

} // namespace chatroom
