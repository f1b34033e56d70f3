// SPDX-License-Identifier: GPL-3.0-or-later
// Waiting for standard input on Linux.
#include "client/io/standard_input.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <sys/epoll.h>
#include <unistd.h>

namespace chatroom {

class StandardInput::Watcher {
public:
    explicit Watcher(boost::asio::io_context& io) : descriptor_(io) {
        const int watcher = ::epoll_create1(EPOLL_CLOEXEC);
        if (watcher < 0) {
            throw std::system_error(errno, std::generic_category(), "epoll_create1");
        }
        descriptor_.assign(watcher);
        epoll_event event{};
        event.events = EPOLLIN;
        if (::epoll_ctl(watcher, EPOLL_CTL_ADD, STDIN_FILENO, &event) < 0) {
            if (errno != EPERM) {
                throw std::system_error(errno, std::generic_category(), "epoll_ctl");
            }
            is_always_readable_ = true;
        }
    }

    void wait(std::function<void()> on_readable) {
        if (is_always_readable_) {
            boost::asio::post(descriptor_.get_executor(), std::move(on_readable));
            return;
        }
        descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                               [on_readable = std::move(on_readable)](const auto& error) {
                                   if (!error) {
                                       on_readable();
                                   }
                               });
    }

private:
    boost::asio::posix::stream_descriptor descriptor_;
    /// epoll refuses what is always readable: a regular file, /dev/null.
    bool is_always_readable_ = false;
};

StandardInput::StandardInput(boost::asio::io_context& io)
    : watcher_(std::make_unique<Watcher>(io)) {}

StandardInput::~StandardInput() = default;

void StandardInput::wait(std::function<void()> on_readable) {
    watcher_->wait(std::move(on_readable));
}

} // namespace chatroom
