// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace chatroom {

/// The cells of one line, from left to right.
using Row = std::vector<std::string>;

/// The rows as lines, each column as wide as its widest cell on a terminal, two spaces between.
/// Every line ends with a line break and none with a space that is not in its last cell.
std::string table(const std::vector<Row>& rows);

} // namespace chatroom
