// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/end_to_end/child_process.hpp"
#include "tests/end_to_end/raw_member.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace chatroom::end_to_end {

/// A real chatroom-web on a port of its own.
class WebProcess {
public:
    /// Starts it in front of the room at that address, as its option --room has it, with more
    /// options, and waits until it is ready; throws if it does not get so far.
    explicit WebProcess(const std::string& room, const std::vector<std::string>& more = {});

    /// Asks it to end (SIGTERM) and returns its exit status.
    int terminate();

    Endpoint endpoint() const { return endpoint_; }
    ChildProcess& process() { return process_; }

private:
    ChildProcess process_;
    Endpoint endpoint_;
};

/// The connection of a page that does only what it is told: it keeps nothing and answers nothing by
/// itself, the service's close neither.
class RawPage {
public:
    /// A connection that has said nothing yet; of somebody new, if there is no secret.
    explicit RawPage(const Endpoint& service, std::string secret = "");
    ~RawPage();
    RawPage(const RawPage&) = delete;
    RawPage& operator=(const RawPage&) = delete;

    /// Sends the bytes as they are.
    void send_raw(std::string_view bytes) const;

    /// Becomes a WebSocket (RFC 6455); throws if the service does not want that.
    void upgrade();

    /// Sends a message. The mask is not zero, as that of browsers.
    void send(const nlohmann::json& message) const;

    /// Becomes a WebSocket and says hello under that name, in a new tab.
    void come_in(std::string_view name, std::optional<std::string> passphrase = std::nullopt);

    /// The next message of that kind, be it in a batch; throws if none comes within `patience`, or
    /// the service closes first.
    nlohmann::json receive(std::string_view kind);

    /// The code with which the service closes; what comes before it is passed over.
    int close_code();

    /// The digits of the secret in hello.
    std::string_view secret() const { return secret_; }

private:
    struct Frame {
        int opcode = 0;
        std::string payload;
    };

    std::string take(std::size_t count);
    Frame next_frame();

    Endpoint service_;
    std::string secret_;
    int socket_ = -1;
    std::string buffer_;
};

} // namespace chatroom::end_to_end
