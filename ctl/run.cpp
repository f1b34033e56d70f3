// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/run.hpp"

#include "base/printable.hpp"
#include "ctl/backup_file.hpp"
#include "ctl/call.hpp"
#include "ctl/command_line.hpp"
#include "ctl/explain.hpp"
#include "ctl/render.hpp"
#include "ctl/rooms.hpp"
#include "ctl/safe_json.hpp"
#include "ctl/version.hpp"
#include "protocol/control_json.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <span>
#include <stdexcept>

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
void tell_failure(const std::string& message, bool json, std::ostream& out, std::ostream& err) {
    if (json) {
        out << safe_json(control::encode_failure(message)) << '\n';
    }
    err << "chatroomctl: " << message << '\n';
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

/// One call and what is told about it.
class Program {
public:
    Program(const Command& command, std::ostream& out, std::ostream& err)
        : command_(command), out_(out), err_(err) {}

    /// Makes the file that the call needs, if it needs one, and asks.
    ExitCode run(std::span<const std::filesystem::path> sockets) {
        const auto* backup = std::get_if<control::Backup>(&command_.request);
        if (backup == nullptr) {
            return ask(sockets, command_.timeout);
        }
        try {
            BackupFile file(backup->file);
            const auto code =
                ask(sockets, std::max(command_.timeout, backup_timeout), file.descriptor());
            if (code == ExitCode::done) {
                file.keep();
            }
            return code;
        } catch (const std::runtime_error& error) {
            tell_failure(printable(error.what()), command_.json, out_, err_);
            return ExitCode::failed;
        }
    }

private:
    /// Asks the first of the sockets that somebody answers at; all the others are stale.
    ExitCode ask(std::span<const std::filesystem::path> sockets, std::chrono::milliseconds timeout,
                 int descriptor = -1) {
        const auto& socket = sockets.front();
        const auto start = steady_clock::now();
        const auto answer = call(socket, command_.request, timeout, descriptor);
        const auto elapsed =
            std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start);
        if (const auto* failure = std::get_if<ExchangeFailure>(&answer)) {
            const bool is_stale = failure->kind == ExchangeFailure::Kind::not_running;
            return is_stale && sockets.size() > 1 ? ask(sockets.subspan(1), timeout, descriptor)
                                                  : fail(*failure, socket);
        }
        const auto& response = std::get<control::Response>(answer);
        if (command_.json) {
            out_ << safe_json(response.json) << '\n';
        }
        if (!response.reply) {
            return refuse(response.reply.error(), socket);
        }
        const auto& result = *response.reply;
        if (!command_.json) {
            out_ << render(result, {wall_time_now(), local_time, elapsed});
        }
        if (const auto* version = version_in(result)) {
            if (const auto difference = difference_to(*version, socket)) {
                err_ << "chatroomctl: warning: " << *difference << '\n';
            }
        }
        return ExitCode::done;
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
        if (error.code == control::ErrorCode::method_not_found) {
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
        tell_failure(message, command_.json, out_, err_);
        return exit_code(failure.kind);
    }

    const Command& command_;
    std::ostream& out_;
    std::ostream& err_;
};

} // namespace

ExitCode run(const std::vector<std::string>& arguments, const Environment& environment,
             std::ostream& out, std::ostream& err) {
    auto code = ExitCode::done;
    const auto parsed = parse_arguments(arguments);
    if (const auto* usage = std::get_if<UsageError>(&parsed)) {
        tell_failure(usage->message, usage->json, out, err);
        code = ExitCode::usage;
    } else if (const auto* information = std::get_if<Information>(&parsed)) {
        out << information->text;
    } else if (const auto* rooms = std::get_if<RoomsWanted>(&parsed)) {
        const auto found = ask_rooms(find_rooms(std::string(runtime_directory)), rooms->timeout);
        out << (rooms->json ? rooms_json(found) : rooms_table(found));
    } else {
        const auto& command = std::get<Command>(parsed);
        code = Program(command, out, err).run(control_sockets(command.socket, environment));
    }
    if (!out.flush() && code == ExitCode::done) {
        err << "chatroomctl: cannot write to standard output\n";
        return ExitCode::failed;
    }
    return code;
}

} // namespace chatroom
