// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "daemon/core/outputs.hpp"
#include "daemon/io/control_connection.hpp"
#include "daemon/io/control_places.hpp"
#include "protocol/control_json.hpp"

#include <filesystem>
#include <list>
#include <map>
#include <span>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace chatroom {

/// The control socket: administrators' lines become calls, and replies to calls become lines.
class ControlServer {
public:
    /// A call to be answered by reply() with its id, soon.
    using CallHandler =
        std::function<void(CallId call, const control::Request& request, const Peer& peer)>;

    /// Binds the socket with the mode 0660 and accepts. A socket that an ended daemon left is
    /// replaced. One that listens there already is taken as it is, and its path stays when the
    /// server ends. Throws std::runtime_error in words if the path is in use or cannot be used.
    ControlServer(boost::asio::io_context& context, std::filesystem::path path, CallHandler handler,
                  ControlConnection::Limits limits = {}, FileDescriptor listening = {});
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    /// The file descriptor that came with the call, or before it, if one did. Only one call gets
    /// it.
    FileDescriptor take_descriptor(CallId call);

    /// Answers a call; its connection may have gone meanwhile. Whoever gets a snapshot is told what
    /// happens from then on.
    void reply(const ControlReply& reply);

    /// What has happened, in order, for all who monitor.
    void tell(std::span<const control::LoggedEvent> events);

    /// Whether anybody monitors.
    bool is_monitored() const { return !monitors_.empty(); }

private:
    using Connection = std::shared_ptr<ControlConnection>;

    struct Pending {
        std::weak_ptr<ControlConnection> connection;
        std::optional<std::string> id; ///< Nothing for a notification.
    };

    /// A connection that is told what happens.
    struct MonitorPlace {
        std::weak_ptr<ControlConnection> connection;
        std::uint64_t records = 0; ///< So many it was told of.
    };

    void begin_telling(const Connection& connection, std::string_view id,
                       const control::Reply& reply);
    void accept();
    void accepted(ControlConnection::Socket socket);
    void forget(ControlConnection& ended);
    void handle_line(ControlConnection& connection, std::string_view line);

    std::filesystem::path path_;
    bool owns_path_;
    CallHandler handler_;
    ControlConnection::Limits limits_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    boost::asio::steady_timer accept_pause_;
    std::list<Connection> connections_; ///< Each has a place.
    ControlPlaces places_;
    std::list<Connection> turned_away_; ///< They are just being told why, and hold no place.
    std::vector<MonitorPlace> monitors_;
    std::map<CallId, Pending> pending_;
    CallId last_call_;
};

} // namespace chatroom
