// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace chatroom {

/// Writes to a descriptor that others share, so it stays blocking or not as they have set it. While
/// nobody reads it waits, but not if the program is asked to end.
class OutputWriter {
public:
    /// So long an output is waited for once the program ends, whoever reads it.
    static constexpr std::chrono::milliseconds last_patience{1000};

    /// At most so many bytes are written at once.
    OutputWriter(int descriptor, std::size_t max_at_once)
        : descriptor_(descriptor), max_at_once_(max_at_once) {}

    /// Writes all of it. False, from then on, if the reader is gone, or has not read when the
    /// program was asked to end.
    bool write(std::string_view bytes);

    bool is_gone() const { return is_gone_; }

    /// The program is about to end.
    void hurry() { is_hurried_ = true; }

private:
    bool await_reader() const;

    int descriptor_;
    std::size_t max_at_once_;
    bool is_gone_ = false;
    bool is_hurried_ = false;
};

} // namespace chatroom
