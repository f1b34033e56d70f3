// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace chatroom {

/// How much memory the process has, in bytes; 0 if nobody knows (proc(5), statm).
std::uint64_t resident_bytes();

} // namespace chatroom
