// SPDX-License-Identifier: GPL-3.0-or-later
// Waiting for standard input where there is no epoll: a thread does it, with poll() alone.
#include "base/file_descriptor.hpp"
#include "client/io/standard_input.hpp"

#include <array>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace chatroom {

class StandardInput::Watcher {
public:
    explicit Watcher(boost::asio::io_context& io) : io_(io) {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) < 0) {
            throw std::system_error(errno, std::generic_category(), "pipe");
        }
        end_reading_ = FileDescriptor(ends[0]);
        end_writing_ = FileDescriptor(ends[1]);
        ::fcntl(end_reading_.get(), F_SETFD, FD_CLOEXEC);
        ::fcntl(end_writing_.get(), F_SETFD, FD_CLOEXEC);
        thread_ = std::thread([this] { run(); });
    }

    ~Watcher() {
        {
            const std::lock_guard lock(mutex_);
            is_over_ = true;
        }
        is_asked_.notify_one();
        end_writing_ = FileDescriptor(); // Which the thread sees if it waits for input.
        thread_.join();
    }
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    void wait(std::function<void()> on_readable) {
        {
            const std::lock_guard lock(mutex_);
            // While somebody waits there is something to run for.
            asked_ = [on_readable = std::move(on_readable),
                      work = boost::asio::make_work_guard(io_)] { on_readable(); };
        }
        is_asked_.notify_one();
    }

private:
    /// Empty at the end.
    std::function<void()> next() {
        std::unique_lock lock(mutex_);
        is_asked_.wait(lock, [this] { return is_over_ || asked_; });
        return is_over_ ? nullptr : std::exchange(asked_, nullptr);
    }

    void run() {
        while (auto asked = next()) {
            std::array<pollfd, 2> watched{pollfd{STDIN_FILENO, POLLIN, 0},
                                          pollfd{end_reading_.get(), POLLIN, 0}};
            while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
            }
            if (watched[1].revents != 0) {
                return;
            }
            boost::asio::post(io_, std::move(asked));
        }
    }

    boost::asio::io_context& io_;
    FileDescriptor end_reading_;
    FileDescriptor end_writing_;
    std::mutex mutex_;
    std::condition_variable is_asked_;
    std::function<void()> asked_;
    bool is_over_ = false;
    std::thread thread_;
};

StandardInput::StandardInput(boost::asio::io_context& io)
    : watcher_(std::make_unique<Watcher>(io)) {}

StandardInput::~StandardInput() = default;

void StandardInput::wait(std::function<void()> on_readable) {
    watcher_->wait(std::move(on_readable));
}

} // namespace chatroom
