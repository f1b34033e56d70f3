// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace chatroom {

/// Waits for standard input. Asio makes every descriptor that it waits for non-blocking, and other
/// programs share this one (the shell that comes after us, our own output), so Asio is only given
/// an epoll descriptor that watches it.
class StandardInput {
public:
    explicit StandardInput(boost::asio::io_context& io);

    /// Calls back once, later, when a read will not block: there is input, its end or an error.
    void wait(std::function<void()> on_readable);

    /// Whether a read will not block now.
    static bool is_readable();

private:
    boost::asio::posix::stream_descriptor watcher_;
    /// epoll refuses what is always readable: a regular file, /dev/null.
    bool is_always_readable_ = false;
};

} // namespace chatroom
