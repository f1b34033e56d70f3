// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chatroom {

/// A line to show, already displayable().
struct ShownLine {
    enum class Source { room, client };
    Source source = Source::room;
    std::string text;
};

/// Where lines are typed and shown.
class Terminal {
public:
    /// Gets the line without its end, or nothing if the input has ended.
    using OnLine = std::function<void(std::optional<std::string>)>;

    virtual ~Terminal() = default;

    /// Whether there is a person who can be asked again.
    virtual bool is_interactive() const = 0;

    /// Reads one line, with a displayable() prompt where that makes sense, and calls on_line once,
    /// later. Nothing is read while nobody asks; one question at a time.
    virtual void ask(std::string_view prompt, OnLine on_line) = 0;

    /// Shows the lines, without disturbing what is being typed. False if the output is gone.
    virtual bool show(std::span<const ShownLine> lines) = 0;
};

} // namespace chatroom
