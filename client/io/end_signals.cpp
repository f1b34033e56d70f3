// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/end_signals.hpp"

#include <cassert>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace chatroom {

namespace {

// A signal handler can be told nothing, so what it needs is here.
volatile std::sig_atomic_t reading_end = -1;
volatile std::sig_atomic_t writing_end = -1;

extern "C" void note_end_signal(int signal) {
    const int error = errno;
    const auto number = static_cast<char>(signal);
    // A pipe that is full says enough.
    [[maybe_unused]] const auto written = ::write(writing_end, &number, 1);
    errno = error;
}

} // namespace

EndSignals::EndSignals(boost::asio::io_context& io) : reading_(io) {
    assert(reading_end == -1);
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) < 0) {
        throw std::system_error(errno, std::generic_category(), "pipe");
    }
    reading_.assign(ends[0]);
    writing_ = FileDescriptor(ends[1]);
    for (const int end : ends) {
        ::fcntl(end, F_SETFL, O_NONBLOCK);
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    reading_end = ends[0];
    writing_end = ends[1];
    struct sigaction action {};
    action.sa_handler = note_end_signal; // Without SA_RESTART: whoever waits is to look again.
    for (std::size_t index = 0; index < numbers.size(); ++index) {
        ::sigaction(numbers[index], &action, &before_[index]);
    }
}

EndSignals::~EndSignals() {
    for (std::size_t index = 0; index < numbers.size(); ++index) {
        ::sigaction(numbers[index], &before_[index], nullptr);
    }
    reading_end = -1;
    writing_end = -1;
    // Whoever is ending because of one needs no other; else nobody has heard of it.
    char number = 0;
    if (!was_seen_ && ::read(reading_.native_handle(), &number, 1) == 1) {
        std::raise(number);
    }
}

int EndSignals::descriptor() {
    return reading_end;
}

bool EndSignals::has_come() {
    pollfd readable{descriptor(), POLLIN, 0};
    return ::poll(&readable, 1, 0) > 0;
}

void EndSignals::wait(std::function<void(int signal)> on_signal) {
    on_signal_ = std::move(on_signal);
    await_signal();
}

void EndSignals::await_signal() {
    reading_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [this](const auto& error) {
                            if (error) {
                                return;
                            }
                            char number = 0;
                            while (::read(reading_.native_handle(), &number, 1) == 1) {
                                was_seen_ = true;
                                on_signal_(number);
                            }
                            await_signal();
                        });
}

} // namespace chatroom
