// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/client_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

namespace chatroom::testing_support {

namespace {

/// Reached only by a failure.
constexpr int patience_ms = 60'000;

int checked(int result, const char* what) {
    if (result < 0) {
        throw std::system_error(errno, std::generic_category(), what);
    }
    return result;
}

std::pair<int, int> make_pipe() {
    std::array<int, 2> ends{};
    checked(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
    return {ends[0], ends[1]};
}

} // namespace

void await_readable(int descriptor, std::string_view what) {
    pollfd readable{descriptor, POLLIN, 0};
    if (checked(::poll(&readable, 1, patience_ms), "poll") == 0) {
        throw std::runtime_error("this did not come: " + std::string(what));
    }
}

bool OutputReader::read_more(std::string_view what) {
    await_readable(descriptor_.get(), std::string(what) + " after \"" + bytes_ + "\"");
    std::array<char, 4096> buffer;
    const auto size = ::read(descriptor_.get(), buffer.data(), buffer.size());
    if (size > 0) {
        bytes_.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return size > 0;
}

std::string OutputReader::read_until(std::string_view text) {
    while (bytes_.find(text) == std::string::npos) {
        if (!read_more(text)) {
            throw std::runtime_error("the output ended before \"" + std::string(text) +
                                     "\" with \"" + bytes_ + "\"");
        }
    }
    const auto end = bytes_.find(text) + text.size();
    auto result = bytes_.substr(0, end);
    bytes_.erase(0, end);
    return result;
}

std::string OutputReader::read_to_end() {
    while (read_more("the end of the output")) {
    }
    return std::exchange(bytes_, {});
}

std::string OutputReader::read_some(std::string_view before) {
    if (bytes_.empty() && !read_more("more than " + std::string(before))) {
        throw std::runtime_error("the output ended with " + std::string(before));
    }
    return std::exchange(bytes_, {});
}

ClientProcess::~ClientProcess() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
}

void ClientProcess::type(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto written = ::write(input_.get(), bytes.data(), bytes.size());
        bytes.remove_prefix(static_cast<std::size_t>(checked(static_cast<int>(written), "write")));
    }
}

void ClientProcess::signal(int number) const {
    checked(::kill(process_, number), "kill");
}

int ClientProcess::wait() {
    const FileDescriptor ended(
        checked(static_cast<int>(::syscall(SYS_pidfd_open, process_, 0)), "pidfd_open"));
    await_readable(ended.get(), "the end of the program");
    int status = 0;
    ::waitpid(std::exchange(process_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void ClientProcess::execute(const Arguments& arguments, const Setting& setting) {
    ::setenv("LC_ALL", "C", 1); // Not UTF-8: the client has to see to that itself.
    if (setting.terminal.empty()) {
        ::unsetenv("TERM");
    } else {
        ::setenv("TERM", setting.terminal.c_str(), 1);
    }
    for (const char* variable : {"COLORTERM", "NO_COLOR"}) {
        ::unsetenv(variable);
    }
    ::setenv("INPUTRC", setting.inputrc.c_str(), 1);
    const bool has_home = !setting.data_home.empty();
    ::setenv("XDG_DATA_HOME", has_home ? setting.data_home.c_str() : "/dev/null/none", 1);
    std::vector<char*> pointers;
    std::string program = setting.program;
    pointers.push_back(program.data());
    for (const auto& argument : arguments) {
        pointers.push_back(const_cast<char*>(argument.c_str()));
    }
    pointers.push_back(nullptr);
    ::execv(program.c_str(), pointers.data());
    ::_exit(127);
}

PipedClient::PipedClient(const Arguments& arguments, int standard_input)
    : PipedClient(arguments, Setting{}, standard_input) {}

PipedClient::PipedClient(const Arguments& arguments, const Setting& setting, int standard_input) {
    const auto [input_read, input_write] = make_pipe();
    const auto [output_read, output_write] = make_pipe();
    const auto [error_read, error_write] = make_pipe();
    process_ = checked(::fork(), "fork");
    if (process_ == 0) {
        ::dup2(standard_input >= 0 ? standard_input : input_read, STDIN_FILENO);
        ::dup2(output_write, STDOUT_FILENO);
        ::dup2(error_write, STDERR_FILENO);
        execute(arguments, setting);
    }
    for (const int others : {input_read, output_write, error_write}) {
        ::close(others);
    }
    input_ = FileDescriptor(input_write);
    output.open(output_read);
    error.open(error_read);
}

TerminalClient::TerminalClient(const Arguments& arguments, const Setting& setting) {
    const winsize size{setting.rows, setting.columns, 0, 0};
    int master = -1;
    int terminal = -1;
    checked(::openpty(&master, &terminal, nullptr, nullptr, &size), "openpty");
    checked(::tcgetattr(terminal, &settings_before_), "tcgetattr");
    process_ = checked(::fork(), "fork");
    if (process_ == 0) {
        ::close(master);
        ::login_tty(terminal);
        execute(arguments, setting);
    }
    terminal_ = FileDescriptor(terminal);
    input_ = FileDescriptor(::fcntl(master, F_DUPFD_CLOEXEC, 0));
    screen.open(master);
}

void TerminalClient::resize(unsigned short columns) const {
    const winsize size{24, columns, 0, 0};
    checked(::ioctl(terminal_.get(), TIOCSWINSZ, &size), "TIOCSWINSZ");
}

void TerminalClient::await_unread_input() const {
    await_readable(terminal_.get(), "what was typed");
}

void TerminalClient::set_as_before() const {
    checked(::tcsetattr(terminal_.get(), TCSANOW, &settings_before_), "tcsetattr");
}

void TerminalClient::close_window() {
    input_ = FileDescriptor();
    screen.close();
}

bool TerminalClient::has_its_settings_back() const {
    termios now{};
    checked(::tcgetattr(terminal_.get(), &now), "tcgetattr");
    const auto& before = settings_before_;
    return now.c_iflag == before.c_iflag && now.c_oflag == before.c_oflag &&
           now.c_cflag == before.c_cflag && now.c_lflag == before.c_lflag &&
           std::equal(std::begin(now.c_cc), std::end(now.c_cc), std::begin(before.c_cc));
}

} // namespace chatroom::testing_support
