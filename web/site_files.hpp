// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "web/core/site.hpp"

#include <span>

namespace chatroom {

/// The files of web/page, as they were when the program was built.
std::span<const SiteFile> site_files();

} // namespace chatroom
