// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/typed_history.hpp"

#include "client/core/display.hpp"

#include <algorithm>

namespace chatroom {

bool is_kept_in_history(std::string_view line) {
    return !line.empty() && line.front() != ' ' && displayable(line) == line;
}

std::vector<std::string> history_lines(std::string_view file) {
    std::vector<std::string> lines;
    while (!file.empty()) {
        const auto end = std::min(file.find('\n'), file.size());
        if (const auto line = file.substr(0, end); is_kept_in_history(line)) {
            lines.emplace_back(line);
        }
        file.remove_prefix(std::min(end + 1, file.size()));
    }
    if (lines.size() > max_history_lines) {
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(max_history_lines));
    }
    return lines;
}

std::string with_history(std::string_view file, const std::vector<std::string>& typed) {
    auto lines = history_lines(file);
    for (const auto& line : typed) {
        if (is_kept_in_history(line) && (lines.empty() || lines.back() != line)) {
            lines.push_back(line);
        }
    }
    std::string result;
    std::size_t count = 0;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        if (++count > max_history_lines || result.size() + line->size() + 1 > max_history_bytes) {
            break;
        }
        result.insert(0, *line + "\n");
    }
    return result;
}

} // namespace chatroom
