// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/table.hpp"

#include "base/display_width.hpp"

#include <algorithm>
#include <cstddef>

namespace chatroom {

std::string table(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], display_width(row[column]));
        }
    }
    constexpr std::size_t gap = 2;
    std::string lines;
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            lines += row[column];
            if (column + 1 < row.size()) {
                lines.append(widths[column] - display_width(row[column]) + gap, ' ');
            }
        }
        lines += '\n';
    }
    return lines;
}

} // namespace chatroom
