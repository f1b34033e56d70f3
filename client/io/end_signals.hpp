// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"

#include <array>
#include <csignal>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace chatroom {

/// The signals that ask the program to end. They are seen not only where the loop waits for them,
/// but also by whoever has to wait within a turn. There is one of these at a time.
class EndSignals {
public:
    static constexpr std::array numbers{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

    /// Takes the signals from now on.
    explicit EndSignals(boost::asio::io_context& io);

    /// What has come comes once more, as it was taken before, if none was ever seen.
    ~EndSignals();
    EndSignals(const EndSignals&) = delete;
    EndSignals& operator=(const EndSignals&) = delete;

    /// Calls back with each, from the loop.
    void wait(std::function<void(int signal)> on_signal);

    /// Can be read while a signal has come that the loop has not seen; -1 if nobody takes them.
    static int descriptor();

    /// Whether that is so now.
    static bool has_come();

private:
    void await_signal();

    boost::asio::posix::stream_descriptor reading_;
    FileDescriptor writing_;
    std::array<struct sigaction, numbers.size()> before_{};
    std::function<void(int signal)> on_signal_;
    bool was_seen_ = false;
};

} // namespace chatroom
