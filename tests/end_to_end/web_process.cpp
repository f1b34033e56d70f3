// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/web_process.hpp"

#include <array>
#include <csignal>
#include <random>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace chatroom::end_to_end {

namespace {

constexpr int text_opcode = 1;
constexpr int close_opcode = 8;
constexpr std::array<char, 4> frame_mask{0x15, 0x2b, 0x37, 0x4d};

std::string random_digits(std::size_t count) {
    constexpr std::string_view all = "0123456789abcdef";
    std::random_device random;
    std::string result;
    while (result.size() < count) {
        result += all[random() % all.size()];
    }
    return result;
}

/// The number in the bytes, the first of which counts most.
std::size_t number_in(std::string_view bytes) {
    std::size_t number = 0;
    for (const char byte : bytes) {
        number = number << 8 | static_cast<unsigned char>(byte);
    }
    return number;
}

std::vector<std::string> command_line(const std::string& room,
                                      const std::vector<std::string>& more) {
    std::vector<std::string> all{CHATROOM_WEB_PATH, "--listen", "127.0.0.1:0", "--room", room};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

} // namespace

WebProcess::WebProcess(const std::string& room, const std::vector<std::string>& more)
    : process_(command_line(room, more)) {
    constexpr std::string_view ready = "listening on ";
    const auto line = process_.errors().wait_for_line(ready);
    const auto address = line.substr(line.find(ready) + ready.size());
    endpoint_ = endpoint_from(address.substr(0, address.find(' ')));
}

int WebProcess::terminate() {
    process_.signal(SIGTERM);
    return process_.wait();
}

RawPage::RawPage(const Endpoint& service, std::string secret)
    : service_(service), secret_(secret.empty() ? random_digits(64) : std::move(secret)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval time{.tv_sec = patience.count(), .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(service.port);
    ::inet_pton(AF_INET, service.host.c_str(), &address.sin_addr);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        throw std::runtime_error("the service takes no connection");
    }
}

RawPage::~RawPage() {
    ::close(socket_);
}

void RawPage::send_raw(std::string_view bytes) const {
    if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size())) {
        throw std::runtime_error("the service has closed the connection");
    }
}

void RawPage::upgrade() {
    const auto host = to_string(service_);
    send_raw("GET /room HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
             "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: a2tra2tra2tra2tra2traw==\r\n\r\n");
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
        head += take(1);
    }
    if (!head.starts_with("HTTP/1.1 101 ")) {
        throw std::runtime_error("the service wants no WebSocket: " + head);
    }
}

void RawPage::send(const nlohmann::json& message) const {
    auto payload = message.dump();
    std::string frame(1, static_cast<char>(0x80 | text_opcode));
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80 | payload.size());
    } else {
        frame += static_cast<char>(0x80 | 126);
        frame += static_cast<char>(payload.size() >> 8);
        frame += static_cast<char>(payload.size());
    }
    frame.append(frame_mask.begin(), frame_mask.end());
    for (std::size_t i = 0; i < payload.size(); ++i) {
        payload[i] = static_cast<char>(payload[i] ^ frame_mask.at(i % frame_mask.size()));
    }
    send_raw(frame + payload);
}

void RawPage::come_in(std::string_view name, std::optional<std::string> passphrase) {
    upgrade();
    nlohmann::json hello{{"t", "hello"}, {"v", 1},       {"secret", secret_},
                         {"have", 0},    {"name", name}, {"tab", random_digits(16)}};
    if (passphrase) {
        hello["passphrase"] = *passphrase;
    }
    send(hello);
}

nlohmann::json RawPage::receive(std::string_view kind) {
    for (;;) {
        const auto frame = next_frame();
        if (frame.opcode == close_opcode) {
            throw std::runtime_error("the service closes: " + frame.payload.substr(2));
        }
        if (frame.opcode != text_opcode) {
            continue;
        }
        const auto value = nlohmann::json::parse(frame.payload);
        for (const auto& one : value.value("l", nlohmann::json::array({value}))) {
            if (one.at("t") == kind) {
                return one;
            }
        }
    }
}

int RawPage::close_code() {
    for (;;) {
        const auto frame = next_frame();
        if (frame.opcode == close_opcode) {
            return static_cast<int>(number_in(frame.payload.substr(0, 2)));
        }
    }
}

std::string RawPage::take(std::size_t count) {
    while (buffer_.size() < count) {
        std::array<char, 4096> part{};
        const auto size = ::recv(socket_, part.data(), part.size(), 0);
        if (size <= 0) {
            throw std::runtime_error("nothing more comes from the service");
        }
        buffer_.append(part.data(), static_cast<std::size_t>(size));
    }
    auto result = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return result;
}

RawPage::Frame RawPage::next_frame() {
    const auto head = take(2);
    Frame frame{.opcode = head[0] & 0x0f, .payload = {}};
    auto size = number_in(head.substr(1));
    if (size >= 126) {
        size = number_in(take(size == 126 ? 2 : 8));
    }
    frame.payload = take(size);
    return frame;
}

} // namespace chatroom::end_to_end
