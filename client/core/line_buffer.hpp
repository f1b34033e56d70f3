// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Cuts a stream of bytes into lines.
class LineBuffer {
public:
    /// What is kept of one line. It is above what any session sends, so that a line that was cut
    /// here is never sent in part but refused as too long.
    static constexpr std::size_t max_line_bytes = 16 * 1024;

    /// Adds what was read. Whole lines wait here for next(): read only when it gives none.
    void append(std::string_view bytes);

    /// The next whole line, without its '\n'; nothing if there is none yet.
    std::optional<std::string> next();

    /// What stands after the last '\n' once the input has ended; nothing if nothing does.
    std::optional<std::string> last();

private:
    std::deque<std::string> whole_;
    std::string partial_; ///< At most max_line_bytes of the line that has no end yet.
};

} // namespace chatroom
