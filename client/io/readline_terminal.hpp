// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/chat_screen.hpp"
#include "client/core/completion.hpp"
#include "client/core/cursor_report.hpp"
#include "client/core/key_reader.hpp"
#include "client/core/latest_past.hpp"
#include "client/core/secret_line.hpp"
#include "client/core/terminal.hpp"
#include "client/core/wording.hpp"
#include "client/io/line_editor.hpp"
#include "client/io/output_writer.hpp"
#include "client/io/standard_input.hpp"
#include "client/io/terminal_settings.hpp"
#include "protocol/sealed/secret_text.hpp"

#include <deque>
#include <filesystem>
#include <vector>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unistd.h>

namespace chatroom {

/// A terminal with a person in front of it: LineEditor edits, ChatScreen makes what is seen, and
/// each change is one write. There is one of these at a time. The terminal is as it was before once
/// the object is gone.
class ReadlineTerminal final : public Terminal {
public:
    /// What the terminal is capable of is found out here. The file with what was typed before may
    /// be nowhere. Of what happened before one came so many events are shown; nothing: all.
    ReadlineTerminal(boost::asio::io_context& io, const Wording& wording, ScreenSettings settings,
                     std::filesystem::path history = {}, std::optional<std::size_t> past = {});
    ~ReadlineTerminal() override;
    ReadlineTerminal(const ReadlineTerminal&) = delete;
    ReadlineTerminal& operator=(const ReadlineTerminal&) = delete;

    bool is_interactive() const override { return true; }
    void ask(const Question& question, OnLine on_line) override;
    std::string draft() const override;
    bool show(std::span<const Shown> shown, std::span<const Marked> marks) override;
    std::optional<Sequence> take_unshown_before() override { return past_.take_unshown_before(); }
    void show_state(std::string_view state) override;
    bool drop_input() override;
    void hurry() override { writer_.hurry(); }
    void give_back() override;

private:
    static constexpr std::string_view brackets_on = "\x1b[?2004h";
    static constexpr std::string_view brackets_off = "\x1b[?2004l";
    /// More lines than these are not sent without a question of its own.
    static constexpr std::size_t most_lines_at_once = 5;
    /// Nothing is shown for so long, nor more than that held back, while the terminal says where
    /// its cursor is; after that what is seen is as it is.
    static constexpr std::chrono::milliseconds cursor_patience{300};
    static constexpr std::size_t most_held_back = 1000;

    void await_input();
    void read();
    void take_keys(std::string_view bytes);
    void read_secret();
    void process();
    void type(const Keys& keys);
    void paste(const Pasted& pasted);
    bool may_enter();
    void complete_word();
    void take(LineEditor::Line line);
    void answer();
    void forget_answer();
    void end_input();

    static bool is_in_foreground();
    void await_signal();
    void suspend();
    void resume();
    void await_foreground();
    void learn_names(const Shown& shown);

    Input input() const;
    void draw();
    bool write(const std::string& bytes);
    bool awaits_cursor();
    bool fit_screen();
    void ask_for_cursor();
    void take_report(std::size_t column);
    void cursor_is_late();
    bool show_held_back();
    void load_history();
    void save_history() const;

    boost::asio::io_context& io_;
    const Wording& wording_;
    LineEditor editor_;
    bool is_capable_;
    std::filesystem::path history_;
    TerminalSettings terminal_settings_;
    StandardInput input_;
    OutputWriter writer_{STDOUT_FILENO, std::string::npos};
    boost::asio::signal_set signals_;
    boost::asio::steady_timer foreground_timer_;
    boost::asio::steady_timer cursor_timer_;
    std::pair<unsigned short, unsigned short> size_{}; ///< Rows and columns.
    ChatScreen screen_;
    KeyReader keys_;
    CursorReports reports_;
    bool awaits_cursor_ = false;
    std::vector<Shown> held_back_; ///< Until the cursor is found, and the marks for it.
    std::vector<Marked> held_marks_;
    LatestPast past_;
    KnownNames names_;
    SecretLine secret_;            ///< While a hidden one is typed.
    std::deque<KeyInput> waiting_; ///< Typed or pasted, and not given to the editor yet.
    /// What was entered and not yet asked for: several lines can come at one keystroke's time.
    std::deque<LineEditor::Line> lines_;
    std::deque<std::string> typed_lines_; ///< In this stay, for the history.
    OnLine on_line_;
    Typed typed_ = Typed::stays;
    std::string prompt_;
    std::string state_;
    std::string draft_;          ///< What was typed when a hidden question came in between.
    bool is_reading_ = false;    ///< Input is awaited.
    bool has_answer_ = false;    ///< The first of the lines is the answer.
    bool is_confirming_ = false; ///< The next key says whether all lines are to be sent.
    bool is_confirmed_ = false;
    bool is_in_background_ = false;
    bool is_given_back_ = false;
    bool is_gone_ = false; ///< Nothing can be written any more.
};

} // namespace chatroom
