// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/shown_lines.hpp"
#include "client/core/terminal.hpp"
#include "client/core/wording.hpp"
#include "client/io/standard_input.hpp"
#include "protocol/sealed/secret_text.hpp"

#include <deque>

#include <boost/asio/signal_set.hpp>

namespace chatroom {

/// A terminal with a person in front of it, through GNU Readline's callback interface. Readline
/// keeps its state in globals, so there is one of these at a time. The terminal is as it was before
/// once the object is gone.
class ReadlineTerminal final : public Terminal {
public:
    ReadlineTerminal(boost::asio::io_context& io, const Wording& wording);
    ~ReadlineTerminal() override;
    ReadlineTerminal(const ReadlineTerminal&) = delete;
    ReadlineTerminal& operator=(const ReadlineTerminal&) = delete;

    bool is_interactive() const override { return true; }
    void ask(const Question& question, OnLine on_line) override;
    std::string draft() const override;
    bool show(std::span<const Shown> shown, std::span<const Marked> marks) override;

private:
    /// Lines that the arrow keys can bring back; they are kept in memory only.
    static constexpr int max_history_lines = 500;

    /// Readline calls this with a line that it allocated, or with null for Ctrl+D.
    static void accept(char* line) noexcept;
    /// What the Enter key does.
    static int enter_line(int count, int key);

    void bind_enter() const;
    void take(char* line);
    void put_draft_away();
    std::string shown_input() const;
    void await_input();
    void read();
    void answer();
    void await_signal();
    void suspend();
    void write(const Shown& shown);
    void write_line(const std::string& text);
    void write_own(const OwnMessage& own, const std::string& text);
    void write_mark(const Marked& marked);

    static ReadlineTerminal* current_;

    boost::asio::io_context& io_;
    const Wording& wording_;
    StandardInput input_;
    boost::asio::signal_set signals_;
    /// What was entered and not yet asked for: several lines can come at one keystroke's time.
    std::deque<std::optional<sealed::SecretText>> lines_;
    OnLine on_line_;
    Typed typed_ = Typed::stays;
    std::string draft_;           ///< What was typed when a hidden question came in between.
    bool is_reading_ = false;     ///< Input is awaited.
    bool has_answer_ = false;     ///< The first of the lines is the answer.
    bool is_line_hidden_ = false; ///< The line just entered has been taken off the screen.
    ShownLines shown_;
    const char* up_ = nullptr; ///< Moves the cursor up; null on a terminal that cannot.
};

} // namespace chatroom
