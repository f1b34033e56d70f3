// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/server_connection.hpp"
#include "client/session.hpp"
#include "client/terminal.hpp"
#include "client/wording.hpp"

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace chatroom {

/// How chatroom-client ends.
enum class ExitCode { left = 0, failed = 1, usage = 2 };

/// Brings session, network, terminal, timer and signals together.
class Application {
public:
    /// What is used outlives the application. server is its address as people write it.
    Application(boost::asio::io_context& io, Session& session, ServerConnection& connection,
                Terminal& terminal, const Wording& wording, std::string server);

    /// Runs until the session has ended. Asks for a name if none is given.
    ExitCode run(const std::optional<std::string>& name);

private:
    enum class Phase { naming, entering, inside, ended };

    /// The most datagrams that are taken in one turn, so that typing gets its turn in a flood.
    static constexpr int max_datagrams_a_turn = 64;

    void await_datagrams();
    void await_signal();
    void receive();
    void typed(std::optional<std::string> line);
    void enter(const std::string& name);
    void in_trouble(Trouble trouble);

    /// Does what the session wants done; after every input of the session.
    void settle();
    void handle(const SendDatagram& output);
    void handle(const ShowLine& output);
    void handle(const TextTooLong& output);
    void handle(const Tell& output);
    void handle(const Refused& output);
    void handle(const Entered& output);
    void handle(const Ended& output);
    void finish(ExitCode code);
    void show_lines();
    void set_timer();
    void ask();

    void add_line(ShownLine::Source source, std::string_view text);
    void say(std::string_view text) { add_line(ShownLine::Source::client, text); }

    boost::asio::io_context& io_;
    Session& session_;
    ServerConnection& connection_;
    Terminal& terminal_;
    const Wording& wording_;
    std::string server_;
    boost::asio::steady_timer timer_;
    boost::asio::signal_set signals_;
    Phase phase_ = Phase::naming;
    std::string name_;
    bool is_asking_ = false;
    bool is_output_gone_ = false;
    std::vector<ShownLine> lines_; ///< To be shown at the end of the turn, all at once.
    ExitCode exit_code_ = ExitCode::failed;
};

} // namespace chatroom
