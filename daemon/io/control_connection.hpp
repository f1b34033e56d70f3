// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/descriptor_reading.hpp"
#include "daemon/io/peer.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

namespace chatroom {

/// One administrator's connection: reads a line, waits for its answer, writes it, reads the next.
/// One line at a time means that what is buffered is never more than one line and one answer.
class ControlConnection : public std::enable_shared_from_this<ControlConnection> {
public:
    using Socket = boost::asio::local::stream_protocol::socket;

    struct Limits {
        /// A forgotten connection must not hold a place.
        std::chrono::milliseconds idle = std::chrono::seconds(60);
        /// Of one answer: `who` and `log` at their limits fit.
        std::size_t output_bytes = 4 * 1024 * 1024;
        /// Of what is told and not read yet: some 10,000 records, which a busy room has in seconds.
        std::size_t waiting_bytes = 4 * 1024 * 1024;
    };

    struct Handlers {
        /// A line arrived, without its end. The connection waits for answer() or skip_answer().
        std::function<void(ControlConnection&, std::string_view line)> line;
        /// The connection has ended and may be forgotten.
        std::function<void(ControlConnection&)> closed;
    };

    /// Throws std::system_error if the peer cannot be identified.
    ControlConnection(Socket socket, Handlers handlers, Limits limits);

    /// Starts reading.
    void start();

    /// Writes the answer and its line end, then reads on.
    void answer(std::string line);

    /// The line wants no answer: reads on.
    void skip_answer();

    /// Writes the lines, which have no line end behind the last; from then on the peer is told what
    /// happens and asks nothing more. It may be silent for as long as it likes.
    void begin_telling(std::string lines);

    /// Writes one more line. Whoever leaves more unread than the limit is told so and closed.
    void tell(std::string_view line);

    /// Writes the line, then closes. Also instead of start().
    void answer_and_close(std::string line);

    void close();

    /// The descriptor that came last, if one did since the last call.
    FileDescriptor take_descriptor() { return std::exchange(descriptor_, FileDescriptor()); }

    /// Who it is, or was, as the kernel knew it when the connection was accepted.
    const Peer& peer() const { return peer_; }

private:
    void read();
    void await_more();
    void receive();
    void take_line();
    void write(std::string line, bool then_close);
    void write_told();
    void wait_for_end();
    void restart_idle_timer();
    void idle_for_too_long();

    Socket socket_;
    Peer peer_;
    Handlers handlers_;
    Limits limits_;
    boost::asio::steady_timer idle_timer_;
    std::string input_; ///< At most a line and what was read with it.
    FileDescriptor descriptor_;
    std::string output_;
    std::string waiting_; ///< Lines that are to be told, with their ends.
    bool writing_ = false;
    bool is_telling_ = false;
    bool fell_behind_ = false; ///< What waits is the last.
    bool closed_ = false;
};

} // namespace chatroom
