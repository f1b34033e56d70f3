// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/line_buffer.hpp"

#include <utility>

namespace chatroom {

void LineBuffer::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const bool is_whole = end != std::string_view::npos;
        auto piece = bytes.substr(0, is_whole ? end : bytes.size());
        bytes.remove_prefix(is_whole ? end + 1 : bytes.size());
        partial_ += piece.substr(0, max_line_bytes - partial_.size());
        if (is_whole) {
            whole_.push_back(std::exchange(partial_, {}));
        }
    }
}

std::optional<std::string> LineBuffer::next() {
    if (whole_.empty()) {
        return std::nullopt;
    }
    auto line = std::move(whole_.front());
    whole_.pop_front();
    return line;
}

std::optional<std::string> LineBuffer::last() {
    if (partial_.empty()) {
        return std::nullopt;
    }
    return std::exchange(partial_, {});
}

} // namespace chatroom
