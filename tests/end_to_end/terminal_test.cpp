// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"
#include "tests/end_to_end/terminal_output.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chatroom::end_to_end {
namespace {

/// A chatroomd that somebody started by hand in a terminal.
class DaemonInTerminal {
public:
    DaemonInTerminal() {
        pid_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
        if (pid_ == 0) {
            ::setenv("TERM", "xterm", 1); // One that has colours.
            const auto socket = folder_.path() / "control.sock";
            ::execl(daemon_program, daemon_program, "--listen", "127.0.0.1:0", "--state",
                    folder_.path().c_str(), "--socket", socket.c_str(), nullptr);
            ::_exit(127);
        }
    }
    ~DaemonInTerminal() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            wait();
        }
    }
    DaemonInTerminal(const DaemonInTerminal&) = delete;
    DaemonInTerminal& operator=(const DaemonInTerminal&) = delete;

    /// Reads what the terminal shows until the words are there.
    void wait_for(std::string_view words) { wait_for_words(terminal_, shown_, words); }

    void signal(int number) const { ::kill(pid_, number); }

    void close_terminal() { ::close(terminal_); }

    int wait() {
        int status = 0;
        ::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    TemporaryDirectory folder_;
    std::string shown_;
    int terminal_ = -1;
    pid_t pid_ = -1;
};

// In a terminal the log is coloured, and closing the terminal ends the room that was opened in it.
TEST(Terminal, ClosingItEndsTheRoom) {
    DaemonInTerminal daemon;
    daemon.wait_for("\x1b[32minfo\x1b[m listening on udp 127.0.0.1:");
    daemon.close_terminal();
    EXPECT_EQ(daemon.wait(), 0);
}

// As long as the terminal is there, SIGHUP means to read the configuration again.
TEST(Terminal, SighupAloneReloads) {
    DaemonInTerminal daemon;
    daemon.wait_for("listening on udp");
    daemon.signal(SIGHUP);
    daemon.wait_for("configuration reloaded");
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(), 0);
}

} // namespace
} // namespace chatroom::end_to_end
