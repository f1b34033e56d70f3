// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/sealed_session.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

/// A session and a server that does what the test says. Time is virtual.
class SealedSessionTest : public testing::Test {
protected:
    /// What the server says when Alice enters: she has been inside since event 9, which is the
    /// latest, with another program.
    static sealed::Welcome welcome();

    /// What it says when she is back and its journal has so many of this program's messages.
    static sealed::Welcome welcome_back(std::uint32_t client_sequence, std::uint64_t cursor = 9);

    static Event event(std::uint64_t number, std::string name, std::string text,
                       std::uint32_t client_sequence = 0);
    static sealed::Events events(std::vector<Event> list) { return {std::move(list)}; }

    void use(SealedOptions options);

    /// What the session wants done beside sending. How often another address was to be tried is
    /// counted in tries_of_another_address_. The server takes the datagrams: the frames in
    /// them are in frames(), the others in handshake_.
    std::vector<Output> outputs();

    /// Enters, and answers the handshake until FINISH.
    void reach_finish(int ms);

    /// Answers the handshake datagrams that were sent, until there are none. What it leads to,
    /// beside datagrams.
    std::vector<Output> answer_handshake(int ms);

    /// Enters as Alice and acknowledges it.
    void come_in(int ms = 0);

    /// The same once more, from the server's side: to a session that enters again.
    void come_back(int ms, const sealed::Welcome& welcome);

    /// Is inside, loses the server, and finds it again with the passphrase "open sesame", at 5,010
    /// ms. What that leads to, beside datagrams.
    std::vector<Output> meet_a_passphrase_on_the_way_back();

    /// The server sends the frames.
    void give(int ms, const std::vector<sealed::ServerFrame>& frames);

    /// The frames the server got since the last time.
    std::vector<sealed::ClientFrame> frames();

    /// Calls advance() at each deadline up to that time. What it leads to, beside datagrams.
    std::vector<Output> run_until(int ms);

    std::unique_ptr<SealedSession> session_ =
        std::make_unique<SealedSession>(sealed_options(), counting_random());
    SealedServer server_;
    std::vector<std::string> datagrams_; ///< All that were sent since somebody cleared it.
    int tries_of_another_address_ = 0;
    std::vector<std::string> handshake_; ///< Those of the handshake that nobody has answered.

private:
    std::vector<sealed::ClientFrame> frames_;
};

/// What most tests compare with.
inline Output shown(Event event, std::optional<MessageId> own = std::nullopt) {
    return ShowEvent{std::move(event), false, own};
}

inline Output marked(std::uint64_t message, Mark mark) {
    return Marked{{message}, mark};
}

inline Output said(std::uint64_t message, std::string text) {
    return Said{{message}, std::move(text)};
}

inline sealed::ClientFrame ack(std::uint64_t cumulative, std::uint64_t watermark = 0) {
    return sealed::Ack{.cumulative = {cumulative}, .watermark = {watermark}, .received = {}};
}

inline sealed::ClientFrame say_frame(std::uint32_t first, std::vector<std::string> texts) {
    return sealed::Say{first, std::move(texts)};
}

} // namespace chatroom
