// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to a terminal beside being typed at: another size, and being taken away.
#include "client/io/readline_terminal.hpp"

#include <chrono>
#include <csignal>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

namespace chatroom {

namespace {

/// So often a program in the background looks whether it is in the foreground again; some shells do
/// not say so.
constexpr std::chrono::seconds foreground_interval{1};

} // namespace

/// Whoever is in the background must not change the terminal, nor read from it.
bool ReadlineTerminal::is_in_foreground() {
    const auto group = ::tcgetpgrp(STDIN_FILENO);
    return group < 0 || group == ::getpgrp();
}

void ReadlineTerminal::draw() {
    if (!is_in_background_ && !awaits_cursor()) {
        write(screen_.draw(input()));
    }
}

/// The size as it is now: the signal may come a little later. Whether it is another one.
bool ReadlineTerminal::fit_screen() {
    winsize size{};
    const bool is_known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    const auto before = std::exchange(size_, {size.ws_row, size.ws_col});
    if (is_known) {
        screen_.resize(size.ws_row, size.ws_col);
    }
    return size_ != before;
}

/// A terminal may have broken the input into several rows, and only itself knows. What else there
/// is to show waits for its answer, as it would be written in the midst of them.
bool ReadlineTerminal::awaits_cursor() {
    // An answer is found only while somebody reads, and not among the keys of a secret.
    const bool may_ask =
        is_capable_ && !is_in_background_ && is_reading_ && typed_ != Typed::hidden;
    if (fit_screen() && may_ask && screen_.may_input_be_broken()) {
        ask_for_cursor();
    }
    return awaits_cursor_;
}

void ReadlineTerminal::ask_for_cursor() {
    awaits_cursor_ = true;
    reports_.asked();
    write(std::string(cursor_query));
    cursor_timer_.expires_after(cursor_patience);
    cursor_timer_.async_wait([this](const auto& error) {
        if (!error && awaits_cursor_) {
            cursor_is_late();
        }
    });
}

/// An answer that is followed by another was given for another size.
void ReadlineTerminal::take_report(std::size_t column) {
    if (!awaits_cursor_ || reports_.awaited() > 0) {
        return;
    }
    cursor_timer_.cancel();
    screen_.cursor_is_at(column);
    show_held_back();
    draw();
}

void ReadlineTerminal::cursor_is_late() {
    take_keys(reports_.give_up());
    show_held_back();
    process();
}

void ReadlineTerminal::await_signal() {
    signals_.async_wait([this](const auto& error, int signal) {
        if (error) {
            return;
        }
        if (signal == SIGTSTP) {
            suspend();
        } else if (signal == SIGCONT) {
            resume();
        } else {
            draw();
        }
        await_signal();
    });
}

void ReadlineTerminal::suspend() {
    show_held_back();
    write(screen_.hide_input() + std::string(is_capable_ ? brackets_off : ""));
    editor_.give_terminal_back();
    screen_.forget();
    // The default action stops us here, but not where nobody could ever wake us (an orphaned
    // process group): the kernel sees to that.
    struct sigaction stop {};
    struct sigaction before {};
    stop.sa_handler = SIG_DFL;
    ::sigaction(SIGTSTP, &stop, &before);
    std::raise(SIGTSTP);
    ::sigaction(SIGTSTP, &before, nullptr);
    resume();
}

/// Also after somebody else has stopped us (SIGSTOP) and a shell has set the terminal as it likes.
void ReadlineTerminal::resume() {
    is_in_background_ = !is_in_foreground();
    if (is_in_background_) {
        return await_foreground();
    }
    foreground_timer_.cancel();
    screen_.forget();
    editor_.give_terminal_back();
    editor_.take_terminal();
    write(std::string(is_capable_ ? brackets_on : ""));
    draw();
    if (on_line_) {
        await_input();
    }
}

void ReadlineTerminal::await_foreground() {
    is_in_background_ = true;
    foreground_timer_.expires_after(foreground_interval);
    foreground_timer_.async_wait([this](const auto& error) {
        if (error) {
            return;
        }
        if (is_in_foreground()) {
            resume();
        } else {
            await_foreground();
        }
    });
}

} // namespace chatroom
