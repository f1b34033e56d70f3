// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/line_editor.hpp"

#include "client/core/grapheme.hpp"
#include "client/core/typed_history.hpp"

#include <algorithm>
#include <cassert>
#include <clocale>
#include <cstdlib>
#include <utility>

#include <langinfo.h>
#include <termios.h>
#include <unistd.h>

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

/// Whoever owns the editor draws it.
void draw_nothing() {}

std::string_view text_of_line() {
    return {rl_line_buffer, static_cast<std::size_t>(rl_end)};
}

/// At the beginning of a character, also if a function of Readline's has left it within one.
std::size_t caret() {
    const auto text = text_of_line();
    const auto place = static_cast<std::size_t>(std::clamp(rl_point, 0, rl_end));
    return place == text.size() ? place : previous_grapheme(text, next_grapheme(text, place));
}

/// Where so many characters further on, or back, a character begins.
std::size_t place_from_caret(int count) {
    auto place = caret();
    for (; count > 0; --count) {
        place = next_grapheme(text_of_line(), place);
    }
    for (; count < 0; ++count) {
        place = previous_grapheme(text_of_line(), place);
    }
    return place;
}

int move(int count) {
    const auto place = place_from_caret(count);
    if (place == caret() && count != 0) {
        rl_ding();
    }
    rl_point = static_cast<int>(place);
    return 0;
}

int erase(int count) {
    const auto place = place_from_caret(count);
    const auto begin = static_cast<int>(std::min(place, caret()));
    const auto end = static_cast<int>(std::max(place, caret()));
    if (begin == end) {
        rl_ding();
    } else if (rl_explicit_arg != 0) {
        rl_kill_text(begin, end); // As Readline does.
    } else {
        rl_delete_text(begin, end);
    }
    rl_point = begin;
    return 0;
}

int forward(int count, int) {
    return move(count);
}

int backward(int count, int) {
    return move(-count);
}

int erase_forward(int count, int) {
    return erase(count);
}

int erase_backward(int count, int) {
    return erase(-count);
}

/// In the movement mode of vi the caret is on a character, never behind the last.
int erase_as_vi_does(int count, int) {
    erase(count);
    if (rl_point == rl_end) {
        rl_point = static_cast<int>(place_from_caret(-1));
    }
    return 0;
}

/// Puts another function in the place of Readline's, whatever keys the user has given it.
void replace_in(Keymap map, rl_command_func_t* from, rl_command_func_t* to) {
    for (int key = 0; key < KEYMAP_SIZE; ++key) {
        if (map[key].type == ISFUNC && map[key].function == from) {
            map[key].function = to;
        } else if (map[key].type == ISKMAP) {
            replace_in(reinterpret_cast<Keymap>(map[key].function), from, to);
        }
    }
}

/// In the middle of a search, or of the number of times that a key is to count.
bool is_busy() {
    return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG) != 0;
}

/// Where what Readline shows goes.
std::FILE* nowhere() {
    static std::FILE* const file = std::fopen("/dev/null", "we");
    return file == nullptr ? stderr : file;
}

} // namespace

LineEditor* LineEditor::current_ = nullptr;

LineEditor::LineEditor(Owner owner) : owner_(std::move(owner)) {
    assert(current_ == nullptr);
    current_ = this;
    use_utf8_locale();
    rl_readline_name = "chatroom-client";
    rl_outstream = nowhere();
    rl_inhibit_completion = 1; // There are no file names to complete in a chat.
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_getc_function = &next_key;
    rl_input_available_hook = &has_waiting_keys;
    // Readline would give the terminal back after each line, and what is typed in that moment would
    // be shown by the terminal itself.
    rl_prep_term_function = [](int) {};
    rl_deprep_term_function = [] {};
    stifle_history(static_cast<int>(max_history_lines));
    rl_callback_handler_install("", &accept);
    // Not before: with a function of ours Readline would not look at what TERM says.
    rl_redisplay_function = &draw_nothing;
}

LineEditor::~LineEditor() {
    rl_callback_handler_remove();
    current_ = nullptr;
}

void LineEditor::bind_keys() const {
    for (const auto map : {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap}) {
        rl_bind_key_in_map('\r', &enter, map);
        rl_bind_key_in_map('\n', &enter, map);
        replace_in(map, &rl_forward_char, &forward);
        replace_in(map, &rl_backward_char, &backward);
        replace_in(map, &rl_delete, &erase_forward);
        replace_in(map, &rl_rubout, &erase_backward);
        replace_in(map, &rl_vi_delete, &erase_as_vi_does);
        replace_in(map, &rl_vi_rubout, &erase_backward);
        replace_in(map, &rl_complete, &complete);
        replace_in(map, &rl_menu_complete, &complete);
        replace_in(map, &rl_possible_completions, &complete);
    }
}

bool LineEditor::is_capable_terminal() {
    const char* erases = rl_get_termcap("ce");
    return erases != nullptr && std::string_view(erases).starts_with("\x1b[K");
}

void LineEditor::take_terminal() {
    rl_prep_terminal(1);
    bind_keys(); // Readline has bound what the terminal deletes with to functions of its own.
}

void LineEditor::give_terminal_back() {
    rl_deprep_terminal();
}

void LineEditor::feed(std::string_view keys) {
    if (!has_keys()) {
        keys_.clear();
        next_key_ = 0;
    }
    keys_ += keys;
}

int LineEditor::next_key(std::FILE*) {
    auto& self = *current_;
    if (self.has_keys()) {
        return static_cast<unsigned char>(self.keys_[self.next_key_++]);
    }
    // Readline is in the middle of something that it does not return from.
    unsigned char key = 0;
    return ::read(STDIN_FILENO, &key, 1) == 1 ? key : EOF;
}

int LineEditor::has_waiting_keys() {
    return current_->has_keys() ? 1 : 0;
}

std::optional<LineEditor::Line> LineEditor::next_line() {
    while (has_keys() && !line_) {
        rl_callback_read_char();
        is_cleared_ =
            is_cleared_ || rl_last_func == rl_clear_screen || rl_last_func == rl_clear_display;
    }
    return std::exchange(line_, std::nullopt);
}

bool LineEditor::was_cleared() {
    return std::exchange(is_cleared_, false);
}

int LineEditor::enter(int count, int key) {
    return current_->owner_.may_enter() ? rl_newline(count, key) : 0;
}

int LineEditor::complete(int, int) {
    current_->owner_.complete_word();
    return 0;
}

void LineEditor::accept(char* line) noexcept {
    current_->take(line);
}

void LineEditor::take(char* line) {
    if (line == nullptr) {
        line_.emplace(std::nullopt);
        return;
    }
    line_.emplace(std::in_place, std::string_view(line));
    std::free(line);
}

Input LineEditor::input(const std::string& prompt) const {
    const bool is_search = is_busy();
    const char* own = rl_display_prompt;
    return {.prompt = is_search && own != nullptr ? std::string(own) : prompt,
            .text = std::string(text_of_line()),
            .caret = caret()};
}

bool LineEditor::is_empty() const {
    return rl_end == 0 && !is_busy();
}

void LineEditor::replace(std::size_t begin, std::string_view text) {
    rl_begin_undo_group();
    rl_delete_text(static_cast<int>(begin), rl_point);
    rl_point = static_cast<int>(begin);
    rl_insert_text(std::string(text).c_str());
    rl_end_undo_group();
}

void LineEditor::insert(std::string_view text) {
    rl_insert_text(std::string(text).c_str());
}

std::string LineEditor::take_text() {
    rl_callback_sigcleanup(); // What Readline is in the middle of, like a search, ends.
    std::string text(text_of_line());
    rl_replace_line("", 1);
    rl_point = 0;
    return text;
}

void LineEditor::drop_keys() {
    ::tcflush(STDIN_FILENO, TCIFLUSH); // Where input is no terminal it does nothing.
    keys_.clear();
    next_key_ = 0;
    rl_clear_pending_input();
}

void LineEditor::add_to_history(const std::string& line) {
    add_history(line.c_str());
    using_history(); // The next search begins behind it.
}

} // namespace chatroom
