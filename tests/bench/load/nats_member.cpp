// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/stream_member.hpp"

#include <charconv>
#include <stdexcept>

namespace chatroom::bench {

namespace {

constexpr std::string_view subject = "bench";
constexpr std::string_view line_end = "\r\n";

/// The last word of "MSG SUBJECT ID BYTES".
std::size_t payload_bytes(std::string_view line) {
    const auto word = line.substr(line.rfind(' ') + 1);
    std::size_t bytes = 0;
    const auto [end, error] = std::from_chars(word.begin(), word.end(), bytes);
    if (error != std::errc{} || end != word.end()) {
        throw std::runtime_error("not a message of NATS: " + std::string(line));
    }
    return bytes;
}

} // namespace

/// PONG, which answers the PING, comes after the subscription has been made.
void NatsMember::greet() {
    send(R"(CONNECT {"verbose":false,"pedantic":false,"echo":false})");
    send("\r\nSUB " + std::string(subject) + " 1\r\nPING\r\n");
}

void NatsMember::say(std::string_view text) {
    send("PUB " + std::string(subject) + " " + std::to_string(text.size()) + "\r\n");
    send(std::string(text) + "\r\n");
}

std::size_t NatsMember::take(std::string_view bytes, TimePoint now) {
    std::size_t taken = 0;
    for (;;) {
        const auto end = bytes.find(line_end, taken);
        if (end == std::string_view::npos) {
            return taken;
        }
        const auto line = bytes.substr(taken, end - taken);
        auto next = end + line_end.size();
        if (line.starts_with("MSG ")) {
            const auto payload = payload_bytes(line);
            if (bytes.size() < next + payload + line_end.size()) {
                return taken;
            }
            hear(bytes.substr(next, payload), now);
            next += payload + line_end.size();
        } else if (line == "PING") {
            send("PONG\r\n");
        } else if (line == "PONG") {
            enter_now();
        } else if (line.starts_with("-ERR")) {
            throw std::runtime_error("the NATS server says " + std::string(line));
        }
        taken = next;
    }
}

} // namespace chatroom::bench
