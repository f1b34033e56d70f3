// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/roster.hpp"
#include "daemon/core/sealed/event_log.hpp"
#include "protocol/sealed/frame.hpp"

#include <optional>

namespace chatroom {

/// The page of those who are inside that is asked for; the names take no more than so many bytes.
sealed::Members members_page(const Roster& roster, const sealed::AskMembers& asked,
                             std::size_t room_bytes);

/// The page of the past that is asked for, nothing of it in front of `oldest`, which is above 0;
/// nothing if the journal cannot be read. The events take no more than so many bytes, but one is
/// there however long it is. It reads the journal once, or a few dozen times where numbers were
/// left out.
std::optional<sealed::Older> older_page(EventLog& log, const sealed::AskOlder& asked,
                                        Sequence oldest, std::size_t room_bytes);

} // namespace chatroom
