// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/temporary_directory.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace chatroom {

inline void expect_success(int result, const char* what) {
    if (result < 0) {
        throw std::system_error(errno, std::generic_category(), what);
    }
}

/// A real Unix socket on which a function plays the daemon, one connection at a time.
class StubDaemon {
public:
    /// Gets the connection's descriptor; the connection ends when the function returns.
    using Behaviour = std::function<void(int descriptor)>;

    explicit StubDaemon(Behaviour behaviour, int backlog = 1)
        : listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        expect_success(listener_, "socket");
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto bytes = socket().native();
        std::copy(bytes.begin(), bytes.end(), address.sun_path);
        expect_success(
            ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
        expect_success(::listen(listener_, backlog), "listen");
        if (behaviour) {
            thread_ = std::jthread([this, behaviour = std::move(behaviour)] {
                for (;;) {
                    const int connection = ::accept(listener_, nullptr, nullptr);
                    if (connection < 0) { // It is the end.
                        break;
                    }
                    behaviour(connection);
                    ::close(connection);
                }
            });
        }
    }
    ~StubDaemon() {
        ::shutdown(listener_, SHUT_RDWR); // Wakes accept().
        if (thread_.joinable()) {
            thread_.join();
        }
        ::close(listener_);
    }
    StubDaemon(const StubDaemon&) = delete;
    StubDaemon& operator=(const StubDaemon&) = delete;

    std::filesystem::path socket() const { return directory_.path() / "control.sock"; }
    const std::filesystem::path& directory() const { return directory_.path(); }

private:
    TemporaryDirectory directory_;
    int listener_;
    std::jthread thread_;
};

/// What the client sends, up to the line break or the end.
inline std::string receive_request(int descriptor) {
    std::string line;
    char byte = 0;
    while (::recv(descriptor, &byte, 1, 0) == 1 && byte != '\n') {
        line += byte;
    }
    return line;
}

inline void send_bytes(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            return; // The client has gone; its side of the test says whether that is right.
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

/// Plays a daemon that answers any request with this line.
inline StubDaemon::Behaviour answers(std::string reply) {
    return [reply = std::move(reply) + '\n'](int descriptor) {
        receive_request(descriptor);
        send_bytes(descriptor, reply);
    };
}

/// Plays a daemon that answers the first request with the first line, and so on.
inline StubDaemon::Behaviour answers_in_turn(std::vector<std::string> replies) {
    return [replies = std::move(replies), next = std::size_t{0}](int descriptor) mutable {
        receive_request(descriptor);
        send_bytes(descriptor, replies.at(next++) + '\n');
    };
}

/// Plays a daemon of version 0.0.9, which knows nothing but ping.
inline StubDaemon::Behaviour old_daemon(std::vector<std::string>* requests = nullptr) {
    return [requests](int descriptor) {
        const auto request = receive_request(descriptor);
        if (requests != nullptr) {
            requests->push_back(request);
        }
        const bool is_ping = request.find(R"("method":"ping")") != std::string::npos;
        send_bytes(descriptor, std::string(R"({"jsonrpc":"2.0","id":1,)") +
                                   (is_ping ? R"("result":{"version":"0.0.9"}})"
                                            : R"("error":{"code":-32601,)"
                                              R"("message":"no such method"}})") +
                                   '\n');
    };
}

/// Plays a daemon that reads all and never answers, until the client gives up.
inline void never_answers(int descriptor) {
    char buffer[1024];
    while (::recv(descriptor, buffer, sizeof buffer, 0) > 0) {
    }
}

} // namespace chatroom
