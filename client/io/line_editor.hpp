// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/input_row.hpp"
#include "protocol/sealed/secret_text.hpp"

#include <cstddef>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// GNU Readline as an editor of one line: it is fed with keys and shows nothing itself, and the
/// user's own ~/.inputrc says what they do. What a person sees as one character is moved over and
/// deleted at once. Readline keeps its state in globals, so there is one of these at a time.
class LineEditor {
public:
    /// What the editor asks whoever owns it.
    struct Owner {
        std::function<bool()> may_enter;     ///< Whether the line is entered at the Enter key.
        std::function<void()> complete_word; ///< The Tab key.
    };

    /// An entered line, without its end; nothing for the end of the input (Ctrl+D).
    using Line = std::optional<sealed::SecretText>;

    explicit LineEditor(Owner owner);
    ~LineEditor();
    LineEditor(const LineEditor&) = delete;
    LineEditor& operator=(const LineEditor&) = delete;

    /// Whether the terminal, by what TERM says, takes the sequences of ECMA-48.
    static bool is_capable_terminal();

    /// The terminal takes keys one by one from now on, or is as it was before.
    void take_terminal();
    void give_terminal_back();

    /// Feeds the keys. Those behind an entered line wait for the next call.
    void feed(std::string_view keys);
    bool has_keys() const { return next_key_ < keys_.size(); }

    /// Feeds the keys that wait, and returns the line that is entered, if one is.
    std::optional<Line> next_line();

    /// As it is to be shown; a search has a prompt of its own.
    Input input(const std::string& prompt) const;
    bool is_empty() const;

    /// In the place of the part from there to the caret.
    void replace(std::size_t begin, std::string_view text);
    void insert(std::string_view text);
    /// Takes what was typed out of the editor.
    std::string take_text();

    /// Drops what was typed and not taken yet: it was not meant for the question that comes now.
    void drop_keys();

    /// Whether one of the last keys cleared the screen; asked once.
    bool was_cleared();

    static void add_to_history(const std::string& line);

private:
    static void accept(char* line) noexcept;
    static int enter(int count, int key);
    static int complete(int count, int key);
    static int next_key(std::FILE* stream);
    static int has_waiting_keys();

    void take(char* line);
    void bind_keys() const;

    static LineEditor* current_;

    Owner owner_;
    std::string keys_;
    std::size_t next_key_ = 0;
    bool is_cleared_ = false;
    std::optional<Line> line_;
};

} // namespace chatroom
