// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/run.hpp"

#include "ctl/call.hpp"
#include "ctl/explain.hpp"
#include "ctl/options.hpp"
#include "ctl/render.hpp"
#include "ctl/safe_json.hpp"
#include "protocol/control_json.hpp"

#include <chrono>
#include <ctime>
#include <span>

#include <pwd.h>
#include <unistd.h>

namespace chatroom {

namespace {

using std::chrono::steady_clock;

std::string user_name() {
    const auto* user = ::getpwuid(::geteuid());
    return user == nullptr ? "USER" : user->pw_name;
}

std::tm local_time(std::time_t time) {
    std::tm result{};
    ::localtime_r(&time, &result);
    return result;
}

WallTime wall_time_now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

ExitCode exit_code(ExchangeFailure::Kind kind) {
    switch (kind) {
    case ExchangeFailure::Kind::not_running:
        return ExitCode::not_running;
    case ExchangeFailure::Kind::permission_denied:
        return ExitCode::permission_denied;
    case ExchangeFailure::Kind::timed_out:
        return ExitCode::timed_out;
    case ExchangeFailure::Kind::failed:
        break;
    }
    return ExitCode::failed;
}

/// There is no answer of the daemon's, so programs get JSON from us instead.
void tell_failure(const std::string& message, bool json, std::ostream& out, std::ostream& err) {
    if (json) {
        out << safe_json(control::encode_failure(message)) << '\n';
    }
    err << "chatroomctl: " << message << '\n';
}

class Program {
public:
    Program(const Options& options, std::ostream& out, std::ostream& err)
        : options_(options), out_(out), err_(err) {}

    /// Asks the first of the sockets that somebody answers at; all the others are stale.
    ExitCode ask(std::span<const std::filesystem::path> sockets) {
        const auto& socket = sockets.front();
        const auto start = steady_clock::now();
        const auto answer = call(socket, options_.request, options_.timeout);
        const auto elapsed =
            std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start);
        if (const auto* failure = std::get_if<ExchangeFailure>(&answer)) {
            const bool is_stale = failure->kind == ExchangeFailure::Kind::not_running;
            return is_stale && sockets.size() > 1 ? ask(sockets.subspan(1))
                                                  : fail(*failure, socket);
        }
        const auto& response = std::get<control::Response>(answer);
        if (options_.json) {
            out_ << safe_json(response.json) << '\n';
        }
        if (const auto* error = std::get_if<control::Error>(&response.reply)) {
            err_ << "chatroomctl: " << explain(*error) << '\n';
            return ExitCode::failed;
        }
        if (!options_.json) {
            out_ << render(std::get<control::Result>(response.reply),
                           {wall_time_now(), local_time, elapsed});
        }
        return ExitCode::done;
    }

private:
    ExitCode fail(const ExchangeFailure& failure, const std::filesystem::path& socket) {
        tell_failure(explain(failure, socket, user_name()), options_.json, out_, err_);
        return exit_code(failure.kind);
    }

    const Options& options_;
    std::ostream& out_;
    std::ostream& err_;
};

} // namespace

ExitCode run(const std::vector<std::string>& arguments, const Environment& environment,
             std::ostream& out, std::ostream& err) {
    auto code = ExitCode::done;
    const auto parsed = parse_options(arguments);
    if (const auto* usage = std::get_if<UsageError>(&parsed)) {
        tell_failure(usage->message, usage->json, out, err);
        code = ExitCode::usage;
    } else if (const auto* information = std::get_if<Information>(&parsed)) {
        out << information->text;
    } else {
        const auto& options = std::get<Options>(parsed);
        code = Program(options, out, err).ask(control_sockets(options.socket, environment));
    }
    if (!out.flush() && code == ExitCode::done) {
        err << "chatroomctl: cannot write to standard output\n";
        return ExitCode::failed;
    }
    return code;
}

} // namespace chatroom
