// SPDX-License-Identifier: GPL-3.0-or-later
// What a person, or a program, is asked, and what becomes of the answers.
#include "client/core/display.hpp"
#include "client/io/application.hpp"
#include "client/io/passphrase.hpp"

#include <utility>

namespace chatroom {

namespace {

TimePoint time_of_answer() {
    return std::chrono::steady_clock::now();
}

/// What is typed to agree.
bool is_yes(std::string_view line) {
    return line == "y" || line == "Y" || line == "yes" || line == "是";
}

} // namespace

void Application::typed(std::optional<std::string_view> line) {
    const auto asked = std::exchange(asked_, Asked::nothing);
    if (!line) {
        end_of_input(asked);
    } else if (!line->empty() || asked == Asked::taking_over) {
        typed_text(asked, *line);
    } else if (asked == Asked::name && phase_ == Phase::naming && proposed_name_ &&
               terminal_.is_interactive()) {
        typed_name(*proposed_name_);
    }
    settle();
}

void Application::end_of_input(Asked asked) {
    if (asked == Asked::name && !terminal_.is_interactive()) {
        finish({{std::string(wording_.no_name)}, ExitCode::usage});
    }
    if (terminal_.is_interactive()) {
        leave();
    } else {
        session_.finish(time_of_answer());
    }
}

void Application::typed_text(Asked asked, std::string_view line) {
    if (terminal_.is_interactive() && asked != Asked::text && is_quit(line)) {
        leave();
    } else if (asked == Asked::passphrase) {
        if (is_passphrase(line)) {
            needs_passphrase_ = false;
            if (phase_ == Phase::entering) {
                terminal_.show_state(displayable(worded(wording_.connecting, room_.server)));
            }
            if_wrong_ = wording_.wrong_passphrase;
            session_.passphrase(time_of_answer(), line);
        } else {
            say(wording_.passphrase_unfit);
        }
    } else if (asked == Asked::name && phase_ == Phase::naming) {
        typed_for_name(without_blanks(line));
    } else if (asked == Asked::taking_over && phase_ == Phase::hesitating) {
        if (is_yes(line)) {
            enter(name_);
        } else {
            phase_ = Phase::naming;
        }
    } else if (asked != Asked::text) {
        return; // The room has let us in meanwhile.
    } else if (terminal_.is_interactive()) {
        obey(parse_typed(line));
    } else {
        unsaid_ = line; // Whatever a program says is text.
    }
    mark_stay(); // The program that has given way has gone meanwhile.
}

void Application::ask() {
    const auto next = next_question();
    // Of a text: there is no room to say it in just now. Of a name: it is not wanted any more if
    // the room lets in behind a refusal.
    const bool is_over = asked_ == Asked::name || asked_ == Asked::taking_over;
    const bool may_interrupt =
        next == Asked::passphrase || asked_ == Asked::text || (next == Asked::text && is_over);
    if (next == Asked::nothing || next == asked_ || (asked_ != Asked::nothing && !may_interrupt)) {
        return;
    }
    asked_ = next;
    if (next == Asked::taking_over) { // A prompt is one row, which may be narrow.
        say(worded(wording_.take_over, name_));
        show();
    }
    terminal_.ask(question(next), [this](auto line) { typed(line); });
}

Application::Asked Application::next_question() const {
    if (needs_passphrase_) {
        return Asked::passphrase;
    }
    if (phase_ == Phase::naming) {
        return Asked::name;
    }
    if (phase_ == Phase::hesitating) {
        return Asked::taking_over;
    }
    const bool may_speak = phase_ == Phase::inside && !unsaid_ && session_.ready_for_text();
    return may_speak ? Asked::text : Asked::nothing;
}

Question Application::question(Asked asked) const {
    if (asked == Asked::passphrase) {
        return {std::string(wording_.passphrase_prompt), Typed::hidden};
    }
    if (asked == Asked::name) {
        return {proposed_name_ ? displayable(worded(wording_.name_prompt_with, *proposed_name_))
                               : std::string(wording_.name_prompt),
                Typed::stays};
    }
    if (asked == Asked::taking_over) {
        return {std::string(wording_.yes_no_prompt), Typed::stays};
    }
    return {displayable(worded(wording_.chat_prompt, name_)), Typed::goes};
}

} // namespace chatroom
