// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody at a terminal wants besides speaking.
#include "client/core/crowd_text.hpp"
#include "client/core/display.hpp"
#include "client/io/application.hpp"

#include <chrono>
#include <utility>
#include <variant>

namespace chatroom {

namespace {

TimePoint steady_now() {
    return std::chrono::steady_clock::now();
}

} // namespace

void Application::obey(const TypedLine& typed) {
    if (const auto* text = std::get_if<typed::Text>(&typed)) {
        unsaid_ = text->text;
    } else if (std::holds_alternative<typed::Quit>(typed)) {
        leave();
    } else if (room_.is_sealed()) {
        ask_server(typed);
    }
    for (auto& shown : desk_.answer(typed, name_)) {
        shown_.push_back(std::move(shown));
    }
}

void Application::ask_server(const TypedLine& typed) {
    if (const auto* who = std::get_if<typed::Who>(&typed)) {
        session_.ask_members(steady_now(), who->pattern);
    } else if (const auto* delivered = std::get_if<typed::Delivered>(&typed)) {
        session_.ask_delivered(steady_now(), delivered->event);
    } else if (const auto* history = std::get_if<typed::History>(&typed)) {
        session_.ask_older(steady_now(), history->count, terminal_.take_unshown_before());
    }
}

/// Nobody is asked for a command there, but may give one. Programs write names only.
void Application::typed_for_name(std::string_view text) {
    if (!terminal_.is_interactive() || !is_command(text)) {
        typed_name(text);
    } else if (std::holds_alternative<typed::Quit>(parse_typed(text))) {
        leave();
    } else {
        say(worded(wording_.name_is_command, text));
    }
}

/// What was refused for good need not be asked of the server again.
void Application::typed_name(std::string_view name) {
    const auto refused = refused_names_.find(std::string(name));
    if (refused != refused_names_.end()) {
        say(refused->second);
    } else {
        ask_for_name(name);
    }
}

/// A person is asked first whether another program of theirs is to give way.
void Application::ask_for_name(std::string_view name) {
    name_ = name;
    mark_.reset();
    mark_stay();
    if (!mark_ && !room_.marks.empty() && terminal_.is_interactive()) {
        phase_ = Phase::hesitating;
    } else {
        enter_unless_here(name);
    }
}

void Application::enter(std::string_view name) {
    begin_entering(name);
    session_.enter(steady_now(), name);
}

/// What runs for nobody takes its place without a question.
void Application::enter_unless_here(std::string_view name) {
    begin_entering(name);
    if (terminal_.is_interactive()) {
        session_.enter_unless_here(steady_now(), name,
                                   mark_ ? mark_->former() : sealed::Instance{});
    } else {
        session_.enter(steady_now(), name);
    }
}

void Application::begin_entering(std::string_view name) {
    name_ = name;
    phase_ = Phase::entering;
    terminal_.show_state(displayable(worded(wording_.connecting, room_.server)));
}

void Application::mark_stay() {
    if (mark_ || room_.marks.empty()) {
        return;
    }
    mark_ = StayMark::set(room_.marks, room_.server, name_);
    if (mark_ && phase_ == Phase::inside) {
        mark_->keep(session_.instance());
    }
}

void Application::handle(const ShowMembers& output) {
    say(members_line(wording_, output));
}

void Application::handle(const ShowOlder& output) {
    for (auto& shown : desk_.answer(output)) {
        shown_.push_back(std::move(shown));
    }
}

} // namespace chatroom
