// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

namespace chatroom {

/// Waits for standard input. Asio makes every descriptor that it waits for non-blocking, and other
/// programs share this one (the shell that comes after us, our own output), so Asio is not given
/// it: Linux watches it with an epoll descriptor, other systems with a thread of their own.
class StandardInput {
public:
    explicit StandardInput(boost::asio::io_context& io);
    ~StandardInput();
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;

    /// Calls back once, later, when a read will not block: there is input, its end or an error.
    void wait(std::function<void()> on_readable);

    /// Whether a read will not block now.
    static bool is_readable();

private:
    class Watcher;

    std::unique_ptr<Watcher> watcher_;
};

} // namespace chatroom
