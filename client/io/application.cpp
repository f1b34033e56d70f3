// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/application.hpp"

#include "client/core/completion.hpp"
#include "client/core/delivery_lines.hpp"
#include "client/core/display.hpp"
#include "client/core/refusal.hpp"
#include "client/core/refusal_details.hpp"
#include "client/core/time_text.hpp"
#include "client/io/passphrase.hpp"
#include "client/io/private_file.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>
#include <variant>

#include <boost/asio/io_context.hpp>

namespace chatroom {

namespace {

TimePoint now() {
    return std::chrono::steady_clock::now();
}

WallTime wall_time() {
    using std::chrono::floor, std::chrono::milliseconds, std::chrono::system_clock;
    return floor<milliseconds>(system_clock::now());
}

} // namespace

Application::Application(boost::asio::io_context& io, Session& session,
                         ServerConnection& connection, Terminal& terminal, const Wording& wording,
                         RoomAddress room)
    : io_(io), session_(session), connection_(connection), terminal_(terminal), wording_(wording),
      room_(std::move(room)), desk_(wording, room_.is_sealed()), timer_(io), absence_timer_(io),
      signals_(io),
      if_wrong_(room_.passphrase_file.empty()
                    ? std::string(wording.wrong_passphrase)
                    : worded(wording.wrong_passphrase_in_file, room_.passphrase_file.string())) {}

ExitCode Application::run(const std::optional<std::string>& name) {
    await_signal();
    await_datagrams();
    if (name) {
        ask_for_name(*name);
    } else if (room_.last_names != nullptr) {
        proposed_name_ = room_.last_names->find(room_.server);
    }
    settle();
    io_.run();
    return exit_code();
}

void Application::await_signal() {
    signals_.wait([this](int signal) {
        // Ctrl+C on a line that is not empty is about the line.
        if (signal != SIGINT || is_output_gone_ || !terminal_.drop_input()) {
            terminal_.hurry();
            leave();
        }
        settle();
    });
}

void Application::leave() {
    is_leaving_ = true;
    session_.leave(now());
}

void Application::await_datagrams() {
    connection_.wait([this] { receive(); });
}

void Application::receive() {
    for (int count = 0; count < max_datagrams_a_turn; ++count) {
        const auto received = connection_.receive();
        if (!received) {
            break;
        }
        if (const auto* bytes = std::get_if<std::string>(&*received)) {
            notice_absence();
            session_.datagram(now(), *bytes);
        } else {
            in_trouble(std::get<Trouble>(*received));
        }
    }
    await_datagrams();
    settle();
}

void Application::in_trouble(Trouble trouble) {
    session_.trouble(now(), trouble);
}

void Application::settle() {
    if (unsaid_ && session_.ready_for_text()) {
        say_text(*std::exchange(unsaid_, std::nullopt));
    }
    for (auto outputs = session_.take_outputs(); !outputs.empty();
         outputs = session_.take_outputs()) {
        handle(outputs);
    }
    show();
    if (phase_ == Phase::ended) {
        io_.stop();
        return;
    }
    set_timer();
    ask();
}

/// With the classic protocol one's own messages come from nowhere else.
void Application::say_text(const std::string& text) {
    has_spoken_ = true;
    session_.say(now(), text);
    const auto outputs = session_.take_outputs();
    const bool is_taken = std::ranges::none_of(
        outputs, [](const Output& output) { return std::holds_alternative<TextTooLong>(output); });
    if (is_taken && !room_.is_sealed() && terminal_.is_interactive()) {
        shown_.emplace_back(OwnMessage{std::nullopt, name_, text, wall_time()});
    }
    handle(outputs);
}

void Application::handle(const std::vector<Output>& outputs) {
    for (const auto& output : outputs) {
        std::visit([this](const auto& one) { handle(one); }, output);
    }
}

void Application::handle(const SendDatagram& output) {
    if (const auto trouble = connection_.send(output.bytes)) {
        in_trouble(*trouble);
    }
}

void Application::handle(const ShowLine& output) {
    shown_.emplace_back(output);
}

void Application::handle(const TextTooLong& output) {
    is_anything_unsaid_ = true;
    say(worded(wording_.text_too_long, std::to_string(output.max_bytes)));
}

void Application::handle(const TextNotUtf8&) {
    is_anything_unsaid_ = true;
    say(wording_.text_not_utf8);
}

void Application::handle(const Tell& output) {
    switch (output.notice) {
    case Notice::server_unreachable:
        say(room_.is_sealed() ? wording_.sealed_server_unreachable : wording_.server_unreachable);
        terminal_.show_state(wording_.offline);
        break;
    case Notice::server_reachable_again:
        say(wording_.server_reachable_again);
        terminal_.show_state({});
        break;
    case Notice::nothing_is_kept:
        say(wording_.nothing_is_kept);
        break;
    case Notice::kept_again:
        say(wording_.kept_again);
        break;
    }
}

void Application::handle(const NameRefused& output) {
    const auto words = refusal_line(wording_, output, wall_time());
    const auto line = worded(wording_.refused, words);
    if (terminal_.is_interactive() && output.code == sealed::RefusalReason::here_elsewhere) {
        say(words);
        terminal_.show_state({});
        phase_ = Phase::hesitating;
    } else if (terminal_.is_interactive() && remedy_of(output) == Remedy::another_name) {
        say(line);
        proposed_name_.reset();
        if (exit_code_of(output) != ExitCode::refused) {
            refused_names_.emplace(name_, line);
        }
        terminal_.show_state({});
        phase_ = Phase::naming;
    } else {
        session_.leave(now()); // Or it may be let in yet, and nobody would be there.
        finish({{line}, exit_code_of(output)});
    }
}

void Application::handle(const Entered& output) {
    if (phase_ == Phase::ended) {
        return; // Behind a refusal that has ended this program.
    }
    if (is_fit_to_type(output.name) && output.name != name_) {
        name_ = output.name;
        mark_.reset(); // It is the name that the next program will propose.
        mark_stay();
    }
    if (room_.last_names != nullptr && terminal_.is_interactive()) {
        room_.last_names->remember(room_.server, name_);
    }
    if (phase_ != Phase::inside && terminal_.is_interactive()) {
        say(wording_.welcome);
    }
    if (mark_) {
        mark_->keep(session_.instance());
    }
    shown_.emplace_back(Entered{name_});
    terminal_.show_state({});
    phase_ = Phase::inside;
    if (room_.passphrase_file.empty()) { // One from a file may not have been needed so far.
        if_wrong_ = wording_.passphrase_changed;
    }
}

void Application::handle(const Ended& output) {
    auto words = farewell(output, wording_, room_.server, room_.is_sealed());
    const bool may_be_lost = is_anything_unsaid_ || (has_spoken_ && !room_.is_sealed());
    if (output.reason == EndReason::left_unconfirmed && may_be_lost &&
        !terminal_.is_interactive()) {
        words.code = ExitCode::unreachable;
    }
    finish(words);
}

void Application::handle(const Said& output) {
    in_flight_.emplace(output.message, output.text);
    shown_.emplace_back(OwnMessage{output.message, name_, output.text, wall_time()});
}

void Application::handle(const Marked& output) {
    const auto message = in_flight_.extract(output.message);
    if (output.mark == Mark::failed && !message.empty()) {
        is_left_unsaid_ = is_left_unsaid_ || is_leaving_;
        say_not_sent(message.mapped());
    }
    marks_.push_back(output);
}

void Application::handle(const NotTaken& output) {
    say(not_taken_line(wording_, output));
}

void Application::handle(const ShowEvent& output) {
    const bool was_missed = !output.is_past && absence_.was_missed(output.event.time);
    if (was_missed) {
        absence_.missed();
    } else if (!output.is_past) {
        tell_missed(true);
    }
    if (desk_.heard(output.event)) {
        shown_.emplace_back(output);
    }
}

void Application::handle(const ShowGap& output) {
    shown_.emplace_back(output);
}

void Application::handle(const PastEnded& output) {
    shown_.emplace_back(output);
}

void Application::handle(const ShowGreeting& output) {
    desk_.heard(output);
    shown_.emplace_back(output);
}

void Application::handle(const ShowDelivery& output) {
    for (const auto& line : delivery_lines(wording_, output)) {
        say(line);
    }
}

void Application::handle(const ServerKey& output) {
    if (!room_.is_sealed()) {
        return;
    }
    try {
        const auto before = output.is_accepted
                                ? room_.known_rooms->remember(room_.server, output.key)
                                : room_.known_rooms->find(room_.server);
        if (!before && !std::exchange(is_key_shown_, true)) {
            say(worded(wording_.new_room, sealed::fingerprint(output.key)));
        } else if (before && output.is_accepted && *before != output.key) {
            say(worded(wording_.new_key, sealed::fingerprint(output.key)));
        }
    } catch (const FileError& error) {
        say(worded(wording_.not_remembered, worded(wording_, error)));
    }
}

void Application::handle(const PassphraseNeeded& output) {
    if (!terminal_.is_interactive()) {
        finish({{output.was_wrong ? if_wrong_ : std::string(wording_.passphrase_missing)},
                ExitCode::not_permitted});
        return;
    }
    needs_passphrase_ = true;
    terminal_.show_state({});
    if (output.was_wrong) {
        say(if_wrong_);
    }
}

void Application::handle(const NewSocket& output) {
    if (output.is_for_another_address) {
        connection_.try_next_endpoint();
    } else {
        connection_.renew();
    }
}

void Application::say_not_sent(std::string_view text) {
    is_anything_unsaid_ = true;
    say(worded(wording_.not_sent, text));
}

/// A classic server says nothing for hours, so nothing follows from that.
void Application::notice_absence() {
    if (!room_.is_sealed() || phase_ != Phase::inside) {
        return;
    }
    if (const auto since = absence_.heard(wall_time())) {
        const auto day =
            day_text(*since) == day_text(wall_time()) ? std::string() : day_text(*since) + " ";
        auto time = time_text(*since, Times::hour);
        say(worded(wording_.was_away, day + time.substr(1, time.find(']') - 1)));
        absence_timer_.expires_after(Absence::to_catch_up);
        absence_timer_.async_wait([this](const auto& error) {
            if (!error) {
                tell_missed(false);
                settle();
            }
        });
    }
}

void Application::tell_missed(bool is_newer) {
    const auto missed = absence_.take_missed(wall_time(), is_newer);
    if (missed && *missed > 0) {
        say(worded(wording_.missed, std::to_string(*missed)));
    }
}

void Application::finish(const Farewell& farewell) {
    if (phase_ == Phase::ended) {
        return;
    }
    phase_ = Phase::ended;
    for (const auto& message : std::exchange(in_flight_, {})) {
        say_not_sent(message.second);
    }
    if (unsaid_) {
        say_not_sent(*unsaid_);
    }
    if (const auto draft = terminal_.draft(); !draft.empty()) {
        say_not_sent(draft);
    }
    for (const auto& line : farewell.lines) {
        say(line);
    }
    exit_code_ = farewell.code;
}

/// A person has been told what was not said, and has left all the same; but not of what was given
/// up for leaving.
ExitCode Application::exit_code() const {
    const bool has_failed = is_anything_unsaid_ || is_output_gone_;
    const bool counts = !terminal_.is_interactive() || is_left_unsaid_;
    return exit_code_ == ExitCode::left && has_failed && counts ? ExitCode::failed : exit_code_;
}

void Application::show() {
    if (shown_.empty() && marks_.empty()) {
        return;
    }
    const bool is_shown = terminal_.show(std::exchange(shown_, {}), std::exchange(marks_, {}));
    if (!is_shown && !std::exchange(is_output_gone_, true) && phase_ != Phase::ended) {
        // Whoever read our lines has gone, so there is nobody left to be in the room for.
        say(wording_.output_gone);
        if (!EndSignals::has_come()) { // Which is what was not waited for: it leaves.
            leave();
        }
        settle();
    }
}

void Application::set_timer() {
    const auto deadline = session_.next_deadline();
    if (!deadline) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(*deadline);
    timer_.async_wait([this](const auto& error) {
        if (!error) {
            session_.advance(now());
            settle();
        }
    });
}

} // namespace chatroom
