// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chatroom {

/// A line to show, already displayable().
struct ShownLine {
    enum class Source : std::uint8_t { room, client };
    Source source = Source::room;
    std::string text;
    /// Set for a message of our own, which is shown with a mark that changes; see Terminal::show().
    std::optional<MessageId> own = std::nullopt;

    bool operator==(const ShownLine&) const = default;
};

/// What becomes of a line on the screen when it is entered.
enum class Typed : std::uint8_t {
    stays,
    goes,   ///< Whoever asked shows it in his own way.
    hidden, ///< It is never there.
};

struct Question {
    std::string prompt; ///< Already displayable(); shown where that makes sense.
    Typed typed = Typed::stays;
};

/// Where lines are typed and shown.
class Terminal {
public:
    /// Gets the line without its end, or nothing if the input has ended. A hidden one is wiped
    /// after the call.
    using OnLine = std::function<void(std::optional<std::string_view>)>;

    virtual ~Terminal() = default;

    /// Whether there is a person who can be asked again.
    virtual bool is_interactive() const = 0;

    /// Reads one line and calls on_line once, later. Nothing is read while nobody asks. There is
    /// one question at a time: a hidden one takes the place of another that is not answered yet,
    /// and what was typed so far comes back with the next. What was typed and not read yet when a
    /// hidden one is asked is dropped: it was not meant for it.
    virtual void ask(const Question& question, OnLine on_line) = 0;

    /// Shows the lines, then gives messages of our own that are still on the screen other marks,
    /// without disturbing what is being typed. False if the output is gone.
    virtual bool show(std::span<const ShownLine> lines, std::span<const Marked> marks) = 0;
};

} // namespace chatroom
