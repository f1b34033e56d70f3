// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace chatroom::bench {

/// How often this program has called operator new, which counts here.
std::uint64_t allocations();

} // namespace chatroom::bench
