// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control.hpp"

#include <string>

namespace chatroom {

/// The numbers in the text format of Prometheus, version 0.0.4, as node_exporter reads them from a
/// file.
std::string prometheus_text(const control::StatsInfo& stats);

} // namespace chatroom
