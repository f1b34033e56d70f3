// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace chatroom {

/// The steps from a database without a room to the newest form: schema/1.sql and so on, as CMake
/// has put them into the program.
std::span<const char* const> schema_steps();

} // namespace chatroom
