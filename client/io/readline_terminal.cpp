// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/readline_terminal.hpp"

#include "client/core/classic_line.hpp"
#include "client/core/command.hpp"
#include "client/core/file_error.hpp"
#include "client/core/typed_history.hpp"
#include "client/io/private_file.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>
#include <sodium.h>
#include <unistd.h>

namespace chatroom {

namespace {

WallTime wall_now() {
    using std::chrono::floor, std::chrono::milliseconds, std::chrono::system_clock;
    return floor<milliseconds>(system_clock::now());
}

TimePoint steady_now() {
    return std::chrono::steady_clock::now();
}

/// Looks are sequences, too.
ScreenSettings fitting(ScreenSettings settings, bool is_capable) {
    settings.is_capable = is_capable;
    settings.colours = is_capable ? settings.colours : Colours::none;
    return settings;
}

} // namespace

ReadlineTerminal::ReadlineTerminal(boost::asio::io_context& io, const Wording& wording,
                                   ScreenSettings settings, std::filesystem::path history,
                                   std::optional<std::size_t> past)
    : io_(io), wording_(wording), editor_({.may_enter = [this] { return may_enter(); },
                                           .complete_word = [this] { complete_word(); }}),
      is_capable_(LineEditor::is_capable_terminal()), history_(std::move(history)),
      terminal_settings_(is_capable_), input_(io), signals_(io, SIGWINCH, SIGTSTP, SIGCONT),
      foreground_timer_(io), cursor_timer_(io), screen_(wording, fitting(settings, is_capable_)),
      past_(past) {
    await_signal();
    load_history();
    resume();
}

ReadlineTerminal::~ReadlineTerminal() {
    give_back();
    save_history(); // Another program may have to be waited for, and a signal ends us by now.
}

void ReadlineTerminal::give_back() {
    if (std::exchange(is_given_back_, true)) {
        return;
    }
    show_held_back();
    if (is_in_foreground()) {
        write(screen_.hide_input() + std::string(is_capable_ ? brackets_off : ""));
        editor_.give_terminal_back();
    }
}

void ReadlineTerminal::load_history() {
    if (history_.empty()) {
        return;
    }
    try {
        for (const auto& line :
             history_lines(read_file(history_, max_history_bytes).value_or(""))) {
            LineEditor::add_to_history(line);
        }
    } catch (const FileError&) {
        history_.clear(); // A chat is possible without it, and what it is stays as it is.
    }
}

void ReadlineTerminal::save_history() const {
    if (history_.empty() || typed_lines_.empty()) {
        return;
    }
    try {
        const FileLock lock(history_);
        const auto before = read_file(history_, max_history_bytes).value_or("");
        replace_file(history_, with_history(before, {typed_lines_.begin(), typed_lines_.end()}));
    } catch (const FileError&) {
        // There is nobody left who could do anything about it.
    }
}

void ReadlineTerminal::ask(const Question& question, OnLine on_line) {
    const bool interrupts = on_line_ != nullptr;
    assert(!interrupts || typed_ != Typed::hidden || question.typed == Typed::hidden);
    if (interrupts && typed_ == Typed::stays) {
        forget_answer();
    } else if (interrupts || question.typed == Typed::hidden) {
        draft_ += editor_.take_text();
        waiting_.clear();
    }
    is_confirming_ = false;
    on_line_ = std::move(on_line);
    typed_ = question.typed;
    prompt_ = question.prompt;
    // A finished line is no answer to another question than the one it was typed for.
    has_answer_ = typed_ == Typed::goes && !lines_.empty();
    if (typed_ == Typed::hidden) {
        editor_.drop_keys();
        secret_.clear();
    } else if (typed_ == Typed::goes && !draft_.empty() && !has_answer_) {
        editor_.insert(std::exchange(draft_, {}));
    }
    draw();
    await_input();
}

/// What was typed for a question that nobody asks any more.
void ReadlineTerminal::forget_answer() {
    if (has_answer_) {
        lines_.pop_front();
    }
    editor_.take_text();
    waiting_.clear();
    keys_ = {};
}

std::string ReadlineTerminal::draft() const {
    return typed_ == Typed::goes ? draft_ + editor_.input({}).text : draft_;
}

void ReadlineTerminal::await_input() {
    if (has_answer_) {
        boost::asio::post(io_, [this] { answer(); });
    } else if (!waiting_.empty() || editor_.has_keys()) {
        boost::asio::post(io_, [this] { process(); });
    } else if (!is_in_background_ && !std::exchange(is_reading_, true)) {
        input_.wait([this] { read(); });
    }
}

void ReadlineTerminal::read() {
    is_reading_ = false;
    if (!is_in_foreground()) {
        return await_foreground();
    }
    if (!on_line_ || !StandardInput::is_readable()) {
        return on_line_ ? await_input() : void(); // A hidden question has dropped what there was.
    }
    if (typed_ == Typed::hidden) {
        return read_secret();
    }
    std::array<char, 4096> buffer;
    const auto size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size > 0) {
        const auto taken = reports_.take({buffer.data(), static_cast<std::size_t>(size)});
        take_keys(taken.keys);
        if (taken.column) {
            take_report(*taken.column);
        }
    } else if (size == 0 || (errno != EINTR && errno != EAGAIN)) {
        return end_input();
    }
    process();
}

void ReadlineTerminal::take_keys(std::string_view bytes) {
    if (!bytes.empty()) {
        std::ranges::move(keys_.take(steady_now(), bytes, typed_ == Typed::goes),
                          std::back_inserter(waiting_));
    }
}

void ReadlineTerminal::read_secret() {
    std::array<char, 512> buffer;
    const auto size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN)) {
        return end_input();
    }
    const std::size_t count = size > 0 ? static_cast<std::size_t>(size) : 0;
    const auto state = secret_.take({buffer.data(), count});
    ::sodium_memzero(buffer.data(), count);
    if (state == SecretLine::State::typing) {
        return process();
    }
    has_answer_ = true;
    lines_.push_front(state == SecretLine::State::entered
                          ? LineEditor::Line(std::in_place, secret_.text())
                          : std::nullopt);
    secret_.clear();
    answer();
}

/// The terminal is closed.
void ReadlineTerminal::end_input() {
    lines_.clear();
    lines_.emplace_back(std::nullopt);
    has_answer_ = true;
    answer();
}

void ReadlineTerminal::process() {
    while (on_line_ && !has_answer_) {
        if (auto line = editor_.next_line()) {
            take(*std::move(line));
        } else if (waiting_.empty()) {
            break;
        } else {
            const auto next = std::move(waiting_.front());
            waiting_.pop_front();
            if (const auto* keys = std::get_if<Keys>(&next)) {
                type(*keys);
            } else {
                paste(std::get<Pasted>(next));
            }
        }
    }
    if (editor_.was_cleared()) {
        screen_.forget();
        write(is_capable_ ? "\x1b[H\x1b[2J" : "");
    }
    draw();
    if (has_answer_) {
        answer();
    } else if (on_line_) {
        await_input();
    }
}

void ReadlineTerminal::type(const Keys& keys) {
    if (!std::exchange(is_confirming_, false)) {
        editor_.feed(keys.bytes);
        return;
    }
    if (keys.bytes == "y" || keys.bytes == "Y") {
        is_confirmed_ = true;
        editor_.feed("\r");
    }
}

void ReadlineTerminal::paste(const Pasted& pasted) {
    is_confirming_ = false;
    if (pasted.is_too_long) {
        const Shown words =
            Words{worded(wording_.paste_too_long, std::to_string(KeyReader::max_paste_lines))};
        show({&words, 1}, {});
        return;
    }
    std::string_view text = pasted.text;
    if (typed_ != Typed::goes) {
        text = text.substr(0, text.find('\n')); // A name is one line.
    }
    // The last line end would only be in the way.
    editor_.insert(text.substr(0, text.find_last_not_of('\n') + 1));
}

bool ReadlineTerminal::may_enter() {
    const auto lines = pasted_lines(editor_.input(prompt_).text).size();
    is_confirming_ = lines > most_lines_at_once && !std::exchange(is_confirmed_, false);
    if (is_confirming_) { // A prompt is one row, which may be narrow.
        const Shown words = Words{worded(wording_.pasted_lines, std::to_string(lines))};
        show({&words, 1}, {});
    }
    return !is_confirming_;
}

void ReadlineTerminal::complete_word() {
    if (typed_ != Typed::goes && typed_ != Typed::stays) {
        return;
    }
    const auto typed = editor_.input(prompt_);
    const auto names = names_.names();
    const auto completion = complete(typed.text, typed.caret, names, command_names);
    editor_.replace(completion.begin, completion.word);
    if (!completion.candidates.empty()) {
        std::string list;
        for (const auto& candidate : completion.candidates) {
            list += (list.empty() ? "" : wording_.name_separator);
            list += candidate;
        }
        const Shown words = Words{worded(wording_.candidates, list)};
        show({&words, 1}, {});
    }
}

void ReadlineTerminal::take(LineEditor::Line line) {
    has_answer_ = true;
    if (!line) {
        lines_.emplace_back(std::nullopt);
        return;
    }
    const std::string text(line->view());
    if (typed_ == Typed::stays && !text.empty()) {
        write(screen_.keep({.prompt = prompt_, .text = text, .caret = text.size()}, wall_now()));
    }
    if (!text.empty()) {
        LineEditor::add_to_history(text);
        typed_lines_.push_back(text);
        if (typed_lines_.size() > max_history_lines) { // More are not kept.
            typed_lines_.pop_front();
        }
    }
    const auto lines = pasted_lines(text);
    if (typed_ == Typed::stays) { // There may be lines that wait to be said.
        lines_.emplace_front(std::in_place, lines.empty() ? std::string_view() : lines.front());
        return;
    }
    if (lines.empty()) {
        lines_.emplace_back(std::in_place, std::string_view());
    }
    for (const auto& one : lines) {
        lines_.emplace_back(std::in_place, std::string_view(one));
    }
}

void ReadlineTerminal::answer() {
    if (!std::exchange(has_answer_, false)) {
        return; // Another question has come in between.
    }
    const auto line = std::move(lines_.front());
    lines_.pop_front();
    std::exchange(on_line_, nullptr)(line ? std::optional(line->view()) : std::nullopt);
}

bool ReadlineTerminal::show(std::span<const Shown> shown, std::span<const Marked> marks) {
    std::ranges::for_each(shown, [this](const Shown& one) { learn_names(one); });
    std::ranges::move(past_.take(shown), std::back_inserter(held_back_));
    held_marks_.insert(held_marks_.end(), marks.begin(), marks.end());
    if (awaits_cursor() && held_back_.size() < most_held_back) {
        return !is_gone_;
    }
    return show_held_back();
}

bool ReadlineTerminal::show_held_back() {
    awaits_cursor_ = false;
    const auto shown = std::exchange(held_back_, {});
    const auto marks = std::exchange(held_marks_, {});
    if (shown.empty() && marks.empty()) {
        return !is_gone_;
    }
    const auto typed = input();
    return write(screen_.show(shown, marks, wall_now(), is_in_background_ ? nullptr : &typed));
}

void ReadlineTerminal::learn_names(const Shown& shown) {
    if (const auto* event = std::get_if<ShowEvent>(&shown)) {
        names_.learn(event->event.kind, event->event.name);
    } else if (const auto* line = std::get_if<ShowLine>(&shown)) {
        if (const auto about = read_classic_line(line->text)) {
            names_.learn(about->kind, about->name);
        }
    }
}

void ReadlineTerminal::show_state(std::string_view state) {
    state_ = state;
    draw();
}

bool ReadlineTerminal::drop_input() {
    const bool is_any = !editor_.is_empty() || !secret_.is_empty() || is_confirming_;
    secret_.clear();
    is_confirming_ = false;
    waiting_.clear();
    keys_ = {};
    if (is_any) {
        editor_.take_text();
        draw();
    }
    return is_any;
}

Input ReadlineTerminal::input() const {
    // A hidden question stands there only while what is typed is its answer: see ask().
    if (!on_line_ && (!state_.empty() || typed_ == Typed::hidden)) {
        return {.prompt = state_, .text = {}};
    }
    if (is_confirming_) {
        return {.prompt = std::string(wording_.yes_no_prompt), .text = {}};
    }
    if (typed_ == Typed::hidden) {
        return {.prompt = state_ + prompt_, .text = {}, .is_hidden = true};
    }
    auto typed = editor_.input(prompt_);
    typed.prompt = state_ + typed.prompt;
    return typed;
}

/// All at once, so that a terminal never shows half of it.
bool ReadlineTerminal::write(const std::string& bytes) {
    is_gone_ = !writer_.write(bytes);
    return !is_gone_;
}

} // namespace chatroom
