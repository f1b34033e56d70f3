// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace chatroom::end_to_end {

/// A bare connection to the control socket, for saying what chatroomctl never would.
class ControlClient {
public:
    explicit ControlClient(const std::filesystem::path& socket);
    ~ControlClient();
    ControlClient(ControlClient&& other) noexcept;
    ControlClient& operator=(ControlClient&&) = delete;
    ControlClient(const ControlClient&) = delete;
    ControlClient& operator=(const ControlClient&) = delete;

    /// Writes all the bytes, or as many as the daemon takes before it closes the connection.
    void send(std::string_view bytes);

    /// The next line; throws if none comes within `patience` or the connection ends first.
    std::string receive_line();

    /// The next line as JSON.
    nlohmann::json receive() { return nlohmann::json::parse(receive_line()); }

    /// Sends the line and returns the answer.
    nlohmann::json call(std::string_view line) {
        send(std::string(line) + "\n");
        return receive();
    }

    /// Whether the daemon closes the connection, without another word, within `patience`.
    bool closed();

    /// Says that nothing more will come, and goes on listening.
    void finish_sending();

private:
    bool read_more();

    int socket_ = -1;
    std::string buffer_;
};

} // namespace chatroom::end_to_end
