// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/control_server.hpp"

#include <stdexcept>
#include <utility>

#include <boost/system/system_error.hpp>
#include <fcntl.h>
#include <sys/stat.h>

namespace chatroom {

using boost::asio::local::stream_protocol;
using boost::system::error_code;

namespace {

/// All connections may come at once. One above the limit is accepted, so that it can be told why it
/// is closed.
constexpr int backlog = static_cast<int>(ControlPlaces::max_connections) + 1;

/// How long to wait when no connection can be accepted for want of descriptors or memory.
constexpr std::chrono::seconds accept_pause{1};

/// Removes what a daemon that was killed left. Throws if somebody still answers there, or if the
/// file is no socket and so not ours.
void remove_stale_socket(boost::asio::io_context& context, const std::filesystem::path& path) {
    if (!std::filesystem::exists(std::filesystem::symlink_status(path))) {
        return;
    }
    if (!std::filesystem::is_socket(path)) {
        throw std::runtime_error("it exists and is no socket");
    }
    error_code error;
    stream_protocol::socket probe(context);
    probe.connect(path.string(), error);
    if (!error) {
        throw std::runtime_error("another chatroomd answers there");
    }
    // Any other error may mean that the socket lives and is only no stream socket, or not for us.
    if (error != boost::asio::error::connection_refused) {
        throw boost::system::system_error(error);
    }
    std::filesystem::remove(path);
}

stream_protocol::acceptor listen(boost::asio::io_context& context,
                                 const std::filesystem::path& path) {
    try {
        if (path.has_parent_path()) {
            std::filesystem::create_directories(path.parent_path());
        }
        remove_stale_socket(context, path);
        stream_protocol::acceptor acceptor(context);
        acceptor.open();
        acceptor.bind(path.string());
        std::filesystem::permissions(path, std::filesystem::perms(0660));
        acceptor.listen(backlog);
        return acceptor;
    } catch (const std::exception& error) {
        throw std::runtime_error("cannot open the control socket " + path.string() + ": " +
                                 error.what());
    }
}

/// The acceptor has the socket under another number.
stream_protocol::acceptor adopt(boost::asio::io_context& context, FileDescriptor listening) {
    stream_protocol::acceptor acceptor(context);
    acceptor.assign(stream_protocol(), ::fcntl(listening.get(), F_DUPFD_CLOEXEC, 0));
    acceptor.listen(backlog);
    return acceptor;
}

} // namespace

ControlServer::ControlServer(boost::asio::io_context& context, std::filesystem::path path,
                             CallHandler handler, ControlConnection::Limits limits,
                             FileDescriptor listening)
    : path_(std::move(path)), owns_path_(listening.get() < 0), handler_(std::move(handler)),
      limits_(limits),
      acceptor_(owns_path_ ? listen(context, path_) : adopt(context, std::move(listening))),
      accept_pause_(context) {
    accept();
}

ControlServer::~ControlServer() {
    auto all = std::list<Connection>(connections_);
    all.splice(all.end(), std::list<Connection>(turned_away_));
    for (const auto& connection : all) {
        connection->close();
    }
    if (owns_path_) {
        std::error_code ignored; // The next start removes it, too.
        std::filesystem::remove(path_, ignored);
    }
}

void ControlServer::reply(const ControlReply& reply) {
    const auto entry = pending_.find(reply.call);
    if (entry == pending_.end()) {
        return;
    }
    const auto [weak, id] = entry->second;
    pending_.erase(entry);
    if (const auto connection = weak.lock()) {
        if (id && reply.reply && std::holds_alternative<control::Snapshot>(*reply.reply)) {
            begin_telling(connection, *id, reply.reply);
        } else if (id) {
            connection->answer(control::encode_reply(*id, reply.reply));
        } else {
            connection->skip_answer();
        }
    }
}

FileDescriptor ControlServer::take_descriptor(CallId call) {
    const auto entry = pending_.find(call);
    const auto connection = entry == pending_.end() ? nullptr : entry->second.connection.lock();
    return connection ? connection->take_descriptor() : FileDescriptor();
}

void ControlServer::begin_telling(const Connection& connection, std::string_view id,
                                  const control::Reply& reply) {
    const auto& snapshot = std::get<control::Snapshot>(*reply);
    monitors_.push_back({connection, 0});
    connection->begin_telling(control::encode_reply(id, reply) + "\n" +
                              control::encode_ready({snapshot.status.sequence}));
}

void ControlServer::tell(std::span<const control::LoggedEvent> events) {
    for (const auto& event : events) {
        if (monitors_.empty()) {
            break;
        }
        const auto encoded = control::encode_event(event);
        for (auto& monitor : monitors_) {
            if (const auto connection = monitor.connection.lock()) {
                connection->tell(control::encode_record(++monitor.records, encoded));
            }
        }
    }
}

void ControlServer::accept() {
    acceptor_.async_accept([this](const error_code& error, ControlConnection::Socket socket) {
        if (error == boost::asio::error::operation_aborted) {
            return;
        }
        if (!error) {
            try {
                accepted(std::move(socket));
            } catch (const std::system_error&) {
                // Nobody knows who that was, and it has been closed.
            }
            accept();
            return;
        }
        accept_pause_.expires_after(accept_pause);
        accept_pause_.async_wait([this](const error_code& aborted) {
            if (!aborted) {
                accept();
            }
        });
    });
}

void ControlServer::accepted(ControlConnection::Socket socket) {
    const auto connection = std::make_shared<ControlConnection>(
        std::move(socket),
        ControlConnection::Handlers{
            .line = [this](auto& from, std::string_view line) { handle_line(from, line); },
            .closed = [this](auto& ended) { forget(ended); }},
        limits_);
    const auto user = connection->peer().uid;
    if (const auto why = places_.bars(user)) {
        turned_away_.push_back(connection);
        connection->answer_and_close(control::encode_reply(
            control::null_id, Unexpected(control::Error{control::ErrorCode::limit_reached, *why})));
        return;
    }
    places_.take(user);
    connections_.push_back(connection);
    connection->start();
}

void ControlServer::forget(ControlConnection& ended) {
    const auto is_it = [&](const Connection& held) { return held.get() == &ended; };
    std::erase_if(monitors_, [&](const MonitorPlace& monitor) {
        const auto connection = monitor.connection.lock();
        return connection == nullptr || connection.get() == &ended;
    });
    const auto user = ended.peer().uid; // It may be gone behind the next line.
    if (connections_.remove_if(is_it) > 0) {
        places_.leave(user);
    } else {
        turned_away_.remove_if(is_it);
    }
}

void ControlServer::handle_line(ControlConnection& connection, std::string_view line) {
    const auto call = control::parse_call(line);
    if (!call.request) {
        if (call.id) {
            connection.answer(control::encode_reply(*call.id, Unexpected(call.request.error())));
        } else {
            connection.skip_answer();
        }
        return;
    }
    const CallId id{++last_call_.value};
    pending_[id] = {connection.weak_from_this(), call.id};
    handler_(id, *call.request, connection.peer());
}

} // namespace chatroom
