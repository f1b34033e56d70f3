// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/child_process.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chatroom::end_to_end {
namespace {

struct Pipe {
    int read_end = -1;
    int write_end = -1;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error(errno, std::generic_category(), "pipe2");
    }
    return {ends[0], ends[1]};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

/// The test's own environment without what a service manager or a session would tell a daemon, and
/// with the additions in place of what has their names.
std::vector<std::string> environment_with(const std::vector<std::string>& additions) {
    std::vector<std::string> result;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        const std::string_view name = text.substr(0, text.find('='));
        const bool is_replaced =
            std::any_of(additions.begin(), additions.end(), [&](std::string_view addition) {
                return addition.substr(0, addition.find('=')) == name;
            });
        if (!is_replaced && name != "NOTIFY_SOCKET" && name != "JOURNAL_STREAM" &&
            name != "INVOCATION_ID" && name != "CHATROOM_SOCKET" && name != "STATE_DIRECTORY" &&
            name != "RUNTIME_DIRECTORY") {
            result.emplace_back(text);
        }
    }
    result.insert(result.end(), additions.begin(), additions.end());
    return result;
}

} // namespace

Collected::~Collected() {
    if (reader_.joinable()) {
        reader_.join();
    }
}

void Collected::read_from(int descriptor) {
    ended_ = false;
    reader_ = std::thread([this, descriptor] {
        std::array<char, 4096> buffer{};
        ssize_t count = 0;
        while ((count = ::read(descriptor, buffer.data(), buffer.size())) > 0) {
            const std::lock_guard lock(mutex_);
            text_.append(buffer.data(), static_cast<std::size_t>(count));
            changed_.notify_all();
        }
        ::close(descriptor);
        const std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    });
}

std::string Collected::text() const {
    const std::lock_guard lock(mutex_);
    return text_;
}

std::string Collected::wait_for_line(std::string_view words, std::size_t from) const {
    std::unique_lock lock(mutex_);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::size_t begin = from;
    for (;;) {
        for (std::size_t end = text_.find('\n', begin); end != std::string::npos;
             end = text_.find('\n', begin)) {
            const std::string line = text_.substr(begin, end - begin);
            if (line.find(words) != std::string::npos) {
                return line;
            }
            begin = end + 1;
        }
        if (ended_ || changed_.wait_until(lock, deadline) == std::cv_status::timeout) {
            throw std::runtime_error("no line with \"" + std::string(words) + "\" came, but:\n" +
                                     text_.substr(std::min(from, text_.size())));
        }
    }
}

std::string Collected::wait_for_end() const {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [this] { return ended_; })) {
        throw std::runtime_error("a program did not close its output, after:\n" + text_);
    }
    return text_;
}

ChildProcess::ChildProcess(const std::vector<std::string>& arguments,
                           const std::vector<std::string>& environment) {
    ::signal(SIGPIPE, SIG_IGN); // Writing to a program that has ended is an error, not the end.
    const Pipe input = make_pipe();
    const Pipe output = make_pipe();
    const Pipe errors = make_pipe();
    std::vector<std::string> argument_texts = arguments;
    std::vector<std::string> environment_texts = environment_with(environment);
    const std::vector<char*> argv = pointers(argument_texts);
    const std::vector<char*> envp = pointers(environment_texts);
    pid_ = ::fork();
    if (pid_ < 0) {
        throw std::system_error(errno, std::generic_category(), "fork");
    }
    if (pid_ == 0) { // Only calls that are safe between fork and exec from here on.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::signal(SIGPIPE, SIG_DFL);
        ::dup2(input.read_end, STDIN_FILENO);
        ::dup2(output.write_end, STDOUT_FILENO);
        ::dup2(errors.write_end, STDERR_FILENO);
        ::execve(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    ::close(input.read_end);
    ::close(output.write_end);
    ::close(errors.write_end);
    input_ = input.write_end;
    output_.read_from(output.read_end);
    errors_.read_from(errors.read_end);
}

ChildProcess::~ChildProcess() {
    close_input();
    if (!status_) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
}

void ChildProcess::write(std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(input_, text.data(), text.size());
        if (count < 0) {
            throw std::system_error(errno, std::generic_category(), "writing to a program");
        }
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

void ChildProcess::close_input() {
    if (input_ >= 0) {
        ::close(input_);
        input_ = -1;
    }
}

void ChildProcess::signal(int number) const {
    if (::kill(pid_, number) != 0) {
        throw std::system_error(errno, std::generic_category(), "kill");
    }
}

int ChildProcess::wait() {
    if (status_) {
        return *status_;
    }
    // The function pidfd_open() of glibc 2.36 is not declared for C++.
    const auto descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    if (descriptor < 0) {
        throw std::system_error(errno, std::generic_category(), "pidfd_open");
    }
    pollfd ended{descriptor, POLLIN, 0};
    const int count =
        ::poll(&ended, 1, static_cast<int>(std::chrono::milliseconds(patience).count()));
    ::close(descriptor);
    if (count != 1) {
        throw std::runtime_error("a program did not end; it said:\n" + errors_.text());
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return *status_;
}

bool ChildProcess::running() const {
    siginfo_t info{};
    return !status_ &&
           ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
}

} // namespace chatroom::end_to_end
