// SPDX-License-Identifier: GPL-3.0-or-later
// chatroom-client with a session that does what the test says: each line of a datagram from the
// server is an output of the session, all lines of one datagram come in one turn.
//
// Usage: scripted_client PORT DIRECTORY
#include "client/io/application.hpp"
#include "client/io/readline_terminal.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

namespace chatroom {

namespace {

/// The first word, which is taken off the text with the space behind it.
std::string take_word(std::string_view& text) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string word(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

MessageId take_message(std::string_view& text) {
    return {std::strtoull(take_word(text).c_str(), nullptr, 10)};
}

Event take_event(std::string_view& text) {
    Event event;
    event.kind = EventKind::said;
    event.name = take_word(text);
    event.text = text;
    return event;
}

Output output_from(std::string_view line) {
    const auto word = take_word(line);
    if (word == "entered") {
        return Entered{};
    }
    if (word == "journal") {
        return Marked{take_message(line), Mark::in_journal};
    }
    if (word == "everywhere") {
        return Marked{take_message(line), Mark::everywhere};
    }
    if (word == "failed") {
        return Marked{take_message(line), Mark::failed};
    }
    if (word == "recalled") {
        return Marked{take_message(line), Mark::recalled};
    }
    if (word == "event") {
        return ShowEvent{take_event(line)};
    }
    if (word == "own") {
        const auto message = take_message(line);
        return ShowEvent{take_event(line), false, message};
    }
    if (word == "passphrase") {
        return PassphraseNeeded{};
    }
    if (word == "refused") {
        return NameRefused{"", classic::Refusal::name_owned, sealed::RefusalReason::name_owned};
    }
    if (word == "end") {
        return Ended{EndReason::left};
    }
    throw std::runtime_error("not an output: " + word);
}

class ScriptedSession final : public Session {
public:
    void enter(TimePoint, std::string_view name) override { send("enter " + std::string(name)); }
    void say(TimePoint, std::string_view text) override {
        const MessageId message{++said_};
        outputs_.emplace_back(Said{message, std::string(text)});
        send("say " + std::string(text));
    }
    void passphrase(TimePoint, std::string_view passphrase) override {
        send("passphrase " + std::string(passphrase));
    }
    void leave(TimePoint) override { outputs_.emplace_back(Ended{EndReason::left}); }
    void datagram(TimePoint, std::string_view bytes) override {
        while (!bytes.empty()) {
            const auto end = std::min(bytes.find('\n'), bytes.size());
            outputs_.push_back(output_from(bytes.substr(0, end)));
            bytes.remove_prefix(std::min(end + 1, bytes.size()));
        }
    }
    void trouble(TimePoint, Trouble) override {}
    void advance(TimePoint) override {}
    bool ready_for_text() const override { return true; }
    std::optional<TimePoint> next_deadline() const override { return std::nullopt; }
    std::vector<Output> take_outputs() override { return std::exchange(outputs_, {}); }

private:
    void send(std::string bytes) { outputs_.emplace_back(SendDatagram{std::move(bytes)}); }

    std::uint64_t said_ = 0;
    std::vector<Output> outputs_;
};

int run(std::string_view port, const std::filesystem::path& directory) {
    boost::asio::io_context io(1);
    const auto number = static_cast<std::uint16_t>(std::atoi(std::string(port).c_str()));
    ServerConnection connection(io, {{boost::asio::ip::address_v4::loopback(), number}});
    ScriptedSession session;
    KnownRooms known_rooms(directory / "known_rooms");
    const auto& english = choose_wording([](std::string_view) { return std::nullopt; });
    ReadlineTerminal terminal(io, english, {.times = Times::off});
    Application application(io, session, connection, terminal, english, {"room", &known_rooms});
    return static_cast<int>(application.run("Bob"));
}

} // namespace

} // namespace chatroom

int main(int argc, char** argv) {
    return argc == 3 ? chatroom::run(argv[1], argv[2]) : 2;
}
