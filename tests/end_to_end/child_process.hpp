// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace chatroom::end_to_end {

/// How long anything may take before it counts as failed; only a failure ever waits so long.
inline constexpr std::chrono::seconds patience{20};

/// Everything one pipe has delivered so far. Reading never stops, so that the program at the other
/// end never waits for the test.
class Collected {
public:
    Collected() = default;
    ~Collected();
    Collected(const Collected&) = delete;
    Collected& operator=(const Collected&) = delete;

    /// Reads the descriptor, which it then owns, until its end.
    void read_from(int descriptor);

    /// What has arrived so far.
    std::string text() const;

    /// The first whole line that contains the words and begins at or after the offset, without its
    /// line break; throws after `patience`, or at the end of the stream, if there is none.
    std::string wait_for_line(std::string_view words, std::size_t from = 0) const;

    /// Everything, once the other end has closed the pipe; throws after `patience`.
    std::string wait_for_end() const;

private:
    std::string text_;
    bool ended_ = true;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::thread reader_;
};

/// A program that was started by a test and dies with it.
class ChildProcess {
public:
    /// Starts arguments[0] with the variables added to the environment. Throws if it cannot.
    explicit ChildProcess(const std::vector<std::string>& arguments,
                          const std::vector<std::string>& environment = {});
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    void write(std::string_view text);
    void close_input();
    void signal(int number) const;

    /// Its exit status, or minus the number of the signal that ended it; throws after `patience`.
    int wait();

    /// Whether it has not ended yet.
    bool running() const;

    pid_t pid() const { return pid_; }
    const Collected& output() const { return output_; }
    const Collected& errors() const { return errors_; }

private:
    pid_t pid_ = -1;
    int input_ = -1;
    std::optional<int> status_;
    Collected output_;
    Collected errors_;
};

} // namespace chatroom::end_to_end
