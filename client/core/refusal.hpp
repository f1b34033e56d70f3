// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/classic_wording.hpp"
#include "protocol/sealed/frame.hpp"

#include <optional>
#include <string_view>

namespace chatroom {

/// The reason for which REFUSED keeps us out, as one that there are words for here; the name is the
/// one that was asked for. Nothing if only the server knows: it may be newer than we are.
std::optional<classic::Refusal> refusal_of(sealed::RefusalReason reason, std::string_view name);

} // namespace chatroom
