// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/line.hpp"
#include "tests/bench/load/stream_member.hpp"

#include <stdexcept>

namespace chatroom::bench {

namespace {

constexpr std::string_view channel = "#bench";

/// Removes the next word and the space behind it.
std::string_view take_word(std::string_view& line) {
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    return word;
}

} // namespace

void IrcMember::greet() {
    send("NICK " + name() + "\r\nUSER " + name() + " 0 * :" + name() + "\r\n");
}

void IrcMember::say(std::string_view text) {
    send("PRIVMSG " + std::string(channel) + " :" + std::string(text) + "\r\n");
}

std::size_t IrcMember::take(std::string_view bytes, TimePoint now) {
    std::size_t taken = 0;
    for (auto end = bytes.find("\r\n"); end != std::string_view::npos;
         end = bytes.find("\r\n", taken)) {
        take_line(bytes.substr(taken, end - taken), now);
        taken = end + 2;
    }
    return taken;
}

void IrcMember::take_line(std::string_view line, TimePoint now) {
    if (line.starts_with(':')) {
        take_word(line);
    }
    const auto command = take_word(line);
    if (command == "PRIVMSG") {
        take_word(line);
        hear(line.substr(line.starts_with(':') ? 1 : 0), now);
    } else if (command == "PING") {
        send("PONG " + std::string(line) + "\r\n");
    } else if (command == "001") {
        send("JOIN " + std::string(channel) + "\r\n");
    } else if (command == "366") { // The end of the list of who is in the channel.
        enter_now();
    } else if (command == "ERROR" || (command.size() == 3 && command.starts_with('4') &&
                                      command != "422")) { // There is no message of the day.
        throw std::runtime_error("the IRC server says " + std::string(command) + " " +
                                 std::string(line));
    }
}

} // namespace chatroom::bench
