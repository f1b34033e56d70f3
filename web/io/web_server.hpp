// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "protocol/address_range.hpp"
#include "web/core/connection_places.hpp"
#include "web/core/site.hpp"
#include "web/io/connection.hpp"
#include "web/io/stays.hpp"
#include "web/io/tls_files.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace chatroom {

/// What the service is told to do.
struct WebSettings {
    Address listen;
    FileDescriptor handed; ///< A socket that listens already, instead of one at `listen`.
    RoomSocket::Endpoints room;
    RoomToEnter entrance;
    std::unique_ptr<TlsFiles> tls; ///< Nothing: plain HTTP.
    std::vector<std::string> origins;
    std::vector<AddressRange> proxies;
    std::size_t max_pages = 0;
    std::size_t max_pages_of_a_network = 0;
};

/// The service: one port, its connections, and the stays of their pages. One thread.
class WebServer {
public:
    /// Opens the port; the files are the page's and outlive it. Throws std::runtime_error in words
    /// if that is not possible.
    WebServer(boost::asio::io_context& io, WebSettings settings, std::span<const SiteFile> files);

    /// Runs until it is told to end by a signal (SIGTERM, SIGINT). SIGHUP reads the certificate
    /// again.
    void run();

    ~WebServer();
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;

private:
    void accept();
    void accepted(boost::asio::ip::tcp::socket socket);
    void accept_later();
    void await_signal();
    void look_after();
    void reload_certificate();
    void tell_status();
    std::vector<std::shared_ptr<Connection>> connections_open() const;
    void end();

    boost::asio::io_context& io_;
    WebSettings settings_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer pause_; ///< Until connections are accepted again.
    boost::asio::steady_timer watch_;
    boost::asio::steady_timer ending_;
    Site site_;
    Stays stays_;
    ConnectionPlaces pages_;
    ConnectionPlaces connections_; ///< But those of proxies.
    std::size_t of_proxies_ = 0;
    std::uint64_t next_number_ = 0;
    std::map<std::uint64_t, std::weak_ptr<Connection>> open_;
    std::string complaint_; ///< Of the certificate, told once.
    bool is_ending_ = false;
};

} // namespace chatroom
