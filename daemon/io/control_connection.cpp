// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/control_connection.hpp"

#include "protocol/control_json.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <poll.h>

namespace chatroom {

using boost::system::error_code;

namespace {

std::string limit_reached(std::string message) {
    return control::encode_reply(
        control::null_id,
        Unexpected(control::Error{control::ErrorCode::limit_reached, std::move(message)}));
}

} // namespace

ControlConnection::ControlConnection(Socket socket, Handlers handlers, Limits limits)
    : socket_(std::move(socket)), peer_(peer_of(socket_.native_handle())),
      handlers_(std::move(handlers)), limits_(limits), idle_timer_(socket_.get_executor()) {}

void ControlConnection::start() {
    read();
}

void ControlConnection::answer(std::string line) {
    if (line.size() > limits_.output_bytes) {
        answer_and_close(limit_reached("the answer is too long"));
        return;
    }
    write(std::move(line), false);
}

void ControlConnection::skip_answer() {
    read();
}

void ControlConnection::begin_telling(std::string lines) {
    if (lines.size() > limits_.output_bytes) {
        answer_and_close(limit_reached("the answer is too long"));
        return;
    }
    if (closed_) {
        return;
    }
    is_telling_ = true;
    waiting_ = std::move(lines) + "\n";
    write_told();
    wait_for_end();
}

void ControlConnection::tell(std::string_view line) {
    if (closed_ || !is_telling_ || fell_behind_) {
        return;
    }
    if (waiting_.size() + line.size() >= limits_.waiting_bytes) {
        fell_behind_ = true;
        waiting_ = limit_reached("what happens was not read fast enough; begin again") + "\n";
    } else {
        waiting_.append(line).push_back('\n');
    }
    if (!writing_) {
        write_told();
    }
}

/// Writes what waits; meanwhile other lines may come.
void ControlConnection::write_told() {
    restart_idle_timer(); // For whoever does not read.
    writing_ = true;
    output_ = std::exchange(waiting_, {});
    boost::asio::async_write(
        socket_, boost::asio::buffer(output_),
        [self = shared_from_this(), is_last = fell_behind_](const error_code& error, std::size_t) {
            self->writing_ = false;
            if (error || is_last) {
                self->close();
            } else if (!self->waiting_.empty()) {
                self->write_told();
            } else {
                self->idle_timer_.cancel();
            }
        });
}

/// Nothing is read any more, so the end of the peer has to be looked for. One that has only
/// finished sending goes on listening.
void ControlConnection::wait_for_end() {
    socket_.async_wait(Socket::wait_error, [self = weak_from_this()](const error_code& error) {
        if (const auto connection = self.lock(); connection && !error) {
            connection->close();
        }
    });
    // It may have gone before.
    pollfd descriptor{.fd = socket_.native_handle(), .events = 0, .revents = 0};
    if (::poll(&descriptor, 1, 0) > 0 && (descriptor.revents & POLLHUP) != 0) {
        close();
    }
}

void ControlConnection::answer_and_close(std::string line) {
    write(std::move(line), true);
}

void ControlConnection::close() {
    if (std::exchange(closed_, true)) {
        return;
    }
    error_code ignored; // There is nobody left to tell.
    idle_timer_.cancel();
    socket_.close(ignored);
    handlers_.closed(*this);
}

void ControlConnection::read() {
    restart_idle_timer();
    if (input_.find('\n') == std::string::npos) {
        await_more();
        return;
    }
    // Not at once: whoever answers in the handler would call itself.
    boost::asio::post(socket_.get_executor(), [self = shared_from_this()] { self->take_line(); });
}

void ControlConnection::await_more() {
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const error_code& error) {
        if (self->closed_ || self->writing_) {
            return; // It is over, or about to be: the peer is being told so.
        }
        if (error) {
            self->close();
            return;
        }
        self->receive();
    });
}

void ControlConnection::receive() {
    std::array<char, 16 * 1024> buffer;
    const auto count = read_with_descriptor(socket_.native_handle(), buffer, descriptor_);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        await_more();
        return;
    }
    if (count <= 0) {
        close();
        return;
    }
    input_.append(buffer.data(), static_cast<std::size_t>(count));
    const auto length = std::min(input_.find('\n'), input_.size());
    if (length > control::max_line_bytes) {
        answer_and_close(limit_reached("the line is too long: at most 64 KiB"));
    } else if (length < input_.size()) {
        take_line();
    } else {
        await_more();
    }
}

/// The answer may take its time, which is not the peer's.
void ControlConnection::take_line() {
    if (closed_ || writing_) {
        return;
    }
    idle_timer_.cancel();
    const auto length = input_.find('\n');
    const auto line = input_.substr(0, length);
    input_.erase(0, length + 1);
    handlers_.line(*this, line);
}

void ControlConnection::write(std::string line, bool then_close) {
    if (closed_) {
        return;
    }
    restart_idle_timer();
    writing_ = true;
    output_ = std::move(line) + "\n";
    boost::asio::async_write(
        socket_, boost::asio::buffer(output_),
        [self = shared_from_this(), then_close](const error_code& error, std::size_t) {
            self->writing_ = false;
            if (error || then_close) {
                self->close();
            } else {
                self->read();
            }
        });
}

void ControlConnection::idle_for_too_long() {
    if (idle_timer_.expiry() > std::chrono::steady_clock::now() || (is_telling_ && !writing_)) {
        return; // Something came, or was written, while this was on its way.
    }
    if (writing_) {
        close(); // The peer does not read, so it cannot be told.
    } else {
        answer_and_close(limit_reached("nothing was asked for too long"));
    }
}

void ControlConnection::restart_idle_timer() {
    idle_timer_.expires_after(limits_.idle);
    idle_timer_.async_wait([self = weak_from_this()](const error_code& error) {
        if (const auto connection = self.lock(); connection && !error) {
            connection->idle_for_too_long();
        }
    });
}

} // namespace chatroom
