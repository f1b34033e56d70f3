// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/sealed_session.hpp"
#include "client/io/server_connection.hpp"

#include <functional>
#include <string>

#include <boost/asio/steady_timer.hpp>

namespace chatroom::bench {

/// One of many members in one process: the client's session on the client's socket.
class CrowdMember {
public:
    using OnEvent = std::function<void(const Event&)>;

    /// The number gives it a name and a key of its own, the same each time. It calls back with
    /// every event that it would show. Where several servers share the room, it begins with the
    /// first, and goes on at the next when one does not answer.
    CrowdMember(boost::asio::io_context& io, ServerConnection::Endpoints servers,
                std::uint16_t number, OnEvent on_event);

    CrowdMember(const CrowdMember&) = delete;
    CrowdMember& operator=(const CrowdMember&) = delete;

    /// Begins to enter. If the room ends the stay, the loop throws std::runtime_error.
    void enter();

    void say(std::string_view text);

    bool is_inside() const { return is_inside_; }

    /// The number of the latest event.
    Sequence seen() const { return seen_; }

private:
    void await_datagrams();
    void receive();
    void settle();
    void set_timer();

    void handle(const SendDatagram& output);
    void handle(const NewSocket& output);
    void handle(const ShowEvent& output);
    void handle(const Entered&) { is_inside_ = true; }
    void handle(const NameRefused& output);
    void handle(const Ended& output);
    /// The others are for people.
    template <typename Other>
    void handle(const Other&) {}

    std::string name_;
    SealedSession session_;
    bool has_choice_; ///< Of servers.
    ServerConnection connection_;
    boost::asio::steady_timer timer_;
    OnEvent on_event_;
    Sequence seen_;
    bool is_inside_ = false;
};

} // namespace chatroom::bench
