// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/discovery.hpp"

#include "base/file_descriptor.hpp"
#include "protocol/sealed/datagram.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // NOLINT: POSIX has it so.

namespace chatroom {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What a whole LAN of rooms takes; what is longer is cut.
constexpr std::size_t max_output_bytes = 256 * 1024;

/// Whether the descriptor can be read, or is at its end, before that time.
bool await_readable(int descriptor, steady_clock::time_point until) {
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
        pollfd readable{descriptor, POLLIN, 0};
        const int found =
            left.count() > 0 ? ::poll(&readable, 1, static_cast<int>(left.count())) : 0;
        if (found >= 0 || errno != EINTR) {
            return found > 0;
        }
    }
}

/// Starts avahi-browse, whose output comes through the descriptor; -1 if there is none.
pid_t start_browsing(int output) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::array<std::string, 5> words{"avahi-browse", "--resolve", "--parsable", "--terminate",
                                     "_chatroom._udp"};
    std::array<char*, 6> arguments{};
    for (std::size_t index = 0; index < words.size(); ++index) {
        arguments[index] = words[index].data();
    }
    pid_t process = -1;
    const int error =
        ::posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    return error == 0 ? process : -1;
}

} // namespace

bool is_room_here(std::uint16_t port, milliseconds patience) {
    const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM, 0));
    sockaddr_in room{};
    room.sin_family = AF_INET;
    room.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    room.sin_port = htons(port);
    if (socket.get() < 0 ||
        ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&room), sizeof room) < 0) {
        return false;
    }
    const auto hello = sealed::encode(sealed::Hello{.client_index = 1});
    if (::send(socket.get(), hello.data(), hello.size(), 0) < 0 ||
        !await_readable(socket.get(), steady_clock::now() + patience)) {
        return false;
    }
    std::array<char, 64> answer{};
    const auto size = ::recv(socket.get(), answer.data(), answer.size(), 0);
    return size > 0 && std::holds_alternative<sealed::CookieReply>(
                           sealed::decode({answer.data(), static_cast<std::size_t>(size)}));
}

FoundRooms browse_lan(milliseconds patience) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe(ends.data()) < 0) {
        return {};
    }
    const FileDescriptor reading(ends[0]);
    FileDescriptor writing(ends[1]);
    ::fcntl(reading.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(writing.get(), F_SETFD, FD_CLOEXEC);
    const auto process = start_browsing(writing.get());
    writing = FileDescriptor();
    if (process < 0) {
        return {};
    }
    const auto until = steady_clock::now() + patience;
    std::string output;
    std::array<char, 4096> buffer{};
    while (output.size() < max_output_bytes && await_readable(reading.get(), until)) {
        const auto size = ::read(reading.get(), buffer.data(), buffer.size());
        if (size <= 0) {
            break;
        }
        output.append(buffer.data(), static_cast<std::size_t>(size));
    }
    ::kill(process, SIGTERM); // It may still wait for somebody who does not answer.
    while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
    }
    return found_rooms(output);
}

} // namespace chatroom
