// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/readline_terminal.hpp"

#include "client/core/shown_text.hpp"

#include <cassert>
#include <chrono>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <boost/asio/post.hpp>
#include <langinfo.h>
#include <sodium.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// Readline's headers need the ones above to come first.
#include <readline/history.h>
#include <readline/readline.h>

namespace chatroom {

namespace {

/// So long a hidden line is not moved while it grows, which would leave a part of it behind.
constexpr int hidden_line_bytes = 1024;

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

/// From the row of the cursor on; the cursor is in the last of them then. Only on a terminal that
/// can erase.
void erase_rows(std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) {
        std::fputs(row > 0 ? "\n" : "", stdout);
        std::fputs(rl_get_termcap("ce"), stdout);
    }
}

void show_input() {
    rl_on_new_line();
    rl_redisplay_function();
}

/// What was typed and not read, and what Readline is in the middle of: a search would show all keys
/// that follow.
void drop_pending_input() {
    ::tcflush(STDIN_FILENO, TCIFLUSH); // Where input is no terminal it does nothing.
    rl_clear_pending_input();
    rl_callback_sigcleanup();
}

/// Shows the prompt and nothing of what is typed.
void redisplay_prompt() {
    const int end = std::exchange(rl_end, 0);
    const int point = std::exchange(rl_point, 0);
    const char first = std::exchange(rl_line_buffer[0], '\0');
    rl_redisplay();
    rl_line_buffer[0] = first;
    rl_point = point;
    rl_end = end;
}

/// The size as it is now: Readline hears of a new one a little later. Zeros if nobody knows it.
winsize screen_size() {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size : winsize{};
}

/// Null if the terminal cannot do it, or only with a pause after it (terminfo(5), "$<").
const char* cursor_up() {
    const char* up = rl_get_termcap("up");
    const bool is_usable = rl_get_termcap("ce") != nullptr && up != nullptr &&
                           std::string_view(up).find("$<") == std::string_view::npos;
    return is_usable ? up : nullptr;
}

} // namespace

ReadlineTerminal* ReadlineTerminal::current_ = nullptr;

ReadlineTerminal::ReadlineTerminal(boost::asio::io_context& io, const Wording& wording)
    : io_(io), wording_(wording), input_(io), signals_(io, SIGWINCH, SIGTSTP) {
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
    bind_enter();
    up_ = cursor_up();
}

ReadlineTerminal::~ReadlineTerminal() {
    hide_input();
    rl_callback_handler_remove();
    rl_redisplay_function = rl_redisplay;
    std::fflush(stdout);
    current_ = nullptr;
}

void ReadlineTerminal::bind_enter() const {
    for (const auto map : {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap}) {
        rl_bind_key_in_map('\r', &enter_line, map);
        rl_bind_key_in_map('\n', &enter_line, map);
    }
}

void ReadlineTerminal::ask(const Question& question, OnLine on_line) {
    assert(!on_line_ || question.typed == Typed::hidden);
    on_line_ = std::move(on_line);
    typed_ = question.typed;
    has_answer_ = !lines_.empty();
    if (typed_ == Typed::hidden) {
        // What was typed before the question stood there was not meant for it.
        has_answer_ = false;
        drop_pending_input();
        put_draft_away();
        rl_extend_line_buffer(hidden_line_bytes);
    } else if (!draft_.empty() && !has_answer_) {
        rl_insert_text(std::exchange(draft_, {}).c_str());
    }
    rl_redisplay_function = typed_ == Typed::hidden ? redisplay_prompt : rl_redisplay;
    if (!has_answer_) {
        rl_set_prompt(question.prompt.c_str());
        rl_redisplay_function();
        shown_.show_input(shown_input());
    }
    await_input();
}

void ReadlineTerminal::put_draft_away() {
    if (rl_end > 0) {
        hide_input();
        draft_ = rl_line_buffer;
        rl_replace_line("", 1);
        rl_on_new_line();
    }
}

/// As it stands on the screen. A hidden line is not even copied.
std::string ReadlineTerminal::draft() const {
    const bool is_typing = on_line_ != nullptr && rl_line_buffer != nullptr;
    return is_typing && typed_ != Typed::hidden ? std::string(rl_line_buffer) : draft_;
}

std::string ReadlineTerminal::shown_input() const {
    return std::string(rl_display_prompt) + (typed_ == Typed::hidden ? "" : rl_line_buffer);
}

void ReadlineTerminal::await_input() {
    if (has_answer_) {
        boost::asio::post(io_, [this] { answer(); });
    } else if (!std::exchange(is_reading_, true)) {
        input_.wait([this] { read(); });
    }
}

void ReadlineTerminal::read() {
    is_reading_ = false;
    if (!StandardInput::is_readable()) {
        return await_input(); // A hidden question has dropped what there was.
    }
    rl_callback_read_char();
    if (rl_last_func == rl_clear_screen || rl_last_func == rl_clear_display) {
        shown_.forget();
    }
    shown_.show_input(shown_input());
    if (has_answer_) {
        answer();
    } else {
        await_input();
    }
}

int ReadlineTerminal::enter_line(int count, int key) {
    if (current_->typed_ != Typed::stays) {
        hide_input();
        rl_on_new_line();
        current_->is_line_hidden_ = true;
    }
    return rl_newline(count, key);
}

void ReadlineTerminal::accept(char* line) noexcept {
    current_->take(line);
    // Readline goes on with this prompt at once. The next real one comes with the next question,
    // when it is known what the question is.
    rl_set_prompt("");
}

void ReadlineTerminal::take(char* line) {
    if (!std::exchange(is_line_hidden_, false)) {
        shown_.forget(); // It stays on the screen, and nobody has counted its rows.
    }
    has_answer_ = true;
    if (line == nullptr) {
        hide_input();
        if (typed_ == Typed::hidden) {
            lines_.emplace_front(std::nullopt); // A finished line is no answer to that question.
        } else {
            lines_.emplace_back(std::nullopt);
        }
    } else if (typed_ == Typed::hidden) {
        lines_.emplace_front(line);
        ::sodium_memzero(line, std::strlen(line));
        ::sodium_memzero(rl_line_buffer, hidden_line_bytes);
    } else {
        if (*line != '\0') {
            add_history(line);
        }
        lines_.emplace_back(line);
    }
    std::free(line);
}

void ReadlineTerminal::answer() {
    if (!std::exchange(has_answer_, false)) {
        return; // A hidden question has come in between.
    }
    const auto line = std::move(lines_.front());
    lines_.pop_front();
    std::exchange(on_line_, nullptr)(line ? std::optional(line->view()) : std::nullopt);
}

bool ReadlineTerminal::show(std::span<const Shown> shown, std::span<const Marked> marks) {
    hide_input();
    shown_.resize(screen_size().ws_row, screen_size().ws_col);
    for (const auto& one : shown) {
        write(one);
    }
    for (const auto& marked : marks) {
        write_mark(marked);
    }
    show_input();
    shown_.show_input(shown_input());
    return std::fflush(stdout) == 0;
}

void ReadlineTerminal::write(const Shown& shown) {
    using std::chrono::floor, std::chrono::milliseconds, std::chrono::system_clock;
    const auto* event = std::get_if<ShowEvent>(&shown);
    if (event != nullptr && event->own) {
        return; // It is on the screen since it was said.
    }
    const auto* own = std::get_if<OwnMessage>(&shown);
    for (const auto& text : shown_text(wording_, shown, floor<milliseconds>(system_clock::now()))) {
        if (own != nullptr && up_ != nullptr) {
            write_own(*own, text);
        } else {
            // The asterisk tells the client's own words from what people say.
            write_line((is_own_words(shown) ? "* " : "") + text);
        }
    }
}

void ReadlineTerminal::write_line(const std::string& text) {
    std::fprintf(stdout, "%s\n", text.c_str());
    shown_.add_line(text);
}

void ReadlineTerminal::write_own(const OwnMessage& own, const std::string& text) {
    std::fprintf(stdout, "%s\n", with_mark(text, std::nullopt).c_str());
    shown_.add_message(own.message, text);
}

void ReadlineTerminal::write_mark(const Marked& marked) {
    if (const auto place = shown_.find(marked.message)) {
        for (std::size_t row = 0; row < place->rows_above; ++row) {
            std::fputs(up_, stdout);
        }
        if (marked.mark == Mark::recalled) {
            erase_rows(place->rows);
        } else {
            std::fputs(with_mark(place->text, marked.mark).c_str(), stdout);
        }
        for (auto row = place->rows - 1; row < place->rows_above; ++row) {
            std::fputc('\n', stdout);
        }
    }
    if (marked.mark != Mark::in_journal) {
        shown_.remove(marked.message);
    }
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
        shown_.forget();
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
