// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/end_to_end/daemon_process.hpp"
#include "tests/end_to_end/terminal_output.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chatroom::end_to_end {

/// A client in whose terminal somebody types.
class ClientInTerminal {
public:
    /// Alice, with the files in the data directory.
    ClientInTerminal(const Endpoint& server, const std::filesystem::path& data) {
        const auto address = to_string(server);
        pid_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
        if (pid_ == 0) {
            ::setenv("TERM", "xterm", 1);
            ::setenv("NO_COLOR", "1", 1);
            ::setenv("LC_ALL", "C.UTF-8", 1);
            ::setenv("XDG_DATA_HOME", data.c_str(), 1);
            ::execl(client_program, client_program, address.c_str(), "--name", "Alice", nullptr);
            ::_exit(127);
        }
    }
    ~ClientInTerminal() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
        ::close(terminal_);
    }
    ClientInTerminal(const ClientInTerminal&) = delete;
    ClientInTerminal& operator=(const ClientInTerminal&) = delete;

    void await(std::string_view words) { wait_for_words(terminal_, shown_, words); }

    void type(std::string_view text) const {
        ASSERT_EQ(::write(terminal_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }

    pid_t pid() const { return pid_; }

    /// Awaits the end and returns the exit code.
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t pid_ = -1;
    int terminal_ = -1;
    std::string shown_;
};

} // namespace chatroom::end_to_end
