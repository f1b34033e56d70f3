// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/plain_terminal.hpp"

#include <array>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>
#include <unistd.h>

namespace chatroom {

void PlainTerminal::ask(const Question&, OnLine on_line) {
    assert(!on_line_);
    on_line_ = std::move(on_line);
    if (auto line = lines_.next()) {
        boost::asio::post(io_, [this, line = std::move(line)] { answer(line); });
    } else {
        input_.wait([this] { read(); });
    }
}

void PlainTerminal::read() {
    // Small, so that no more than this is ever read before it can be sent.
    std::array<char, 4096> buffer;
    const auto size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size > 0) {
        lines_.append({buffer.data(), static_cast<std::size_t>(size)});
    } else if (size == 0 || (errno != EINTR && errno != EAGAIN)) {
        // A last line without an end is a line; the end of input follows the next question.
        answer(lines_.last());
        return;
    }
    if (auto line = lines_.next()) {
        answer(line);
    } else {
        input_.wait([this] { read(); });
    }
}

void PlainTerminal::answer(const std::optional<std::string>& line) {
    std::exchange(on_line_, nullptr)(line);
}

bool PlainTerminal::show(std::span<const Shown> shown, std::span<const Marked>) {
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    bool is_shown = true;
    for (const auto& line : output_.lines(shown, now)) {
        auto& writer = line.is_event ? events_ : words_;
        is_shown = writer.write(line.text + "\n") && is_shown;
    }
    return is_shown;
}

void PlainTerminal::hurry() {
    events_.hurry();
    words_.hurry();
}

} // namespace chatroom
