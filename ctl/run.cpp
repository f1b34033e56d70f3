// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/run.hpp"

#include "base/printable.hpp"
#include "base/safe_json.hpp"
#include "base/utf8.hpp"
#include "ctl/backup_file.hpp"
#include "ctl/call.hpp"
#include "ctl/command_line.hpp"
#include "ctl/explain.hpp"
#include "ctl/invite.hpp"
#include "ctl/monitor_feed.hpp"
#include "ctl/prometheus.hpp"
#include "ctl/render.hpp"
#include "ctl/rooms.hpp"
#include "ctl/version.hpp"
#include "protocol/control_json.hpp"
#include "protocol/event_filter.hpp"
#include "protocol/text.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <stdexcept>
#include <thread>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace chatroom {

namespace {

using std::chrono::steady_clock;

/// A large room on a slow disk takes its time.
constexpr std::chrono::milliseconds backup_timeout = std::chrono::minutes(30);

/// Whoever has this group as a login's own one needs no new login for it.
bool is_in_group(const std::string& user) {
    const auto* group = ::getgrnam("chatroom");
    for (auto* member = group != nullptr ? group->gr_mem : nullptr;
         member != nullptr && *member != nullptr; ++member) {
        if (user == *member) {
            return true;
        }
    }
    return false;
}

Caller caller() {
    const auto* user = ::getpwuid(::geteuid());
    if (user == nullptr) {
        return {"USER"};
    }
    return {user->pw_name, is_in_group(user->pw_name)};
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
    case ExchangeFailure::Kind::unreadable:
    case ExchangeFailure::Kind::failed:
        break;
    }
    return ExitCode::failed;
}

/// There is no answer of the daemon's, so programs get JSON from us instead.
ExitCode tell_failure(ExitCode code, const std::string& message, bool json,
                      const Streams& streams) {
    if (json) {
        streams.out << safe_json(control::encode_failure(static_cast<int>(code), message)) << '\n';
    }
    streams.err << "chatroomctl: " << message << '\n';
    return code;
}

/// The version in a result that tells it; null if it does not.
const std::string* version_in(const control::AnyAnswer& result) {
    return std::visit(
        [](const auto& answer) -> const std::string* {
            if constexpr (requires { answer.version; }) {
                return &answer.version;
            } else {
                return nullptr;
            }
        },
        result);
}

/// How often it is looked whether a daemon has come that is waited for.
constexpr std::chrono::milliseconds wait_interval{50};

/// One call and what is told about it.
class Program {
public:
    Program(const Command& command, const Environment& environment, const Streams& streams)
        : command_(command), environment_(environment), streams_(streams), out_(streams.out),
          err_(streams.err), timeout_(command.timeout) {}

    ExitCode run() {
        if (const auto* backup = std::get_if<control::Backup>(&command_.request)) {
            return back_up(*backup);
        }
        return std::holds_alternative<control::Wait>(command_.request) ? wait() : ask(sockets());
    }

private:
    using Attempt = std::variant<ExitCode, ExchangeFailure>;
    using Socket = std::filesystem::path;

    std::vector<Socket> sockets() const { return control_sockets(command_.socket, environment_); }

    /// Makes the file that goes with the call, and asks.
    ExitCode back_up(const control::Backup& backup) {
        try {
            BackupFile file(backup.file);
            passed_ = file.descriptor();
            timeout_ = std::max(command_.timeout, backup_timeout);
            const auto code = ask(sockets());
            if (code == ExitCode::done) {
                file.keep();
            }
            return code;
        } catch (const std::runtime_error& error) {
            return tell_failure(ExitCode::failed, printable(error.what()), command_.json, streams_);
        }
    }

    /// Asks the first of the sockets that somebody answers at; all the others are stale.
    ExitCode ask(const std::vector<Socket>& sockets) {
        for (const auto& socket : sockets) {
            const auto attempt = this->attempt(socket);
            if (const auto* code = std::get_if<ExitCode>(&attempt)) {
                return *code;
            }
            const auto& failure = std::get<ExchangeFailure>(attempt);
            if (failure.kind != ExchangeFailure::Kind::not_running || &socket == &sockets.back()) {
                return fail(failure, socket);
            }
        }
        return ExitCode::not_running; // There is at least one.
    }

    /// A daemon that starts may have no socket yet, or one that is not open to everybody yet.
    ExitCode wait() {
        const auto end = steady_clock::now() + command_.timeout;
        for (;;) {
            const auto all = sockets();
            for (const auto& socket : all) {
                const auto attempt = this->attempt(socket);
                if (const auto* code = std::get_if<ExitCode>(&attempt)) {
                    return *code;
                }
                const auto kind = std::get<ExchangeFailure>(attempt).kind;
                const bool may_come = kind == ExchangeFailure::Kind::not_running ||
                                      kind == ExchangeFailure::Kind::permission_denied;
                if (!may_come) {
                    return fail(std::get<ExchangeFailure>(attempt), socket);
                }
                if (&socket == &all.back() && steady_clock::now() >= end) {
                    return kind == ExchangeFailure::Kind::permission_denied
                               ? fail(std::get<ExchangeFailure>(attempt), socket)
                               : fail({ExchangeFailure::Kind::timed_out, {}}, socket);
                }
            }
            std::this_thread::sleep_for(wait_interval);
        }
    }

    Attempt attempt(const Socket& socket) {
        const auto* log = std::get_if<control::Log>(&command_.request);
        if (std::holds_alternative<control::Monitor>(command_.request)) {
            return monitor(socket);
        }
        if (command_.invites_to) {
            return invite(socket, *command_.invites_to);
        }
        return log != nullptr && log->follow ? follow(socket, *log) : call_once(socket);
    }

    /// The link has what the daemon says of itself, and by what others reach this machine.
    Attempt invite(const Socket& socket, const std::string& wanted_host) {
        const auto fingerprint = call(socket, control::Fingerprint{}, command_.timeout);
        const auto status = call(socket, control::Status{}, command_.timeout);
        for (const auto* answer : {&fingerprint, &status}) {
            if (const auto* failure = std::get_if<ExchangeFailure>(answer)) {
                return *failure;
            }
            if (const auto& response = std::get<control::Response>(*answer); !response.reply) {
                return refuse(response.reply.error(), socket);
            }
        }
        const auto& listening =
            std::get<control::StatusInfo>(*std::get<control::Response>(status).reply).listening;
        const auto& key =
            std::get<control::ServerFingerprint>(*std::get<control::Response>(fingerprint).reply);
        const std::string own(host_of(listening));
        const auto host = !wanted_host.empty() ? wanted_host : !own.empty() ? own : own_host();
        const auto link = invitation_link(host, port_of(listening), key.fingerprint);
        const auto page = page_link(key.page, key.fingerprint);
        if (command_.json) {
            out_ << safe_json(invitation_json(link, page)) << '\n';
            return ExitCode::done;
        }
        const bool is_for_terminal = ::isatty(STDOUT_FILENO) == 1;
        out_ << printable(link) << '\n' << qr_code(link, is_for_terminal);
        if (!page.empty()) {
            out_ << '\n' << printable(page) << '\n' << qr_code(page, is_for_terminal);
        }
        return ExitCode::done;
    }

    Attempt call_once(const Socket& socket) {
        const auto start = steady_clock::now();
        const auto answer = call(socket, command_.request, timeout_, passed_);
        elapsed_ =
            std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start);
        if (const auto* failure = std::get_if<ExchangeFailure>(&answer)) {
            return *failure;
        }
        return show(std::get<control::Response>(answer), socket);
    }

    ExitCode show(const control::Response& response, const Socket& socket) {
        if (command_.json) {
            out_ << safe_json(response.json) << '\n';
        }
        if (!response.reply) {
            return refuse(response.reply.error(), socket);
        }
        const auto& result = *response.reply;
        if (!command_.json) {
            out_ << text_of(result);
        }
        if (const auto* version = version_in(result)) {
            if (const auto difference = difference_to(*version, socket)) {
                err_ << "chatroomctl: warning: " << *difference << '\n';
            }
        }
        const auto* config = std::get_if<control::ConfigInfo>(&result);
        return config != nullptr && !config->errors.empty() ? ExitCode::failed : ExitCode::done;
    }

    std::string text_of(const control::AnyAnswer& result) const {
        const auto* log = std::get_if<control::Log>(&command_.request);
        if (log != nullptr && log->chooses() && result == control::AnyAnswer(control::Events{})) {
            return "nothing like that is in the journal\n";
        }
        const auto* stats = std::get_if<control::Stats>(&command_.request);
        return stats != nullptr && stats->prometheus
                   ? prometheus_text(std::get<control::StatsInfo>(result))
                   : render(result, {wall_time_now(), local_time, elapsed_});
    }

    /// The snapshot, and what happens until one of the two ends goes.
    Attempt monitor(const Socket& socket) {
        auto begun = MonitorFeed::begin(socket, command_.timeout);
        auto* feed = std::get_if<MonitorFeed>(&begun);
        if (feed == nullptr) {
            return not_begun(begun, socket);
        }
        show(feed->snapshot(), socket);
        return tell(*feed, socket, [](const control::LoggedEvent&) { return true; });
    }

    /// What has happened, and then what happens: the feed begins first, so nothing is missing in
    /// between, and what both have is told once.
    Attempt follow(const Socket& socket, const control::Log& log) {
        auto begun = MonitorFeed::begin(socket, command_.timeout);
        auto* feed = std::get_if<MonitorFeed>(&begun);
        if (feed == nullptr) {
            return not_begun(begun, socket);
        }
        const auto answer = call(socket, command_.request, command_.timeout);
        if (const auto* failure = std::get_if<ExchangeFailure>(&answer)) {
            return *failure;
        }
        const auto& response = std::get<control::Response>(answer);
        Sequence last;
        if (const auto* found =
                response.reply ? std::get_if<control::Events>(&*response.reply) : nullptr;
            found != nullptr && !found->events.empty()) {
            last = found->events.back().sequence;
            show(response, socket);
        } else if (!response.reply || command_.json) {
            const auto code = show(response, socket);
            if (code != ExitCode::done) {
                return code;
            }
        }
        EventFilter filter({log.since, {}, log.user, log.grep});
        return tell(*feed, socket, [&](const control::LoggedEvent& event) {
            return event.sequence > last && filter.lets_through(event.time, event.name, event.text);
        });
    }

    template <typename Begun>
    Attempt not_begun(const Begun& begun, const Socket& socket) {
        const auto* failure = std::get_if<ExchangeFailure>(&begun);
        return failure != nullptr ? Attempt(*failure)
                                  : Attempt(show(std::get<control::Response>(begun), socket));
    }

    /// Each line is for whoever reads now, so none waits in a buffer.
    template <typename IsWanted>
    ExitCode tell(MonitorFeed& feed, const Socket& socket, const IsWanted& is_wanted) {
        const bool is_log = std::holds_alternative<control::Log>(command_.request);
        while (out_.flush()) {
            const auto next = feed.next();
            if (const auto* failure = std::get_if<ExchangeFailure>(&next)) {
                return fail(*failure, socket);
            }
            const auto& told = std::get<control::Told>(next);
            if (const auto* error = std::get_if<control::Error>(&told.what)) {
                out_ << (command_.json ? safe_json(told.json) + "\n" : "");
                return refuse(*error, socket);
            }
            const auto* record = std::get_if<control::MonitorRecord>(&told.what);
            if (record == nullptr) {
                out_ << (is_log ? "" : command_.json ? safe_json(told.json) + "\n" : "ready\n");
            } else if (is_wanted(record->event)) {
                const control::Events one{{record->event}};
                out_ << (!command_.json ? text_of(one)
                         : is_log       ? safe_json(control::encode_result(one)) + "\n"
                                        : safe_json(told.json) + "\n");
            }
        }
        return ExitCode::done; // Nobody reads any more, which is told in the end.
    }

    static std::optional<std::string> difference_to(std::string_view version,
                                                    const std::filesystem::path& socket) {
        return version_difference(version, CHATROOM_VERSION, socket == system_control_socket);
    }

    /// What the daemon's version explains of a call that it did not understand, or whose answer we
    /// did not; nothing if it explains nothing.
    std::optional<std::string> ask_difference(const std::filesystem::path& socket) const {
        const auto version = ask_version(socket, command_.timeout);
        return version ? difference_to(*version, socket) : std::nullopt;
    }

    ExitCode refuse(const control::Error& error, const std::filesystem::path& socket) {
        auto message = explain(error);
        const bool may_be_older = error.code == control::ErrorCode::method_not_found ||
                                  error.code == control::ErrorCode::invalid_params;
        if (may_be_older) {
            if (const auto difference = ask_difference(socket)) {
                message += ": " + *difference;
            }
        }
        err_ << "chatroomctl: " << message << '\n';
        return error.code == control::ErrorCode::not_permitted ? ExitCode::permission_denied
                                                               : ExitCode::failed;
    }

    ExitCode fail(const ExchangeFailure& failure, const std::filesystem::path& socket) {
        auto message = explain(failure, socket, caller());
        if (failure.kind == ExchangeFailure::Kind::unreadable) {
            if (const auto difference = ask_difference(socket)) {
                message = "chatroomd's answer cannot be read: " + *difference;
            }
        }
        return tell_failure(exit_code(failure.kind), message, command_.json, streams_);
    }

    const Command& command_;
    const Environment& environment_;
    const Streams& streams_;
    std::ostream& out_;
    std::ostream& err_;
    std::chrono::milliseconds timeout_;    ///< Of a call that is asked once.
    int passed_ = -1;                      ///< A descriptor that goes with it; -1: none.
    std::chrono::microseconds elapsed_{0}; ///< The daemon took to answer.
};

/// Makes standard input the text of the request that is to be that. Returns what is wrong with it;
/// nothing if all is well.
std::optional<std::string> take_input(Command& command, std::istream& in) {
    if (command.input == nullptr) {
        return std::nullopt;
    }
    std::string text(max_text_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (in.bad()) {
        return "cannot read standard input";
    }
    if (text.size() > max_text_bytes) {
        return "standard input is too long: at most " + std::to_string(max_text_bytes) + " bytes";
    }
    if (!is_utf8(text)) {
        return "standard input is not valid UTF-8";
    }
    control::set_text(*command.input, control::object_in(command.request), text);
    return std::nullopt;
}

} // namespace

ExitCode run(const std::vector<std::string>& arguments, const Environment& environment,
             const Streams& streams) {
    auto& [in, out, err] = streams;
    auto code = ExitCode::done;
    auto parsed = parse_arguments(arguments, wall_time_now());
    if (const auto* usage = std::get_if<UsageError>(&parsed)) {
        code = tell_failure(ExitCode::usage, usage->message, usage->json, streams);
    } else if (const auto* information = std::get_if<Information>(&parsed)) {
        out << information->text;
    } else if (const auto* rooms = std::get_if<RoomsWanted>(&parsed)) {
        const auto found = ask_rooms(find_rooms(std::string(runtime_directory)), rooms->timeout);
        out << (rooms->json ? rooms_json(found) : rooms_table(found));
    } else {
        auto& command = std::get<Command>(parsed);
        if (const auto fault = take_input(command, in)) {
            code = tell_failure(ExitCode::failed, *fault, command.json, streams);
        } else {
            code = Program(command, environment, streams).run();
        }
    }
    if (!out.flush() && code == ExitCode::done) {
        err << "chatroomctl: cannot write to standard output\n";
        return ExitCode::failed;
    }
    return code;
}

} // namespace chatroom
