// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

namespace chatroom {

/// An administrator's end of the control socket.
class ControlClient {
public:
    /// Runs the server's loop while it waits.
    ControlClient(boost::asio::io_context& context, const std::filesystem::path& socket);

    /// The server runs elsewhere.
    explicit ControlClient(const std::filesystem::path& socket);

    /// Sends all the bytes, or as many as the server takes before it closes.
    void send(std::string_view bytes);

    /// The next line without its end; "closed" if the server closes first, "nothing came" if
    /// neither happens.
    std::string line();

    /// Whether something came that no line() has returned.
    bool has_more() const;

    /// Ends the sending direction only.
    void finish_sending();

    /// Goes away.
    void close() { socket_ = FileDescriptor(); }

private:
    /// Takes what waits into input_; whether the connection is still open.
    bool take();

    /// Until the condition holds, or never does.
    void run_until(const std::function<bool()>& condition, short events);

    boost::asio::io_context* context_ = nullptr;
    FileDescriptor socket_;
    std::string input_;
};

/// The error that closes a connection.
std::string limit_error(const std::string& message);

/// Runs the loop until the condition holds; false if it never does.
bool run_until(boost::asio::io_context& context, const std::function<bool()>& condition);

} // namespace chatroom
