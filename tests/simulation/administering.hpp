// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/plan.hpp"

namespace chatroom::simulation {

/// What the administrator asks for in a deed that is about whoever has the name.
std::vector<control::Request> requests_of(const Deed& deed, const std::string& name,
                                          const Disk& disk);

/// What ends everything that was laid down.
std::vector<control::Request> lifting_all(const Disk& disk);

} // namespace chatroom::simulation
