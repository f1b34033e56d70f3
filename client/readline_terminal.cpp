// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/readline_terminal.hpp"

#include <cassert>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <boost/asio/post.hpp>
#include <langinfo.h>

// Readline's headers need the ones above to come first.
#include <readline/history.h>
#include <readline/readline.h>

namespace chatroom {

namespace {

/// The protocol is UTF-8, and Readline can only edit and measure characters that the locale knows.
/// It looks at these variables itself, so calling setlocale() alone would not do.
void use_utf8_locale() {
    if (std::setlocale(LC_CTYPE, "") == nullptr ||
        std::string_view(::nl_langinfo(CODESET)) != "UTF-8") {
        ::setenv("LC_ALL", "C.UTF-8", 1);
        std::setlocale(LC_CTYPE, "");
    }
}

/// Takes the prompt and the line being typed off the screen.
void hide_input() {
    if (rl_get_termcap("ce") != nullptr) {
        rl_clear_visible_line();
    } else {
        rl_crlf(); // A terminal that cannot erase goes on below.
    }
}

void show_input() {
    rl_on_new_line();
    rl_redisplay();
}

} // namespace

ReadlineTerminal* ReadlineTerminal::current_ = nullptr;

ReadlineTerminal::ReadlineTerminal(boost::asio::io_context& io)
    : io_(io), input_(io), signals_(io, SIGWINCH, SIGTSTP) {
    assert(current_ == nullptr);
    current_ = this;
    use_utf8_locale();
    rl_readline_name = "chatroom-client";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_inhibit_completion = 1; // There are no file names to complete in a chat.
    stifle_history(max_history_lines);
    await_signal();
    rl_callback_handler_install("", &accept);
}

ReadlineTerminal::~ReadlineTerminal() {
    hide_input();
    rl_callback_handler_remove();
    std::fflush(stdout);
    current_ = nullptr;
}

void ReadlineTerminal::ask(std::string_view prompt, OnLine on_line) {
    assert(!on_line_);
    on_line_ = std::move(on_line);
    if (!lines_.empty()) {
        boost::asio::post(io_, [this] { answer(); });
        return;
    }
    rl_set_prompt(std::string(prompt).c_str());
    rl_redisplay();
    input_.wait([this] { read(); });
}

void ReadlineTerminal::read() {
    rl_callback_read_char();
    if (lines_.empty()) {
        input_.wait([this] { read(); });
    } else {
        answer();
    }
}

void ReadlineTerminal::accept(char* line) noexcept {
    // Readline goes on with this prompt at once. The next real one comes with the next question,
    // when it is known what the question is.
    if (line == nullptr) {
        hide_input();
        current_->lines_.emplace_back(std::nullopt);
    } else {
        if (*line != '\0') {
            add_history(line);
        }
        current_->lines_.emplace_back(line);
        std::free(line);
    }
    rl_set_prompt("");
}

void ReadlineTerminal::answer() {
    auto line = std::move(lines_.front());
    lines_.pop_front();
    std::exchange(on_line_, nullptr)(std::move(line));
}

bool ReadlineTerminal::show(std::span<const ShownLine> lines) {
    hide_input();
    for (const auto& line : lines) {
        // The mark tells the client's own words from what people say.
        const bool is_own = line.source == ShownLine::Source::client;
        std::fprintf(stdout, "%s%s\n", is_own ? "* " : "", line.text.c_str());
    }
    show_input();
    return std::fflush(stdout) == 0;
}

void ReadlineTerminal::await_signal() {
    signals_.async_wait([this](const auto& error, int signal) {
        if (error) {
            return;
        }
        if (signal == SIGWINCH) {
            rl_resize_terminal();
        } else {
            suspend();
        }
        await_signal();
    });
}

void ReadlineTerminal::suspend() {
    hide_input();
    std::fflush(stdout);
    rl_deprep_term_function();
    // The default action stops us here, but not where nobody could ever wake us (an orphaned
    // process group): the kernel sees to that.
    struct sigaction stop {};
    struct sigaction before {};
    stop.sa_handler = SIG_DFL;
    ::sigaction(SIGTSTP, &stop, &before);
    std::raise(SIGTSTP);
    ::sigaction(SIGTSTP, &before, nullptr);
    rl_prep_term_function(1);
    show_input();
}

} // namespace chatroom
