// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace chatroom {

/// The program's own words.
struct Words {
    std::string text; ///< A part of it may come from elsewhere, and is as hostile as any line.
    bool operator==(const Words&) const = default;
};

/// A message of our own, as soon as it is said; its mark is "pending" at first. Its event comes
/// later, with the same number.
struct OwnMessage {
    std::optional<MessageId> message; ///< Nothing over the classic protocol: it has no marks.
    std::string name;                 ///< Our own, as the room shows it.
    std::string text;
    WallTime time;
    bool operator==(const OwnMessage&) const = default;
};

/// An event that was looked up: it is shown by itself, with its number, whatever is around it.
struct ListedEvent {
    Event event;
    bool operator==(const ListedEvent&) const = default;
};

/// What there is to show: what happened, and no finished text, as each terminal shows it in its own
/// way. Nothing in it is displayable() yet. Entered says our name and comes with every return.
using Shown = std::variant<Words, ShowLine, ShowEvent, ShowGap, PastEnded, ShowGreeting, OwnMessage,
                           Entered, ListedEvent>;

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
    /// one question at a time: another takes the place of one that is not answered yet, but not of
    /// a hidden one. What was typed so far was not meant for that: if it was to be said
    /// (Typed::goes) it comes back with the next of that kind, else it is dropped. What was typed
    /// and not read yet when a hidden one is asked is dropped, too.
    virtual void ask(const Question& question, OnLine on_line) = 0;

    /// What has been typed to be said and not entered, so that it is not lost when the program
    /// ends.
    virtual std::string draft() const { return {}; }

    /// Shows all that, in this order, then gives messages of our own that are still on the screen
    /// other marks, without disturbing what is being typed. False if the output is gone.
    virtual bool show(std::span<const Shown> shown, std::span<const Marked> marks) = 0;

    /// Before which event there is some that was not shown as nobody wanted so much of the past;
    /// once.
    virtual std::optional<Sequence> take_unshown_before() { return std::nullopt; }

    /// What stands in front of every prompt, and in place of one while nothing is asked: how things
    /// are with the server. Empty if all is well. Already displayable().
    virtual void show_state(std::string_view /*state*/) {}

    /// Drops what is being typed. False if nothing is.
    virtual bool drop_input() { return false; }

    /// The program is about to end: nobody is waited for any longer who does not read.
    virtual void hurry() {}

    /// Nothing more is shown: the terminal is again as it was found. To be called while a signal to
    /// end does not end the program yet, which would leave the terminal half changed.
    virtual void give_back() {}
};

} // namespace chatroom
