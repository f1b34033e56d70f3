// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/standard_input.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <boost/asio/post.hpp>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace chatroom {

StandardInput::StandardInput(boost::asio::io_context& io) : watcher_(io) {
    const int watcher = ::epoll_create1(EPOLL_CLOEXEC);
    if (watcher < 0) {
        throw std::system_error(errno, std::generic_category(), "epoll_create1");
    }
    watcher_.assign(watcher);
    epoll_event event{};
    event.events = EPOLLIN;
    if (::epoll_ctl(watcher, EPOLL_CTL_ADD, STDIN_FILENO, &event) < 0) {
        if (errno != EPERM) {
            throw std::system_error(errno, std::generic_category(), "epoll_ctl");
        }
        is_always_readable_ = true;
    }
}

void StandardInput::wait(std::function<void()> on_readable) {
    if (is_always_readable_) {
        boost::asio::post(watcher_.get_executor(), std::move(on_readable));
        return;
    }
    watcher_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [on_readable = std::move(on_readable)](const auto& error) {
                            if (!error) {
                                on_readable();
                            }
                        });
}

bool StandardInput::is_readable() {
    pollfd readable{STDIN_FILENO, POLLIN, 0};
    return ::poll(&readable, 1, 0) == 1;
}

} // namespace chatroom
