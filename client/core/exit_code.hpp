// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace chatroom {

/// How chatroom-client ends.
enum class ExitCode { left = 0, failed = 1, usage = 2 };

} // namespace chatroom
