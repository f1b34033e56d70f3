// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/terminal.hpp"
#include "client/core/wording.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace chatroom {

/// How a program wants to be told of what happens.
struct PipeOptions {
    /// A room keeps more, but somebody who wants more than that looks at its log.
    static constexpr std::size_t max_history = 10'000;

    bool is_json = false;
    std::size_t history = 0; ///< So many of the events that happened before it came.

    bool operator==(const PipeOptions&) const = default;
};

/// A line without its end, displayable().
struct PipeLine {
    bool is_event = true; ///< Else it is for people, and goes to standard error.
    std::string text;

    bool operator==(const PipeLine&) const = default;
};

/// Turns what is shown into what goes into a pipe: one line an event, in the order of the room.
class PipeOutput {
public:
    PipeOutput(const Wording& wording, PipeOptions options)
        : wording_(wording), options_(options) {}

    std::vector<PipeLine> lines(std::span<const Shown> shown, WallTime now);

private:
    void add(std::vector<PipeLine>& lines, const Shown& shown, WallTime now) const;
    bool keep_past(const Shown& shown);

    const Wording& wording_;
    PipeOptions options_;
    /// What happened before, until it is known which of it is the latest: at most the history.
    std::deque<Shown> past_;
    bool is_past_over_ = false;
};

} // namespace chatroom
