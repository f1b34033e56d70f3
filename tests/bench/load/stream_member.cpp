// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/stream_member.hpp"

#include "tests/bench/load/line.hpp"

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace chatroom::bench {

namespace {

/// When a full socket is tried again.
constexpr std::chrono::milliseconds retry_interval{1};

constexpr std::size_t max_piece_bytes = 65536;

FileDescriptor open_socket() {
    return FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

StreamMember::StreamMember(const Settings& settings, std::size_t number, Tally& tally,
                           Traffic& traffic)
    : number_(number), server_(server_of(settings, number)), socket_(open_socket()), tally_(tally),
      traffic_(traffic) {
    const int yes = 1;
    if (socket_.get() < 0 ||
        ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0) {
        fail("cannot open a TCP socket");
    }
}

void StreamMember::enter(TimePoint /*now*/) {
    if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&server_), sizeof server_) !=
        0) {
        fail("cannot connect");
    }
    greet();
}

void StreamMember::receive(TimePoint now) {
    static std::array<char, max_piece_bytes> buffer;
    const auto count = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOTCONN)) {
        return;
    }
    if (count <= 0) {
        throw std::runtime_error("the server has closed the connection of " + name() + ": " +
                                 begun_);
    }
    ++traffic_.datagrams;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
    if (begun_.empty()) {
        begun_ = bytes.substr(take(bytes, now));
    } else {
        begun_ += bytes;
        begun_.erase(0, take(begun_, now));
    }
}

void StreamMember::settle(TimePoint now) {
    send_again_at_.reset();
    if (unsent_.empty()) {
        return;
    }
    const auto count =
        ::send(socket_.get(), unsent_.data(), unsent_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
        fail("cannot send to the server");
    }
    unsent_.erase(0, count > 0 ? static_cast<std::size_t>(count) : 0);
    if (!unsent_.empty()) {
        send_again_at_ = now + retry_interval;
    }
}

void StreamMember::hear(std::string_view text, TimePoint now) {
    if (const auto line = parse_line(text)) {
        tally_.deliver(number_, *line, now);
    }
}

} // namespace chatroom::bench
