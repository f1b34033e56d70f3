// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/application.hpp"

#include "client/display.hpp"

#include <csignal>
#include <utility>
#include <variant>

#include <boost/asio/io_context.hpp>

namespace chatroom {

namespace {

/// What is typed to leave; it is never said.
constexpr std::string_view quit_command = "quit";

TimePoint now() {
    return std::chrono::steady_clock::now();
}

} // namespace

Application::Application(boost::asio::io_context& io, Session& session,
                         ServerConnection& connection, Terminal& terminal, const Wording& wording,
                         std::string server)
    : io_(io), session_(session), connection_(connection), terminal_(terminal), wording_(wording),
      server_(std::move(server)), timer_(io), signals_(io) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        signals_.add(signal);
    }
}

ExitCode Application::run(const std::optional<std::string>& name) {
    await_signal();
    await_datagrams();
    if (name) {
        enter(*name);
    }
    settle();
    io_.run();
    return exit_code_;
}

void Application::await_signal() {
    signals_.async_wait([this](const auto& error, int) {
        if (!error) {
            session_.leave(now());
            await_signal();
            settle();
        }
    });
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
    if (phase_ == Phase::entering) {
        connection_.try_next_endpoint();
    }
}

void Application::typed(std::optional<std::string> line) {
    is_asking_ = false;
    if (!line || *line == quit_command) {
        if (!line && phase_ == Phase::naming && !terminal_.is_interactive()) {
            say(wording_.no_name);
            finish(ExitCode::failed);
        }
        session_.leave(now());
    } else if (!line->empty() && phase_ == Phase::naming) {
        enter(*line);
    } else if (!line->empty() && session_.ready_for_text()) {
        session_.say(now(), *line);
    }
    settle();
}

void Application::enter(const std::string& name) {
    name_ = name;
    phase_ = Phase::entering;
    session_.enter(now(), name);
}

void Application::settle() {
    for (auto outputs = session_.take_outputs(); !outputs.empty();
         outputs = session_.take_outputs()) {
        for (const auto& output : outputs) {
            std::visit([this](const auto& one) { handle(one); }, output);
        }
    }
    show_lines();
    if (phase_ == Phase::ended) {
        io_.stop();
        return;
    }
    set_timer();
    ask();
}

void Application::handle(const SendDatagram& output) {
    if (const auto trouble = connection_.send(output.bytes)) {
        in_trouble(*trouble);
    }
}

void Application::handle(const ShowLine& output) {
    add_line(ShownLine::Source::room, output.text);
}

void Application::handle(const TextTooLong& output) {
    say(worded(wording_.text_too_long, std::to_string(output.max_bytes)));
}

void Application::handle(const Tell& output) {
    switch (output.notice) {
    case Notice::server_unreachable:
        say(wording_.server_unreachable);
        break;
    case Notice::server_reachable_again:
        say(wording_.server_reachable_again);
        break;
    }
}

void Application::handle(const Refused& output) {
    say(worded(wording_.refused, output.reason));
    if (terminal_.is_interactive()) {
        phase_ = Phase::naming;
    } else {
        finish(ExitCode::failed);
    }
}

void Application::handle(const Entered&) {
    phase_ = Phase::inside;
    if (terminal_.is_interactive()) {
        say(wording_.welcome);
    }
}

void Application::handle(const Ended& output) {
    switch (output.reason) {
    case EndReason::left:
        say(wording_.left);
        return finish(ExitCode::left);
    case EndReason::left_unconfirmed:
        say(wording_.left_unconfirmed);
        return finish(ExitCode::left);
    case EndReason::never_entered:
        return finish(ExitCode::left);
    case EndReason::no_answer:
        say(worded(wording_.no_answer, server_));
        return finish(ExitCode::failed);
    case EndReason::nothing_listens:
        say(worded(wording_.nothing_listens, server_));
        return finish(ExitCode::failed);
    case EndReason::no_route:
        say(worded(wording_.no_route, server_));
        return finish(ExitCode::failed);
    }
}

void Application::finish(ExitCode code) {
    if (phase_ != Phase::ended) {
        phase_ = Phase::ended;
        exit_code_ = code;
    }
}

void Application::add_line(ShownLine::Source source, std::string_view text) {
    lines_.push_back({source, displayable(text)});
}

void Application::show_lines() {
    if (lines_.empty() || is_output_gone_) {
        return;
    }
    is_output_gone_ = !terminal_.show(std::exchange(lines_, {}));
    if (is_output_gone_ && phase_ != Phase::ended) {
        // Whoever read our lines has gone, so there is nobody left to be in the room for.
        session_.leave(now());
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

void Application::ask() {
    if (is_asking_) {
        return;
    }
    const auto typed_line = [this](std::optional<std::string> line) { typed(std::move(line)); };
    if (phase_ == Phase::naming) {
        is_asking_ = true;
        terminal_.ask(wording_.name_prompt, typed_line);
    } else if (phase_ == Phase::inside && session_.ready_for_text()) {
        is_asking_ = true;
        terminal_.ask(displayable(worded(wording_.chat_prompt, name_)), typed_line);
    }
}

} // namespace chatroom
