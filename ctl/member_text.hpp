// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ctl/table.hpp"
#include "protocol/control.hpp"

#include <string>
#include <vector>

namespace chatroom {

/// "1234.5 ms".
std::string milliseconds_text(std::uint64_t microseconds);

/// "2m (unreachable) (muted)": for how long the member has said nothing, and how it is.
std::string idle_text(const control::MemberInfo& member);

/// How it is, in words.
std::string state_text(const control::MemberDetails& member);

/// Adds what only a sealed member can tell.
void add_link(std::vector<Row>& rows, const control::MemberDetails& member);

} // namespace chatroom
